"""Accounts: people and the bot."""

from dataclasses import dataclass
from typing import Any


@dataclass(eq=False, slots=True)
class User:
    """An account. `started` and `blocked` say whether the bot may write to it."""

    id: int
    first_name: str
    username: str | None = None
    language_code: str | None = None
    is_bot: bool = False
    started: bool = False
    blocked: bool = False
    deactivated: bool = False

    def json(self) -> dict[str, Any]:
        """A Bot API `User`."""
        answer: dict[str, Any] = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        if self.username:
            answer["username"] = self.username
        if self.language_code:
            answer["language_code"] = self.language_code
        return answer


ANONYMOUS_ADMIN = User(1087968824, "Group", "GroupAnonymousBot", is_bot=True)
