"""The Telegram platform, put together."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pydantic import SecretStr

from bot.commands.models import Reply
from bot.delivery.models import Claim, Part, Receipt
from bot.delivery.pacing import Pacing
from bot.desk import Desk
from bot.findings import Finding
from bot.models import Policy, StoredDigest, Target
from handlers.telegram.connection import Connection
from handlers.telegram.render import render
from handlers.telegram.sender import Sender
from handlers.telegram.station import PLATFORM, Station


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where Telegram sends its updates (`url`), and where we listen for them (host:port)."""

    url: str
    listen: str
    secret: SecretStr | None = None


def create(
    desk: Desk,
    *,
    token: SecretStr,
    base_url: str | None = None,
    base_file_url: str | None = None,
    webhook: Webhook | None = None,
    on_ready: Callable[[str], None] | None = None,
    pacing: Pacing | None = None,
) -> "TelegramPlatform":
    """The bot of that token; it polls where no webhook is given. `on_ready` hears where it is found.

    `pacing` is for a server with other limits than Telegram's.
    """
    connection = Connection(token, base_url=base_url, base_file_url=base_file_url, pacing=pacing)
    return TelegramPlatform(Station(desk, connection), webhook, on_ready)


class TelegramPlatform:
    """Posts in chats and channels, and answers there."""

    name = PLATFORM
    keeps_archive = False
    deletes_within: dt.timedelta | None = dt.timedelta(hours=48)

    def __init__(
        self, station: Station, webhook: Webhook | None, on_ready: Callable[[str], None] | None
    ) -> None:
        self._station = station
        self._webhook = webhook
        self._on_ready = on_ready
        self._sender = Sender(station.connection, station.desk.store)

    def render(self, digest: StoredDigest, policy: Policy) -> tuple[Part, ...]:
        """HTML messages within Telegram's limits; see Platform."""
        return render(digest, policy, self._station.desk.store.aliases)

    def room(self) -> int:
        """As many as the pace lets through in a moment."""
        return self._station.connection.room()

    async def send(self, claim: Claim) -> Receipt:
        """Post a part; the receipt is the message's id."""
        return await self._sender.send(claim)

    async def edit(self, claim: Claim) -> Receipt:
        """Make the message show the part."""
        return await self._sender.edit(claim)

    async def delete(self, claim: Claim) -> None:
        """Take the message away."""
        await self._sender.delete(claim)

    async def recover(self, claim: Claim) -> Receipt | None:
        """Look for the message: in channels it can be found, elsewhere nobody can tell."""
        return await self._sender.recover(claim)

    async def serve(self) -> None:
        """Answer until cancelled. Raises PlatformDown for a token that Telegram refuses."""
        # A command that only renders does not pay for the library.
        from handlers.telegram.serving import serve  # noqa: PLC0415

        await serve(self._station, self._webhook, self._on_ready)

    async def tell(self, actor: str, reply: Reply) -> None:
        """Say this to an operator in the private chat with the bot. Raises DeliveryError."""
        from handlers.telegram.telling import tell  # noqa: PLC0415

        await tell(self._station, actor, reply)

    async def report(self, place: str, reply: Reply) -> None:
        """Say this in a chat or channel. Raises DeliveryError."""
        from handlers.telegram.telling import report  # noqa: PLC0415

        await report(self._station, place, reply)

    async def examine(self, targets: Sequence[Target]) -> list[Finding]:
        """The token, the clock, the updates; then each target's chat, rights and topic."""
        from handlers.telegram.examination import examine  # noqa: PLC0415

        return await examine(self._station, self._webhook, targets)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._sender.close()
        await self._station.connection.close()
