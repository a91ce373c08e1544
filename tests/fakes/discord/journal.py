"""Every request with its outcome, and every breach of the rules that no client should commit."""

from dataclasses import asdict, dataclass
from typing import Any, TypeAlias

from tests.fakes import journal


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

    def __str__(self) -> str:
        return f"{self.method} {self.channel}: {self.outcome}"

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


Journal: TypeAlias = journal.Journal[Entry, Violation]
