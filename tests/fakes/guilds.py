"""A bot on the fake Discord, over the wire or in process, for tests of what readers meet."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import discord
import discord.gateway
import discord.http
import simcord
from pydantic import SecretStr

from bot.delivery.pacing import Pacing
from bot.models import Locale, Policy, Publication
from bot.ports import Store
from bot.sources import Source
from handlers.discord import tree
from handlers.discord.connection import Connection
from handlers.discord.dispatch import Dispatch
from handlers.discord.events import attend
from handlers.discord.serving import serve
from handlers.discord.station import Station
from tests.fakes.desks import desk_of
from tests.fakes.discord import Channel, DiscordServer, Guild
from tests.fakes.discord.interactions import Interaction
from tests.fakes.discord.people import Person
from tests.fakes.newsroom import NOW, PUBLICATIONS, archive
from tests.fakes.platform import Clock, FakePlatform, FakeServer
from tests.fakes.stores import DAILY, sqlite_store

OPERATOR = 200


@asynccontextmanager
async def connected(server: DiscordServer, token: str | None = None) -> AsyncIterator[Connection]:
    """The bot's line to the server, at no pace; with another token it is turned away."""
    base, gateway = discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY
    connection = Connection(
        SecretStr(token or server.token),
        api_url=server.api_url,
        gateway_url=server.gateway_url,
        pacing=Pacing(overall=(), person=(), crowd=()),
    )
    try:
        yield connection
    finally:
        await connection.close()
        discord.http.Route.BASE = base
        discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = gateway


async def station_at(
    connection: Connection,
    store: Store,
    *,
    publications: Sequence[Publication] = (DAILY,),
    sources: Mapping[str, Source] | None = None,
    targets: Sequence[tuple[str, str, Policy]] = (),
    clock: Callable[[], dt.datetime] | None = None,
    locale: Locale = "en",
    operators: Sequence[int] = (OPERATOR,),
) -> Station:
    """A station whose desk hears in memory what its admins are told."""
    await store.declare_publications(publications)
    await store.declare_targets(targets)
    desk = desk_of(
        store,
        FakePlatform(FakeServer(), name="discord"),
        publications=publications,
        sources=sources,
        targets=targets,
        admins=[f"discord:{number}" for number in operators],
        clock=clock,
        locale=locale,
    )
    return Station(desk, connection)


@asynccontextmanager
async def serving(
    station: Station, on_ready: Callable[[str], None] | None = None
) -> AsyncIterator["asyncio.Task[None]"]:
    """The station at work."""
    task = asyncio.create_task(serve(station, on_ready))
    try:
        yield task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


@dataclass
class Club:
    """The server, the bot's station, and a guild with a channel in which a reader is."""

    server: DiscordServer
    station: Station
    guild: Guild
    channel: Channel
    reader: Person
    clock: Clock

    async def answered(self, asked: Interaction) -> Interaction:
        """The interaction, once there is something to be seen."""
        await self.server.until(lambda: asked.answered, what="an answer")
        return asked

    async def asks(self, name: str, where: Channel | None = None, **given: Any) -> Interaction:  # noqa: ANN401
        """The reader uses a command and is answered."""
        return await self.answered(self.reader.uses(name, where, **given))


@asynccontextmanager
async def club(folder: Path, *, locale: Locale = "zh-CN", reads: str = "zh-CN") -> AsyncIterator[Club]:
    """A bot at work over the wire, with the samples in its archive; the reader's Discord speaks `reads`."""
    if not (folder / "ribao.db").exists():
        (folder / "ribao.db").write_bytes(await archive(folder))
    clock = Clock(NOW)
    async with DiscordServer() as server, sqlite_store(folder) as store, connected(server) as connection:
        guild = server.guild("Club")
        channel = server.channel("daily", guild)
        reader = server.person("Reader", guild, id=7, locale=reads)
        station = await station_at(connection, store, publications=PUBLICATIONS, clock=clock, locale=locale)
        async with serving(station):
            await server.connected()
            await server.until(lambda: server.known(None), what="the commands")
            yield Club(server, station, guild, channel, reader, clock)


@asynccontextmanager
async def in_process(
    store: Store,
    *,
    clock: Callable[[], dt.datetime] | None = None,
    locale: Locale = "en",
    operators: Sequence[int] = (),
) -> AsyncIterator[tuple[simcord.Env, Station]]:
    """Simcord and a station in it: strict about permissions, limits and acknowledgements."""
    connection = Connection(SecretStr("in-process"), pacing=Pacing(overall=(), person=(), crowd=()))
    station = await station_at(
        connection, store, publications=PUBLICATIONS, clock=clock, locale=locale, operators=operators
    )
    dispatch = Dispatch(station)
    attend(connection.client, station, dispatch)
    async with simcord.run(connection.client) as env:
        connection._logged_in = True
        with env.time_context():
            await tree.post(station)
            yield env, station
        await dispatch.close()
