"""The bot's line to Telegram: every request of this room goes through it, paced, with our own errors."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from pydantic import SecretStr

from bot.delivery.gate import PEOPLE_WAIT, Gate
from bot.delivery.pacing import Pacing
from bot.errors import PlatformDown, RateLimited

if TYPE_CHECKING:
    from telegram import Bot, User

    from handlers.telegram.wire import Wire

T = TypeVar("T")

AT_ONCE = 64  # connections: what the outbox delivers at once, and as many answers to readers
URGENT_TRIES = 3  # a reader's answer has no outbox behind it: it outlives a refusal as too fast


class Connection:
    """One bot. Nothing is connected, and python-telegram-bot is not imported, before the first request.

    `pacing`: another pace than Telegram's published one, as for a server of one's own.
    """

    def __init__(
        self,
        token: SecretStr,
        *,
        base_url: str | None = None,
        base_file_url: str | None = None,
        pacing: Pacing | None = None,
    ) -> None:
        self._token = token
        self._base_url = base_url
        self._base_file_url = base_file_url
        self._gate = Gate("telegram", Pacing() if pacing is None else pacing)
        self._bot: Bot | None = None
        self._wires: tuple[Wire, ...] = ()
        self._me: User | None = None
        self._introducing = asyncio.Lock()
        self.served: str | None = None
        """The Date header of the newest answer."""

    async def me(self) -> "User":
        """The bot's own account, asked for once. Raises PlatformDown for a token that Telegram refuses."""
        if self._me is None:
            async with self._introducing:
                if self._me is None:
                    self._me = await self.ask(None, lambda bot: bot.get_me())
        return self._me

    async def ask(
        self, chat: int | str | None, request: "Callable[[Bot], Awaitable[T]]", *, urgent: bool = True
    ) -> T:
        """Make one request, when the pace of `chat` (None: of nobody) allows it. Raises DeliveryError only.

        `urgent` requests answer a person: they wait their turn, before all others, and after a 429 they
        are made again; a turn that is more than a minute away raises NotYet. The others raise NotYet where
        the turn is more than a moment away, so that whoever asks can serve another chat.
        """
        if chat is None:
            return await self._make(request)
        key = _key(chat)
        crowd = not (isinstance(key, int) and key > 0)
        tries = URGENT_TRIES if urgent else 1
        while True:
            turn = await self._gate.enter(key, crowd=crowd, urgent=urgent)
            try:
                return await self._make(request)
            except RateLimited as error:
                self._gate.limited(turn, error.retry_after)
                tries -= 1
                if tries < 1 or error.retry_after > PEOPLE_WAIT:
                    raise
            finally:
                self._gate.answered(turn)

    def room(self) -> int:
        """How many requests that are not urgent would have their turn in a moment."""
        return self._gate.room()

    async def close(self) -> None:
        """Let go of the connections."""
        self._gate.close()
        for wire in self._wires:
            await wire.shutdown()

    async def _make(self, request: "Callable[[Bot], Awaitable[T]]") -> T:
        from telegram.error import TelegramError  # noqa: PLC0415

        try:
            return await request(self._connected())
        except TelegramError as error:
            from handlers.telegram.errors import explain  # noqa: PLC0415

            # Not chained: the library's own texts may quote an address with the token in it.
            raise explain(error) from None

    def _connected(self) -> "Bot":
        if self._bot is None:
            from handlers.telegram.wire import connect  # noqa: PLC0415

            token = self._token.get_secret_value().strip()
            if not token:
                raise PlatformDown("platforms.telegram.token is empty: put in the token of your bot")
            self._bot, self._wires = connect(
                token, self._base_url, self._base_file_url, at_once=AT_ONCE, on_answer=self._answered
            )
        return self._bot

    def _answered(self, served: str | None) -> None:
        self.served = served


def _key(chat: int | str) -> int | str:
    """One name for a chat, whether its id came as a number or as text."""
    if isinstance(chat, int):
        return chat
    try:
        return int(chat)
    except ValueError:
        return chat.lower()
