"""What goes wrong between a client and the server: scripted, or by chance with a seed."""

import random
import re
from collections.abc import Collection
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from typing import Any, Literal, get_args

from tests.fakes.discord.values import Json

Kind = Literal[
    "status", "status after", "flood", "delay", "delay after", "dropped before", "dropped after", "truncated",
    "hang", "hang after",
]  # fmt: skip
KINDS: tuple[str, ...] = get_args(Kind)
WRITES = (
    "POST /channels/*/messages",
    "PATCH /channels/*/messages/*",
    "DELETE /channels/*/messages/*",
    "POST /channels/*/threads",
    "POST /channels/*/messages/*/threads",
    "POST /channels/*/messages/*/crosspost",
)


@lru_cache(maxsize=1024)
def _shape(pattern: str) -> re.Pattern[str]:
    """`*` stands for one segment of a path, `**` for any; a pattern without a method fits all methods."""
    parts = ["[A-Z]+ "] if pattern.startswith("/") else []
    stars = {"**": ".*", "*": "[^/]*"}
    parts += [stars.get(piece) or re.escape(piece) for piece in re.split(r"(\*\*|\*)", pattern)]
    return re.compile("".join(parts))


@dataclass
class Fault:
    """One way of failing, for the requests that it fits.

    status / status after: answered with an HTTP `status`, nothing done / after it was done. flood: 429, for
    `seconds`. delay / delay after: done, or answered, after `seconds`. dropped before / after: the connection
    is closed without an answer, before the request took effect or after. truncated: done, but half of the
    answer arrives. hang / hang after: not done / done, and never answered.
    """

    kind: Kind
    methods: Collection[str] | None = None
    channel: int | None = None
    times: int | None = 1
    skip: int = 0
    probability: float = 1.0
    status: int = 500
    code: int = 0
    message: str = ""
    seconds: float = 1.0
    met: int = 0

    def fits(self, asked: str, channel: int | None) -> bool:
        """Whether the fault is meant for such a request (`POST /channels/1/messages`) and still in force."""
        if self.times is not None and self.met >= self.times:
            return False
        if self.channel is not None and self.channel != channel:
            return False
        return self.methods is None or any(_shape(pattern).fullmatch(asked) for pattern in self.methods)

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
        """Let requests fail that fit one of `methods` (none: all), by default the next one only.

        A method is `POST /channels/*/messages`; `*` is one segment, `**` whatever follows.
        """
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

    def befall(self, asked: str, channel: int | None) -> Fault | None:
        """The fault that this request meets."""
        for fault in self.script:
            if not fault.fits(asked, channel):
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
