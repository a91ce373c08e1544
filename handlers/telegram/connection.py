"""The bot's line to Telegram: every request of this room goes through it, paced, with our own errors."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from pydantic import SecretStr

if TYPE_CHECKING:
    from telegram import Bot, User

T = TypeVar("T")


class Connection:
    """One bot. Nothing is connected, and python-telegram-bot is not imported, before the first request."""

    def __init__(
        self, token: SecretStr, *, base_url: str | None = None, base_file_url: str | None = None
    ) -> None:
        raise NotImplementedError

    async def me(self) -> "User":
        """The bot's own account, asked for once. Raises PlatformDown for a token that Telegram refuses."""
        raise NotImplementedError

    async def ask(
        self, chat: int | str | None, request: "Callable[[Bot], Awaitable[T]]", *, urgent: bool = True
    ) -> T:
        """Make one request, when the pace of `chat` (None: of nobody) allows it. Raises DeliveryError only.

        `urgent` requests answer a person: they wait their turn, before all others. The others raise NotYet
        where the turn is more than a moment away, so that whoever asks can serve another chat.
        """
        raise NotImplementedError

    async def close(self) -> None:
        """Let go of the connections."""
        raise NotImplementedError
