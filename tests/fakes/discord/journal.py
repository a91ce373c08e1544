"""Every request with its outcome, and every breach of the rules that no client should commit."""

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(slots=True)
class Entry:
    """A request. `method` is `POST /channels/{channel_id}/messages`; `outcome` is "ok" or the error."""

    at: float
    method: str
    path: str
    channel: str
    outcome: str
    body: Any
    status: int = 200
    code: int = 0
    fault: str = ""
    done: bool = False  # it took effect, whatever the client was told
    seconds: float = 0.0  # until the answer

    def json(self) -> dict[str, Any]:
        """The entry as the control API tells it."""
        return asdict(self)


@dataclass(frozen=True)
class Violation:
    """Something that a careful bot does not do."""

    at: float
    kind: str
    where: str
    detail: str

    def json(self) -> dict[str, Any]:
        """The violation as the control API tells it."""
        return asdict(self)


@dataclass
class Journal:
    """All that was asked, in order. With `keep` off requests are counted, but not kept (for benchmarks)."""

    keep: bool = True
    entries: list[Entry] = field(default_factory=list)
    violations: list[Violation] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)

    def write(self, entry: Entry) -> None:
        """Note a request that was answered, or deliberately not."""
        self.counts[entry.method] += 1
        self.statuses[entry.status] += 1
        if self.keep:
            self.entries.append(entry)

    def of(self, method: str) -> list[Entry]:
        """The requests of one method, as `POST /channels/{channel_id}/messages`."""
        return [entry for entry in self.entries if entry.method == method]

    def breaches(self, kind: str) -> list[Violation]:
        """The violations of one kind."""
        return [violation for violation in self.violations if violation.kind == kind]

    def clear(self) -> None:
        """Forget everything."""
        for kept in (self.entries, self.violations, self.counts, self.statuses):
            kept.clear()
