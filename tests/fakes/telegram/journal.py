"""Every request with its outcome, and every breach of the rules that Telegram would let pass in silence."""

from dataclasses import asdict, dataclass
from typing import Any, TypeAlias

from tests.fakes import journal


@dataclass
class Entry:
    """A request. `outcome` is "ok", the error's description, or the fault that befell it."""

    at: float
    method: str
    chat: str
    outcome: str
    values: dict[str, Any]
    status: int = 200
    fault: str = ""
    done: bool = False  # it took effect, whatever the client was told

    def __str__(self) -> str:
        return f"{self.method} {self.chat}: {self.outcome}"

    def json(self) -> dict[str, Any]:
        """The entry as the control API tells it."""
        return asdict(self)


@dataclass(frozen=True)
class Violation:
    """Something that a careful bot does not do."""

    at: float
    kind: str
    chat: str
    detail: str

    def json(self) -> dict[str, Any]:
        """The violation as the control API tells it."""
        return asdict(self)


Journal: TypeAlias = journal.Journal[Entry, Violation]
