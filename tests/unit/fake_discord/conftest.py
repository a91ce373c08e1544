"""A server, and a bot of the real library connected to it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import discord
import discord.gateway
import discord.http
import pytest
import yarl

from tests.fakes.discord import DiscordServer
from tests.fakes.discord.values import Json


class Bot(discord.Client):
    """A bot that does with interactions what a test tells it."""

    def __init__(self) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True),
            max_messages=None,
            max_ratelimit_timeout=30.0,
            guild_ready_timeout=0.3,
        )
        self.ready = asyncio.Event()
        self.events: list[tuple[str, Any]] = []
        self.does: Callable[[discord.Interaction], Awaitable[object]] | None = None
        self.done: asyncio.Future[None] | None = None

    async def on_ready(self) -> None:
        self.ready.set()

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        self.done = asyncio.get_running_loop().create_future()
        if self.does is not None:
            try:
                await self.does(interaction)
            finally:
                self.done.set_result(None)

    async def ask(self, method: str, path: str, **body: Json) -> Json:
        """A raw request through the library."""
        given = {"json": body["json"]} if "json" in body else {}
        return await self.http.request(discord.http.Route(method, path), **given)


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    async with DiscordServer() as made:
        yield made


@pytest.fixture
def pointed(server: DiscordServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discord.VoiceClient, "warn_nacl", False)
    monkeypatch.setattr(discord.VoiceClient, "warn_dave", False, raising=False)
    monkeypatch.setattr(discord.http.Route, "BASE", server.api_url)
    monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(server.gateway_url))


@pytest.fixture
async def rest(server: DiscordServer, pointed: None) -> AsyncIterator[Bot]:
    """A bot that is logged in, but not at the gateway."""
    bot = Bot()
    await bot.login(server.token)
    yield bot
    await bot.close()


@pytest.fixture
async def bot(server: DiscordServer, pointed: None) -> AsyncIterator[Bot]:
    """A bot at the gateway."""
    bot = Bot()
    task = asyncio.create_task(bot.start(server.token))
    await asyncio.wait_for(bot.ready.wait(), 30)
    yield bot
    await bot.close()
    await asyncio.gather(task, return_exceptions=True)
