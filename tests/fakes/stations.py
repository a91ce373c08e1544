"""A Telegram station over the fake Bot API server: the real library, real HTTP, a real store."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress

from pydantic import SecretStr

from bot.delivery.pacing import Pacing
from bot.models import Locale, Policy, Publication
from bot.ports import Store
from bot.sources import Source
from handlers.telegram.connection import Connection
from handlers.telegram.create import Webhook
from handlers.telegram.serving import serve
from handlers.telegram.station import Station
from tests.fakes.desks import desk_of, noticing
from tests.fakes.platform import FakePlatform, FakeServer
from tests.fakes.stores import DAILY
from tests.fakes.telegram import TelegramServer

OPERATOR = 100


@asynccontextmanager
async def connected(server: TelegramServer, token: str | None = None) -> AsyncIterator[Connection]:
    """The bot's line to the server, at no pace; with another token it is turned away."""
    connection = Connection(
        SecretStr(token or server.token),
        base_url=server.base_url,
        base_file_url=server.base_file_url,
        pacing=Pacing(overall=(), person=(), crowd=()),
    )
    try:
        yield connection
    finally:
        await connection.close()


@asynccontextmanager
async def station_of(
    server: TelegramServer,
    store: Store,
    *,
    publications: Sequence[Publication] = (DAILY,),
    sources: Mapping[str, Source] | None = None,
    targets: Sequence[tuple[str, str, Policy]] = (),
    clock: Callable[[], dt.datetime] | None = None,
    locale: Locale = "en",
) -> AsyncIterator[Station]:
    """A station whose desk hears in memory what its admins are told (`told`); account 100 is an operator."""
    await store.declare_publications(publications)
    await store.declare_targets(targets)
    desk = desk_of(
        store,
        FakePlatform(FakeServer(), name="telegram"),
        publications=publications,
        sources=sources,
        targets=targets,
        admins=[f"telegram:{OPERATOR}"],
        clock=clock,
        locale=locale,
    )
    async with connected(server) as connection:
        yield Station(desk, connection)


@asynccontextmanager
async def serving(station: Station, webhook: Webhook | None = None) -> AsyncIterator["asyncio.Task[None]"]:
    """The station at work."""
    task = asyncio.create_task(serve(station, webhook))
    try:
        async with noticing(station.desk):
            yield task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def told(station: Station) -> list[str]:
    """What the admins were told, a text each."""
    platform = station.desk.platforms["telegram"]
    assert isinstance(platform, FakePlatform)
    return [
        "\n".join(block.text for block in reply.blocks if block.type == "text") for _, reply in platform.told
    ]
