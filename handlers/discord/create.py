"""The Discord platform, put together."""

import datetime as dt
from collections.abc import Callable, Sequence

from pydantic import SecretStr

from bot.commands.models import Reply
from bot.delivery.models import Claim, Part, Receipt
from bot.delivery.pacing import Pacing
from bot.desk import Desk
from bot.findings import Finding
from bot.models import Policy, StoredDigest, Target
from handlers.discord.connection import Connection
from handlers.discord.render import render
from handlers.discord.sender import Sender
from handlers.discord.station import PLATFORM, Station


def create(
    desk: Desk,
    *,
    token: SecretStr,
    api_url: str | None = None,
    gateway_url: str | None = None,
    on_ready: Callable[[str], None] | None = None,
    pacing: Pacing | None = None,
) -> "DiscordPlatform":
    """The bot of that token. `on_ready` hears where it is found.

    `pacing` is for a server with other limits than Discord's.
    """
    connection = Connection(token, api_url=api_url, gateway_url=gateway_url, pacing=pacing)
    return DiscordPlatform(Station(desk, connection), on_ready)


class DiscordPlatform:
    """Posts in channels, threads and forums, and answers there and in direct messages."""

    name = PLATFORM
    keeps_archive = False
    deletes_within: dt.timedelta | None = None

    def __init__(self, station: Station, on_ready: Callable[[str], None] | None) -> None:
        self._station = station
        self._on_ready = on_ready
        self._sender = Sender(station.connection, station.desk.store, clock=station.desk.clock)

    def render(self, digest: StoredDigest, policy: Policy) -> tuple[Part, ...]:
        """Cards, or embeds, within Discord's limits; see Platform."""
        return render(digest, policy, self._station.desk.store.aliases)

    def room(self) -> int:
        """As many as the pace lets through in a moment."""
        self._sender.begin()  # the outbox is up: what a kill has left beside the deliveries goes on
        return self._station.connection.room()

    async def send(self, claim: Claim) -> Receipt:
        """Post a part; the receipt is the message's id."""
        return await self._sender.send(claim)

    async def edit(self, claim: Claim) -> Receipt | None:
        """Make the message show the part; None: it belongs in another place."""
        return await self._sender.edit(claim)

    async def delete(self, claim: Claim) -> None:
        """Take the message away."""
        await self._sender.delete(claim)

    async def recover(self, claim: Claim) -> Receipt | None:
        """Look for the message in the channel's history."""
        return await self._sender.recover(claim)

    async def serve(self) -> None:
        """Answer until cancelled. Raises PlatformDown for a token that Discord refuses."""
        # A command that only renders does not pay for the library.
        from handlers.discord.serving import serve  # noqa: PLC0415

        await serve(self._station, self._on_ready)

    async def tell(self, actor: str, reply: Reply) -> None:
        """Say this to an operator in a direct message. Raises DeliveryError."""
        from handlers.discord.telling import tell  # noqa: PLC0415

        await tell(self._station, actor, reply)

    async def report(self, place: str, reply: Reply) -> None:
        """Say this in a channel. Raises DeliveryError."""
        from handlers.discord.telling import report  # noqa: PLC0415

        await report(self._station, place, reply)

    async def examine(self, targets: Sequence[Target]) -> list[Finding]:
        """The token, the clock, the gateway; then each target's channel and what the bot may do there."""
        from handlers.discord.examination import examine  # noqa: PLC0415

        return await examine(self._station, targets)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._sender.close()
        await self._station.connection.close()
