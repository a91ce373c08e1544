"""The bot's line to Discord: every request of this room goes through it, with our own errors."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import SecretStr

from bot.delivery.gate import Gate
from bot.delivery.limits import Window
from bot.delivery.pacing import Pacing
from bot.errors import Ambiguous, DeliveryError, NotYet, PlatformDown, Transient
from handlers.discord.journey import UNDER_WAY, Journey

if TYPE_CHECKING:
    import discord
    from discord.http import HTTPClient

T = TypeVar("T")

OVERALL = (Window(50, 1.0),)
"""Requests a second of one bot (Discord's documentation, "Global Rate Limit"); what a channel takes is told
by the headers of each answer, and the library obeys them."""
REFUSED_FOR = 60.0  # seconds for which a refused token is not tried again
MOMENT = 0.5  # seconds
CLOSED = "the connection to Discord is closed; nothing was done"
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
        self._refused: tuple[float, str] | None = None
        self._closed = False
        self.served: str | None = None
        """The Date header of the newest answer."""

    @property
    def client(self) -> "discord.Client":
        """The library's client, logged in or not; commands and events are hung on it before it connects."""
        if self._client is None:
            from handlers.discord.wire import connect  # noqa: PLC0415  # importing must be cheap

            self._client = connect(self._api_url, self._gateway_url)
        return self._client

    async def login(self) -> "discord.Client":
        """The client, logged in. Raises PlatformDown for a token that Discord refuses, or Transient."""
        if self._closed:
            raise Transient(CLOSED)
        if not self._logged_in:
            async with self._logging_in:
                if not self._logged_in:
                    await self._log_in()
        return self.client

    async def me(self) -> "discord.ClientUser":
        """The bot's own account. Raises as `login`."""
        user = (await self.login()).user
        if user is None:
            raise PlatformDown("Discord did not say who the bot is: check platforms.discord.api_url")
        return user

    async def ask(
        self,
        request: "Callable[[HTTPClient], Awaitable[T]]",
        *,
        urgent: bool = True,
        once: bool = False,
        harmless: bool = False,
    ) -> T:
        """Make one request. Raises DeliveryError only.

        `urgent` requests answer a person and wait for nothing. The others keep to the bot's pace: they raise
        NotYet where the turn is more than a moment away, or where they are cancelled before they left.
        `once`: the library shall not repeat it by itself, as it is not known by a nonce. `harmless`: it
        changes nothing, or nothing more when it is repeated, so that its loss is never Ambiguous.
        """
        journey = Journey(once=once, harmless=harmless, bulk=not urgent)
        try:
            client = await self.login()
            if urgent:
                return await self._make(request(client.http), journey)
            turn = await self._gate.enter(EVERYBODY, crowd=False, urgent=False)
            try:
                return await self._make(request(client.http), journey)
            finally:
                self._gate.answered(turn)
        except asyncio.CancelledError:
            if urgent or journey.asked:
                raise
            raise NotYet("Discord was not asked yet", MOMENT) from None

    async def call(
        self,
        method: str,
        path: str,
        *,
        urgent: bool = True,
        once: bool = False,
        harmless: bool = False,
        json: Any = None,  # noqa: ANN401
        params: Mapping[str, int | str] | None = None,
        **names: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        """One request by its path, such as `/channels/{channel_id}`; `names` fill it. As `ask`."""
        from discord.http import Route  # noqa: PLC0415

        given = {} if json is None else {"json": json}
        if params is not None:
            given["params"] = params
        return await self.ask(
            lambda http: http.request(Route(method, path, **names), **given),
            urgent=urgent,
            once=once,
            harmless=harmless or method == "GET",
        )

    def room(self) -> int:
        """How many requests that are not urgent would have their turn in a moment."""
        return self._gate.room()

    async def close(self) -> None:
        """Let go of the connections; twice does no harm."""
        self._closed = True
        self._gate.close()
        if self._client is not None:
            await self._client.close()

    async def _log_in(self) -> None:
        """Log in, unless that was refused a moment ago: Discord counts what it refuses, and bans for it."""
        from handlers.discord.wire import login  # noqa: PLC0415

        if self._closed:
            raise Transient(CLOSED)
        now = asyncio.get_running_loop().time()
        if self._refused is not None and now < self._refused[0]:
            raise PlatformDown(self._refused[1])
        token = self._token.get_secret_value().strip()
        if not token:
            raise PlatformDown("platforms.discord.token is empty: put in the token of your bot")
        try:
            await self._make(login(self.client, token), Journey(harmless=True))
        except PlatformDown as error:
            self._refused = (now + REFUSED_FOR, str(error))
            raise
        self._logged_in = True

    async def _make(self, answer: Awaitable[T], journey: Journey) -> T:
        from handlers.discord.errors import TROUBLE, explain  # noqa: PLC0415

        asking = UNDER_WAY.set(journey)
        try:
            async with journey.limit:
                return await answer
        except DeliveryError:
            raise
        except TROUBLE as error:
            said = explain(error, asked=journey.asked)
            if isinstance(said, Transient) and journey.asked:  # an earlier try of the library's may have
                said = Ambiguous(str(said))
            # Not chained: the library's own texts may quote what they should not.
            raise said from None
        except RuntimeError:
            if not self._closed:
                raise
            raise Transient(CLOSED) from None
        finally:
            self.served = journey.served or self.served
            UNDER_WAY.reset(asking)
