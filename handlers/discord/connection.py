"""The bot's line to Discord: every request of this room goes through it, with our own errors."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import SecretStr

from bot.delivery.gate import Gate
from bot.delivery.limits import Window
from bot.delivery.pacing import Pacing
from bot.errors import DeliveryError, PlatformDown

if TYPE_CHECKING:
    import discord
    from discord.http import HTTPClient

T = TypeVar("T")

OVERALL = (Window(50, 1.0),)
"""Requests a second of one bot (Discord's documentation, "Global Rate Limit"); what a channel takes is told
by the headers of each answer, and the library obeys them."""
PATIENCE = 25.0  # seconds for an answer; the library's waits for a channel's own limit come on top
EVERYBODY = 0  # the pace is that of all channels together


class Connection:
    """One bot. Nothing is connected, and discord.py is not imported, before the first request.

    `api_url` and `gateway_url` are the library's for the whole process: two bots of one process share them.
    `pacing`: another pace than Discord's published one, as for a server of one's own.
    """

    def __init__(
        self,
        token: SecretStr,
        *,
        api_url: str | None = None,
        gateway_url: str | None = None,
        pacing: Pacing | None = None,
    ) -> None:
        self._token = token
        self._api_url = api_url
        self._gateway_url = gateway_url
        own_pace = Pacing(overall=OVERALL, person=(), crowd=())
        self._gate = Gate("discord", own_pace if pacing is None else pacing)
        self._client: discord.Client | None = None
        self._logging_in = asyncio.Lock()
        self._logged_in = False

    @property
    def client(self) -> "discord.Client":
        """The library's client, logged in or not; commands and events are hung on it before it connects."""
        if self._client is None:
            from handlers.discord.wire import connect  # noqa: PLC0415  # importing must be cheap

            self._client = connect(self._api_url, self._gateway_url)
        return self._client

    async def login(self) -> "discord.Client":
        """The client, logged in. Raises PlatformDown for a token that Discord refuses, or Transient."""
        if not self._logged_in:
            async with self._logging_in:
                if not self._logged_in:
                    token = self._token.get_secret_value().strip()
                    if not token:
                        raise PlatformDown("platforms.discord.token is empty: put in the token of your bot")
                    await self._explained(self.client.login(token))
                    self._logged_in = True
        return self.client

    async def me(self) -> "discord.ClientUser":
        """The bot's own account. Raises as `login`."""
        user = (await self.login()).user
        if user is None:
            raise PlatformDown("Discord did not say who the bot is: check platforms.discord.api_url")
        return user

    async def ask(self, request: "Callable[[HTTPClient], Awaitable[T]]", *, urgent: bool = True) -> T:
        """Make one request. Raises DeliveryError only.

        `urgent` requests answer a person and wait for nothing. The others keep to the bot's pace: they raise
        NotYet where the turn is more than a moment away.
        """
        client = await self.login()
        if urgent:
            return await self._explained(request(client.http))
        turn = await self._gate.enter(EVERYBODY, crowd=False, urgent=False)
        try:
            return await self._explained(request(client.http))
        finally:
            self._gate.answered(turn)

    async def call(
        self,
        method: str,
        path: str,
        *,
        urgent: bool = True,
        json: Any = None,
        **names: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        """One request by its path, such as `/channels/{channel_id}`; `names` fill it. As `ask`."""
        from discord.http import Route  # noqa: PLC0415

        given = {} if json is None else {"json": json}
        return await self.ask(lambda http: http.request(Route(method, path, **names), **given), urgent=urgent)

    def room(self) -> int:
        """How many requests that are not urgent would have their turn in a moment."""
        return self._gate.room()

    async def close(self) -> None:
        """Let go of the connections."""
        self._gate.close()
        if self._client is not None:
            await self._client.close()

    async def _explained(self, answer: Awaitable[T]) -> T:
        from handlers.discord.errors import TROUBLE, explain  # noqa: PLC0415

        try:
            return await answer
        except DeliveryError:
            raise
        except TROUBLE as error:
            # Not chained: the library's own texts may quote what they should not.
            raise explain(error) from None
