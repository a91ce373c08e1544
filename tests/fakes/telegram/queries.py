"""Presses and inline queries, with what the bot answered."""

from dataclasses import dataclass, field
from typing import Any

from tests.fakes.telegram.messages import Message
from tests.fakes.telegram.users import User


@dataclass
class Press:
    """A pressed inline button."""

    id: str
    user: User
    message: Message | None
    data: str
    at: float
    answered: bool = False
    text: str = ""
    alert: bool = False

    def json(self) -> dict[str, Any]:
        """The press as the control API tells it."""
        return {
            "id": self.id,
            "data": self.data,
            "answered": self.answered,
            "text": self.text,
            "alert": self.alert,
        }


@dataclass
class InlineQuery:
    """What somebody typed after the bot's name."""

    id: str
    user: User
    query: str
    offset: str
    at: float
    answered: bool = False
    results: list[dict[str, Any]] = field(default_factory=list)
    next_offset: str = ""
    button: dict[str, Any] | None = None
    cache_time: int = 300
    personal: bool = False

    def json(self) -> dict[str, Any]:
        """The query as the control API tells it."""
        return {
            "id": self.id,
            "query": self.query,
            "offset": self.offset,
            "answered": self.answered,
            "results": self.results,
            "next_offset": self.next_offset,
            "button": self.button,
            "cache_time": self.cache_time,
            "personal": self.personal,
        }
