"""The bot at work as a whole: where it is found, its menus, both ways of receiving, outages at the start."""

import asyncio
import socket
from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from bot.errors import PlatformDown
from bot.ports import Store
from handlers.telegram import serving as module
from handlers.telegram.create import Webhook
from handlers.telegram.serving import serve
from handlers.telegram.station import Station
from tests.fakes.desks import desk_of
from tests.fakes.stations import connected, serving, station_of
from tests.fakes.telegram import TelegramServer


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as server:
        yield server


def free_address() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{probe.getsockname()[1]}"


@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_a_question_is_answered_by_either_way(server: TelegramServer, store: Store, mode: str) -> None:
    webhook = None
    if mode == "webhook":
        address = free_address()
        webhook = Webhook(url=f"http://{address}/t", listen=address, secret=SecretStr("given-secret"))
    async with station_of(server, store) as station, serving(station, webhook):
        reader = server.person(started=True, language="en")
        asked = reader.says("/help")
        answer = await server.posted(reader, "/today")
        assert answer.reply_to in {None, asked.id}
    assert server.webhook.secret == ("given-secret" if webhook else "")


async def test_where_the_bot_is_found_is_told_once_and_its_menus_come_when_they_can(
    server: TelegramServer, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "FIRST_PAUSE", 0.05)
    server.faults.add("status", "getMyCommands", status=502, times=2)
    found: list[str] = []
    async with station_of(server, store) as station:
        task = asyncio.create_task(serve(station, None, found.append))
        await server.until(lambda: bool(server.menus), what="the menus")
        reader = server.person(started=True)
        reader.says("/help")
        await server.posted(reader, "/today")
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert found == ["https://t.me/ribao_bot"]


async def test_an_outage_at_the_start_is_waited_for(
    server: TelegramServer, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "FIRST_PAUSE", 0.05)
    reader = server.person(started=True)
    async with station_of(server, store) as station:
        await server.stop()
        async with serving(station) as task:
            await asyncio.sleep(0.3)
            assert not task.done()
            await server.start()
            reader.says("/help")
            await server.posted(reader, "/today")


async def test_a_token_that_is_refused_is_one_sentence_and_one_log_line_at_most(
    server: TelegramServer, store: Store
) -> None:
    async with connected(server, token="41:a-token-that-nobody-gave-out") as connection:  # noqa: S106
        with capture_logs() as logs, pytest.raises(PlatformDown) as caught:
            await asyncio.wait_for(serve(Station(desk_of(store), connection), None), 10)
    assert "a-token-that-nobody-gave-out" not in str(caught.value) + repr(logs)
    assert len(logs) <= 1


async def test_it_stops_at_once_and_leaves_no_task(server: TelegramServer, store: Store) -> None:
    loop = asyncio.get_running_loop()
    async with station_of(server, store) as station:
        async with serving(station):
            await server.until(lambda: server.updates._poll is not None)
            server.person(started=True).says("/help")
            begin = loop.time()
        assert loop.time() - begin < 1.5
    names = [task.get_name() for task in asyncio.all_tasks()]
    assert not [name for name in names if name in {"updates", "menus"} or name.startswith("update ")]
