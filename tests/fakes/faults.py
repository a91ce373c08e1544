"""What goes wrong between a client and a fake server: scripted, or by chance with a seed."""

import random
from abc import ABC, abstractmethod
from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Any, Generic, TypeVar


@dataclass
class Fault(ABC):
    """One way of failing for what it fits: the next `times` requests (None: all) after `skip` of them."""

    kind: str
    methods: Collection[str] | None = None
    times: int | None = 1
    skip: int = 0
    probability: float = 1.0
    status: int = 500
    seconds: float = 1.0
    met: int = 0

    def fits(self, method: str, place: int | None) -> bool:
        """Whether the fault is meant for such a request in this chat or channel, and still in force."""
        return (self.times is None or self.met < self.times) and self.is_meant(method, place)

    @abstractmethod
    def is_meant(self, method: str, place: int | None) -> bool:
        """Whether the request is one of those that it is for."""

    def json(self) -> dict[str, Any]:
        """The fault as the control API tells it."""
        answer = asdict(self)
        answer["methods"] = sorted(self.methods) if self.methods is not None else None
        return answer


F = TypeVar("F", bound=Fault)


class Faults(Generic[F]):
    """The faults in force, in order; the first that fits a request befalls it."""

    def __init__(self, make: type[F], kinds: Collection[str], writes: Collection[str]) -> None:
        self._make = make
        self._kinds = kinds
        self._writes = writes
        self.script: list[F] = []
        self.chance = random.Random(0)  # noqa: S311

    def add(self, kind: str, *methods: str, **how: Any) -> F:  # noqa: ANN401  (a field of the fault)
        """Let requests of these methods (none: all) fail, by default the next one only."""
        if kind not in self._kinds:
            raise ValueError(f"{kind} is not a fault; there are {', '.join(self._kinds)}")
        fault = self._make(kind, frozenset(methods) or None, **how)
        self.script.append(fault)
        return fault

    def mix(
        self,
        *,
        seed: int = 0,
        methods: Collection[str] | None = None,
        seconds: float = 1.0,
        **shares: float,
    ) -> None:
        """Let shares of what is written fail, e.g. `dropped_before=0.05, dropped_after=0.05, flood=0.05`."""
        self.chance.seed(seed)
        rest = 1.0
        for name, share in shares.items():
            # Each is drawn only where those before it did not befall.
            probability = min(1.0, share / rest) if rest > 0 else 0.0
            kind, meant = name.replace("_", " "), self._writes if methods is None else methods
            self.add(kind, *meant, times=None, probability=probability, seconds=seconds)
            rest -= share

    def befall(self, method: str, place: int | None) -> F | None:
        """The fault that this request meets."""
        for fault in self.script:
            if not fault.fits(method, place):
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
