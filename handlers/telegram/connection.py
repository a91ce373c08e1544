"""The bot's line to Telegram: every request of this room goes through it, paced, with our own errors."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from pydantic import SecretStr

from bot.errors import PlatformDown

if TYPE_CHECKING:
    from telegram import Bot, User

    from handlers.telegram.wire import Wire

T = TypeVar("T")

AT_ONCE = 64  # connections: what the outbox delivers at once, and as many answers to readers


class Connection:
    """One bot. Nothing is connected, and python-telegram-bot is not imported, before the first request."""

    def __init__(
        self, token: SecretStr, *, base_url: str | None = None, base_file_url: str | None = None
    ) -> None:
        self._token = token
        self._base_url = base_url
        self._base_file_url = base_file_url
        self._bot: Bot | None = None
        self._wires: tuple[Wire, ...] = ()
        self._me: User | None = None
        self._asking = asyncio.Lock()

    async def me(self) -> "User":
        """The bot's own account, asked for once. Raises PlatformDown for a token that Telegram refuses."""
        async with self._asking:
            if self._me is None:
                self._me = await self.ask(None, lambda bot: bot.get_me())
            return self._me

    async def ask(
        self, chat: int | str | None, request: "Callable[[Bot], Awaitable[T]]", *, urgent: bool = True
    ) -> T:
        """Make one request, when the pace of `chat` (None: of nobody) allows it. Raises DeliveryError only.

        `urgent` requests answer a person: they wait their turn, before all others. The others raise NotYet
        where the turn is more than a moment away, so that whoever asks can serve another chat.
        """
        from telegram.error import TelegramError  # noqa: PLC0415

        from handlers.telegram.errors import explain  # noqa: PLC0415

        try:
            return await request(self._connected())
        except TelegramError as error:
            raise explain(error) from None

    async def close(self) -> None:
        """Let go of the connections."""
        for wire in self._wires:
            await wire.shutdown()

    def _connected(self) -> "Bot":
        if self._bot is None:
            from handlers.telegram.wire import connect  # noqa: PLC0415

            token = self._token.get_secret_value().strip()
            if not token:
                raise PlatformDown("platforms.telegram.token is empty: put in the token of your bot")
            self._bot, self._wires = connect(token, self._base_url, self._base_file_url, at_once=AT_ONCE)
        return self._bot
