"""What Discord shows of a channel or thread: what it is, and what the bot may do there."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import discord

from bot.commands.models import Chat
from bot.errors import TargetLost
from handlers.discord.permissions import Kind, Standing
from handlers.discord.station import PLATFORM

if TYPE_CHECKING:
    from handlers.discord.station import Station

KINDS: dict[int, Kind] = {
    0: "text",
    5: "announcement",
    10: "thread",
    11: "thread",
    12: "thread",
    15: "forum",
    16: "forum",  # a forum of pictures
}
"""Discord's numbers of the kinds of channels that can be targets."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place that can be a target. `allowed`: the bits of what the bot may do there."""

    id: int
    guild: int
    guild_name: str
    name: str
    standing: Standing
    allowed: int
    parent: int | None = None
    archived: bool = False

    @property
    def addresses(self) -> tuple[str, ...]:
        """All names that a target may have there; the first is what a new one gets."""
        here = str(self.id)
        return (here,) if self.parent is None else (here, f"{self.parent}/{here}")

    @property
    def mention(self) -> str:
        """As Discord shows it to people: a link with its name."""
        return f"<#{self.id}>"

    @property
    def title(self) -> str:
        """As people find it: the server's name, and the channel's."""
        name = self.name if self.standing.kind == "thread" else f"#{self.name}"
        return f"{self.guild_name} › {name}"

    @property
    def chat(self) -> Chat:
        """As the commands know it."""
        kind = "channel" if self.standing.kind in {"announcement", "forum"} else "group"
        return Chat(platform=PLATFORM, addresses=self.addresses, kind=kind, title=self.title)


def spot(channel: object) -> Spot | None:
    """The place as the gateway's cache has it; None for what is no target, or not known well enough."""
    if not isinstance(channel, discord.abc.GuildChannel | discord.Thread):
        return None
    guild, kind = channel.guild, KINDS.get(channel.type.value)
    if kind is None or guild.unavailable or guild.me is None:
        return None
    if not isinstance(channel, discord.Thread):
        allowed = channel.permissions_for(guild.me).value
        return Spot(channel.id, guild.id, guild.name, channel.name, Standing(kind), allowed)
    if channel.parent is None:  # hidden from the bot, and the thread with it
        return None
    uninvited = channel.is_private() and channel.me is None
    return Spot(
        id=channel.id,
        guild=guild.id,
        guild_name=guild.name,
        name=channel.name,
        standing=Standing("thread", locked=channel.locked, uninvited=uninvited),
        allowed=channel.permissions_for(guild.me).value,
        parent=channel.parent_id,
        archived=channel.archived,
    )


def spots(guild: discord.Guild) -> list[Spot]:
    """All places of the guild that the cache has."""
    return [found for channel in (*guild.channels, *guild.threads) if (found := spot(channel))]


async def found(station: "Station", guild: discord.Guild, number: int) -> Spot | None:
    """The place of that number in that guild; None if it is none, or another guild's.

    Raises DeliveryError.
    """
    known: object = guild.get_channel_or_thread(number)
    try:
        here = spot(await asked(station, number) if known is None else known)
    except TargetLost:
        return None
    return here if here is not None and here.guild == guild.id else None


async def asked(station: "Station", number: int) -> object:
    """The channel as Discord tells it now: of archived threads the cache does not know.

    Raises DeliveryError.
    """
    client = await station.connection.login()
    return await station.connection.ask(lambda _: client.fetch_channel(number))
