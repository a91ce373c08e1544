"""What goes wrong between a client and the server: scripted, or by chance with a seed."""

import random
from collections.abc import Collection
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, get_args

from tests.fakes.telegram.values import Json

Kind = Literal[
    "status", "flood", "delay", "dropped before", "dropped after", "truncated", "hang", "hang after"
]
KINDS: tuple[str, ...] = get_args(Kind)
WRITES = (
    "sendMessage", "sendPhoto", "sendDocument", "editMessageText", "editMessageCaption",
    "editMessageReplyMarkup", "deleteMessage", "deleteMessages", "copyMessage", "copyMessages",
    "forwardMessage", "forwardMessages",
)  # fmt: skip


@dataclass
class Fault:
    """One way of failing, for the requests that it fits.

    status: answered with an HTTP `status`, nothing done. flood: 429, the chat is barred for `seconds`. delay:
    done after `seconds`. dropped before / after: the connection is closed without an answer, before the
    request took effect or after. truncated: done, but half of the answer arrives. hang / hang after: not
    done / done, and never answered.
    """

    kind: Kind
    methods: Collection[str] | None = None
    chat: int | None = None
    times: int | None = 1
    skip: int = 0
    probability: float = 1.0
    status: int = 500
    seconds: float = 1.0
    met: int = 0

    def fits(self, method: str, chat: int | None) -> bool:
        """Whether the fault is meant for such a request and still in force."""
        if self.times is not None and self.met >= self.times:
            return False
        return (self.methods is None or method in self.methods) and self.chat in {None, chat}

    def json(self) -> dict[str, Any]:
        """The fault as the control API tells it."""
        answer = asdict(self)
        answer["methods"] = sorted(self.methods) if self.methods is not None else None
        return answer


@dataclass
class Faults:
    """The faults in force, in order; the first that fits a request befalls it."""

    script: list[Fault] = field(default_factory=list)
    chance: random.Random = field(default_factory=lambda: random.Random(0))  # noqa: S311

    def add(self, kind: Kind, *methods: str, **how: Json) -> Fault:
        """Let requests of these methods (none: all) fail, by default the next one only."""
        if kind not in KINDS:
            raise ValueError(f"{kind} is not a fault; there are {', '.join(KINDS)}")
        fault = Fault(kind, frozenset(methods) or None, **how)
        self.script.append(fault)
        return fault

    def mix(
        self, *, seed: int = 0, methods: Collection[str] = WRITES, seconds: float = 1.0, **shares: float
    ) -> None:
        """Let shares of requests fail, e.g. `dropped_before=0.05, dropped_after=0.05, flood=0.05`."""
        self.chance.seed(seed)
        rest = 1.0
        for name, share in shares.items():
            kind = name.replace("_", " ")
            if kind not in KINDS:
                raise ValueError(f"{kind} is not a fault; there are {', '.join(KINDS)}")
            # Each is drawn only where those before it did not befall.
            probability = min(1.0, share / rest) if rest > 0 else 0.0
            self.add(kind, *methods, times=None, probability=probability, seconds=seconds)  # type: ignore[arg-type]
            rest -= share

    def befall(self, method: str, chat: int | None) -> Fault | None:
        """The fault that this request meets."""
        for fault in self.script:
            if not fault.fits(method, chat):
                continue
            if fault.skip:
                fault.skip -= 1
                continue
            if fault.probability < 1 and self.chance.random() >= fault.probability:
                continue
            fault.met += 1
            return fault
        return None

    def clear(self) -> None:
        """Let everything go well."""
        self.script.clear()
