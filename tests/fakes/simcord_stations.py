"""A Discord station inside simcord: the real library and a real store, Discord in process."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass

import discord
import simcord
from pydantic import SecretStr

from bot.models import Locale, Policy, Publication
from bot.ports import Store
from handlers.discord.connection import Connection
from handlers.discord.dispatch import Dispatch
from handlers.discord.events import attend
from handlers.discord.people import Interaction
from handlers.discord.render import render
from handlers.discord.station import PLATFORM, Station
from tests.fakes.desks import desk_of
from tests.fakes.platform import FakePlatform, FakeServer
from tests.fakes.stores import DAILY

OPERATOR = "discord:77"


class Drawing(FakePlatform):
    """Draws as Discord does, and keeps in memory what admins are told."""

    def __init__(self) -> None:
        super().__init__(FakeServer(), name=PLATFORM)
        self.render = render  # type: ignore[method-assign]


@dataclass
class World:
    """The station, and Discord around it."""

    station: Station
    env: simcord.Env
    spoken: discord.Locale = discord.Locale.american_english
    """What everybody's own Discord speaks."""

    @property
    def told(self) -> list[str]:
        """What the admins were told, a text each."""
        platform = self.station.desk.platforms[PLATFORM]
        assert isinstance(platform, FakePlatform)
        return [
            "\n".join(block.text for block in reply.blocks if block.type == "text")
            for _, reply in platform.told
        ]


class Ear(Dispatch):
    """The room's own dispatch, for people whose Discord speaks what the world says."""

    world: World

    def take(self, interaction: Interaction) -> None:
        """As everywhere, in that language."""
        interaction.locale = self.world.spoken
        super().take(interaction)


@asynccontextmanager
async def lasting(made: AbstractAsyncContextManager[World]) -> AsyncIterator[World]:
    """A world for a fixture: entered and left in one task, as its context variables want it."""
    ready: asyncio.Future[World] = asyncio.get_running_loop().create_future()
    over = asyncio.Event()

    async def live() -> None:
        async with made as world:
            ready.set_result(world)
            await over.wait()

    task = asyncio.create_task(live(), name="world")
    task.add_done_callback(lambda _: ready.done() or ready.cancel())
    try:
        yield await ready
    finally:
        over.set()
        await task


@asynccontextmanager
async def world_of(
    store: Store,
    *,
    publications: Sequence[Publication] = (DAILY,),
    targets: Sequence[tuple[str, str, Policy]] = (),
    clock: Callable[[], dt.datetime] | None = None,
    locale: Locale = "en",
) -> AsyncIterator[World]:
    """A world with the bot logged in and ready, on no server yet."""
    await store.declare_publications(publications)
    await store.declare_targets(targets)
    desk = desk_of(
        store,
        Drawing(),
        publications=publications,
        targets=targets,
        admins=[OPERATOR],
        clock=clock,
        locale=locale,
    )
    connection = Connection(SecretStr("a.b.c"))
    connection._logged_in = True  # simcord logs the client in
    async with simcord.run(connection.client) as env:
        world = World(Station(desk, connection), env)
        ear = Ear(world.station)
        ear.world = world
        attend(connection.client, world.station, ear)
        try:
            yield world
        finally:
            await ear.close()
