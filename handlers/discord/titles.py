"""What people call the channels, learnt beside the posts that go there."""

import asyncio
from contextlib import suppress

from bot.errors import DeliveryError, StoreError
from bot.models import Target
from bot.ports import Store
from bot.recent import Recent
from handlers.discord.channels import Channel
from handlers.discord.connection import Connection

GATHERING = 1.0  # seconds: the titles of many new channels are one write
KEPT = 5000  # channels and servers


class Titles:
    """Keeps titles beside the deliveries: no receipt waits for one, nor is lost for it."""

    def __init__(self, connection: Connection, store: Store) -> None:
        self._connection = connection
        self._store = store
        self._seen: Recent = Recent(KEPT)
        self._guilds: dict[int, str] = {}
        self._news: dict[int, tuple[Target, Channel]] = {}
        self._task: asyncio.Task[None] | None = None

    def seen(self, target: Target, channel: Channel) -> None:
        """The target's channel, as Discord described it."""
        if not self._seen.add((target.id, channel.name, channel.guild_name)):
            return
        self._news[target.id] = (target, channel)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._write(), name="titles")

    async def close(self) -> None:
        """Leave what is not written: the next start tells it again."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _write(self) -> None:
        while self._news:
            await asyncio.sleep(GATHERING)
            news, self._news = self._news, {}
            titles = {}
            for target, channel in news.values():
                with suppress(DeliveryError):
                    title = titled(channel, await self._guild(channel))
                    if title and title != target.title:
                        titles[target.id] = title
            if titles:
                with suppress(StoreError):
                    await self._store.title_targets(titles)

    async def _guild(self, channel: Channel) -> str:
        if channel.guild is None or channel.guild_name is not None:
            return channel.guild_name or ""
        if channel.guild not in self._guilds:
            told = await self._connection.call(
                "GET", "/guilds/{guild_id}", guild_id=channel.guild, urgent=False
            )
            if len(self._guilds) >= KEPT:
                self._guilds.pop(next(iter(self._guilds)))
            self._guilds[channel.guild] = told["name"]
        return self._guilds[channel.guild]


def titled(channel: Channel, guild: str) -> str:
    """As people find it: the server's name, and the channel's."""
    name = channel.name if channel.is_thread or channel.guild is None else f"#{channel.name}"
    return f"{guild} › {name}" if guild else name
