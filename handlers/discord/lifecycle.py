"""Coming onto servers and being put out of them, rights lost and regained: told from the gateway's cache."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable

import discord
import structlog

from bot.errors import DeliveryError, PlatformDown, TargetLost
from bot.models import Target
from handlers.discord import welcome
from handlers.discord.address import place
from handlers.discord.errors import LOCKED, NO_CHANNEL, NO_RIGHT, NO_SERVER, NOT_SEEN
from handlers.discord.permissions import UNLOCK, VIEW, Need, blocked, missing, needs
from handlers.discord.spots import Spot, asked, spot, spots
from handlers.discord.station import PLATFORM, Station

REGAINED = (NO_RIGHT, NOT_SEEN, NO_CHANNEL, NO_SERVER, LOCKED)
"""What the cache can show to be over; of other reasons it knows nothing."""

log = structlog.get_logger("ribao.discord")

Found = Callable[[], Awaitable[list[Target]]]


async def on_ready(station: Station) -> None:
    """The cache is whole: what was lost or regained while nobody looked. Raises StoreError, DeliveryError."""
    client = station.connection.client

    async def everything() -> list[Target]:
        return await station.desk.store.targets(platform=PLATFORM)

    await _settle(station, everything, lambda: _shown(client.guilds))
    if not any(guild.unavailable for guild in client.guilds):
        await _ask_for(station, [t for t in await everything() if _may_be_back(t, client)])


async def on_guild_join(station: Station, guild: discord.Guild) -> None:
    """The bot was added: what waited there goes on, or else somebody is asked what shall come.

    Raises StoreError, DeliveryError.
    """
    await on_guild_change(station, guild)
    targets = await _targets_in(station, guild)
    if all(target.given_up for target in targets):
        await welcome.greet(station, guild)


async def on_guild_change(station: Station, guild: discord.Guild) -> None:
    """Roles, the bot's own or the whole guild may have changed; also when an outage is over."""
    await _settle(station, lambda: _targets_in(station, guild), lambda: _shown([guild]))


async def on_guild_remove(station: Station, guild: discord.Guild) -> None:
    """The bot was put out, or the guild is no more: all its channels are lost. Raises StoreError."""
    if guild.id in {known.id for known in station.connection.client.guilds}:  # it was added again since
        return
    there = {channel.id for channel in (*guild.channels, *guild.threads)}
    targets = await station.desk.store.targets(platform=PLATFORM, suspended=False)
    await _lose(station, [target for target in targets if _numbers(target) & there], NO_SERVER)
    await _ask_for(station, await station.desk.store.targets(platform=PLATFORM, suspended=False))


async def on_channel_change(station: Station, channel: discord.abc.GuildChannel | discord.Thread) -> None:
    """A channel or thread was made, changed or deleted. Raises StoreError."""
    guild = channel.guild
    if guild.unavailable:
        return
    if guild.get_channel_or_thread(channel.id) is not None:
        await on_guild_change(station, guild)
    elif not isinstance(channel, discord.Thread):
        targets = await station.desk.store.targets(platform=PLATFORM, suspended=False)
        under = {thread.id for thread in guild.threads if thread.parent_id == channel.id} | {channel.id}
        await _lose(station, [target for target in targets if _numbers(target) & under], NO_CHANNEL)
    else:
        names = (str(channel.id), f"{channel.parent_id}/{channel.id}")
        await _ask_for(station, await station.desk.store.targets_at(PLATFORM, names))


def verdict(here: Spot, target: Target) -> str | None:
    """Why nothing can be posted in this place as the target wants it; None where it can."""
    lacks = missing(here.allowed, needs(here.standing, target.policy))
    return _reason(lacks) if blocked(lacks) else None


def _reason(lacks: tuple[Need, ...]) -> str:
    if VIEW in lacks:
        return NOT_SEEN
    return LOCKED if UNLOCK in lacks else NO_RIGHT


async def _settle(station: Station, found: Found, shown: Callable[[], dict[str, Spot | None]]) -> None:
    """Suspend and resume until the targets are as the cache shows them, whatever changes meanwhile."""
    while True:
        targets = await found()
        places, lost, back = shown(), defaultdict[str, list[str]](list), list[str]()
        for target in targets:
            if target.address not in places:
                continue
            here = places[target.address]
            reason = NOT_SEEN if here is None else verdict(here, target)
            if reason and target.suspended is None:
                lost[reason].append(target.address)
            elif reason is None and target.suspended and target.suspended.startswith(REGAINED):
                back.append(target.address)
        if not lost and not back:
            return
        for reason, addresses in lost.items():
            await station.desk.lost(PLATFORM, addresses, reason)
        if back:
            await station.desk.back(PLATFORM, back)


def _shown(guilds: Iterable[discord.Guild]) -> dict[str, Spot | None]:
    """By address what the cache knows of these guilds; None: a thread whose channel the bot may not see.

    An outage says nothing about any channel.
    """
    shown: dict[str, Spot | None] = {}
    for guild in guilds:
        if guild.unavailable or guild.me is None:
            continue
        for thread in guild.threads:
            if thread.parent is None:
                shown |= {str(thread.id): None, f"{thread.parent_id}/{thread.id}": None}
        for here in spots(guild):
            shown |= dict.fromkeys(here.addresses, here)
    return shown


async def _targets_in(station: Station, guild: discord.Guild) -> list[Target]:
    return await station.desk.store.targets_at(PLATFORM, list(_shown([guild])))


async def _ask_for(station: Station, targets: Iterable[Target]) -> None:
    """Ask Discord about those that the cache does not know: archived threads are there all the same."""
    known = _shown(station.connection.client.guilds)
    for target in targets:
        if target.address in known or target.given_up:
            continue
        try:
            here = spot(await asked(station, place(target.address).posts_in))
        except TargetLost as error:
            await _lose(station, [target], str(error))
        except PlatformDown:
            raise
        except DeliveryError as error:
            log.info("a target could not be looked after", target=target.name, error=str(error))
        else:
            reason = None if here is None else verdict(here, target)
            if reason is not None:
                await _lose(station, [target], reason)
            elif here is not None and (target.suspended or "").startswith(REGAINED):
                await station.desk.back(PLATFORM, (target.address,))


def _may_be_back(target: Target, client: discord.Client) -> bool:
    """Whether asking about it is worth a request: of the suspended only a thread of a channel we see."""
    if not target.suspended:
        return True
    channel, _, thread = target.address.partition("/")
    return bool(thread) and channel.isdecimal() and client.get_channel(int(channel)) is not None


async def _lose(station: Station, targets: Iterable[Target], reason: str) -> None:
    addresses = [target.address for target in targets]
    if addresses:
        await station.desk.lost(PLATFORM, addresses, reason)


def _numbers(target: Target) -> set[int]:
    """The channel and the thread of the target; none for an address that Discord can't have."""
    try:
        there = place(target.address)
    except TargetLost:
        return set()
    return {there.channel, there.posts_in}
