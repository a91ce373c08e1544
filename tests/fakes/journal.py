"""What a fake server keeps: every request with its outcome, and every breach of the rules."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar


class Asked(Protocol):
    """A request that was answered, or deliberately not; `str` of it is a line for people."""

    @property
    def method(self) -> str: ...
    @property
    def status(self) -> int: ...


class Broken(Protocol):
    """Something that a careful bot does not do."""

    @property
    def kind(self) -> str: ...


E = TypeVar("E", bound=Asked)
V = TypeVar("V", bound=Broken)


@dataclass
class Journal(Generic[E, V]):
    """All that was asked, in order. With `keep` off requests are counted, but not kept (for benchmarks)."""

    keep: bool = True
    entries: list[E] = field(default_factory=list)
    violations: list[V] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)

    def write(self, entry: E) -> None:
        """Note a request."""
        self.counts[entry.method] += 1
        self.statuses[entry.status] += 1
        if self.keep:
            self.entries.append(entry)

    def of(self, method: str) -> list[E]:
        """The requests of one method."""
        return [entry for entry in self.entries if entry.method == method]

    def breaches(self, kind: str) -> list[V]:
        """The violations of one kind."""
        return [violation for violation in self.violations if violation.kind == kind]

    def clear(self) -> None:
        """Forget everything."""
        for kept in (self.entries, self.violations, self.counts, self.statuses):
            kept.clear()
