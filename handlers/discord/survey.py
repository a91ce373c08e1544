"""Servers and channels as Discord tells them on request: for who looks without the gateway."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import discord

from bot.errors import NotYet, TargetLost
from handlers.discord.channels import THREADS
from handlers.discord.errors import NOT_SEEN
from handlers.discord.permissions import Standing
from handlers.discord.spots import KINDS, Spot

if TYPE_CHECKING:
    from handlers.discord.connection import Connection

T = TypeVar("T")

PRIVATE_THREAD = 12


@dataclass(frozen=True, slots=True)
class Surveyed:
    """A server with its roles and channels, and the bot's place there."""

    guild: discord.Guild
    me: discord.Member
    channels: dict[int, discord.abc.GuildChannel]

    def spots(self) -> list[Spot]:
        """The channels that can be targets, as the server orders them."""
        ordered = sorted(self.channels.values(), key=lambda channel: (channel.position, channel.id))
        return [self._spot(channel) for channel in ordered if channel.type.value in KINDS]

    def is_open(self, role: int) -> bool | None:
        """Whether everybody may mention the role; None where there is no such role."""
        found = self.guild.get_role(role)
        return None if found is None else found.mentionable

    def _spot(self, channel: discord.abc.GuildChannel) -> Spot:
        return Spot(
            id=channel.id,
            guild=self.guild.id,
            guild_name=self.guild.name,
            name=channel.name,
            standing=Standing(KINDS[channel.type.value]),
            allowed=channel.permissions_for(self.me).value,
        )


class Survey:
    """Asks for each server once; requests keep to the bot's pace."""

    def __init__(self, connection: "Connection") -> None:
        self._connection = connection
        self._known: dict[int, asyncio.Task[Surveyed]] = {}

    async def close(self) -> None:
        """Leave what is still asked."""
        for task in self._known.values():
            task.cancel()
        await asyncio.gather(*self._known.values(), return_exceptions=True)

    async def guilds(self) -> list[tuple[int, str]]:
        """The servers that the bot is on. Raises DeliveryError."""
        found: list[tuple[int, str]] = []
        while True:
            after = found[-1][0] if found else 0
            page = await self.call("GET", "/users/@me/guilds", params={"limit": 200, "after": after})
            found += [(int(guild["id"]), guild["name"]) for guild in page]
            if len(page) < 200:
                return found

    async def guild(self, number: int) -> Surveyed:
        """That server. Raises DeliveryError."""
        if number not in self._known:
            self._known[number] = asyncio.create_task(self._survey(number), name=f"survey of {number}")
        return await asyncio.shield(self._known[number])

    async def spot(self, number: int) -> Spot:
        """The channel or thread. Raises DeliveryError: TargetLost where nothing can be posted."""
        told = await self.call("GET", "/channels/{channel_id}", channel_id=number)
        if told["type"] not in KINDS or not told.get("guild_id"):
            raise TargetLost("nothing can be posted in a channel of this kind: name another one")
        surveyed = await self.guild(int(told["guild_id"]))
        parent = surveyed.channels.get(int(told["parent_id"] or 0)) if told["type"] in THREADS else None
        here = parent or surveyed.channels.get(number)
        if here is None:
            raise TargetLost(NOT_SEEN)
        metadata: dict[str, Any] = told.get("thread_metadata") or {}
        uninvited = told["type"] == PRIVATE_THREAD and "member" not in told
        return Spot(
            id=number,
            guild=surveyed.guild.id,
            guild_name=surveyed.guild.name,
            name=told["name"],
            standing=Standing(KINDS[told["type"]], locked=bool(metadata.get("locked")), uninvited=uninvited),
            allowed=here.permissions_for(surveyed.me).value,
            parent=None if parent is None else parent.id,
            archived=bool(metadata.get("archived")),
        )

    async def call(self, method: str, path: str, **given: Any) -> Any:  # noqa: ANN401
        """As `Connection.call`, at the bot's pace, however long that takes."""
        return await _patiently(lambda: self._connection.call(method, path, urgent=False, **given))

    async def _survey(self, number: int) -> Surveyed:
        client = await self._connection.login()
        me = await self._connection.me()
        guild = await self._ask(lambda: client.fetch_guild(number, with_counts=False))
        member = await self._ask(lambda: guild.fetch_member(me.id))
        channels = await self._ask(guild.fetch_channels)
        return Surveyed(guild, member, {channel.id: channel for channel in channels})

    async def _ask(self, request: Callable[[], Awaitable[T]]) -> T:
        return await _patiently(
            lambda: self._connection.ask(lambda _: request(), urgent=False, harmless=True)
        )


async def _patiently(request: Callable[[], Awaitable[T]]) -> T:
    """Ask again as long as our own pace says: not yet."""
    while True:
        try:
            return await request()
        except NotYet as wait:
            await asyncio.sleep(wait.retry_after)
