"""Long polling over real HTTP: what is handed over, and every way in which the line can fail."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

import pytest
from structlog.testing import capture_logs
from telegram import Update

from bot.errors import PlatformDown
from handlers.telegram.connection import Connection
from handlers.telegram.polling import HANDLED, RIVAL, Pace, poll
from tests.fakes.stations import connected
from tests.fakes.telegram import TelegramServer

FAST = Pace(long_poll=1, first_pause=0.01, longest_pause=0.05)


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as server:
        yield server


@asynccontextmanager
async def polling(
    connection: Connection, on_update: Callable[[Update], None], pace: Pace = FAST
) -> AsyncIterator["asyncio.Task[None]"]:
    task = asyncio.create_task(poll(connection, on_update, pace=pace))
    try:
        yield task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def texts(updates: list[Update]) -> list[str]:
    return [update.message.text or "" for update in updates if update.message]


async def test_updates_are_handed_over_once_in_order_and_confirmed(server: TelegramServer) -> None:
    reader = server.person(started=True)
    for number in range(250):  # more than a batch
        reader.says(f"{number}")
    got: list[Update] = []
    async with connected(server) as connection, polling(connection, got.append):
        await server.until(lambda: len(got) >= 250)
        reader.says("later")
        await server.until(lambda: "later" in texts(got))
        await server.until(lambda: not server.updates.queue, what="the last batch is confirmed")
    assert texts(got) == [*map(str, range(250)), "later"]
    assert set(server.updates.allowed or ()) == set(HANDLED)


async def test_a_webhook_that_is_set_gives_way_and_its_updates_are_kept(server: TelegramServer) -> None:
    server.webhook.point("http://127.0.0.1:9/nobody", "secret", 1)
    server.person(started=True).says("kept")
    got: list[Update] = []
    async with connected(server) as connection, polling(connection, got.append):
        await server.until(lambda: texts(got) == ["kept"])
    assert not server.webhook.url


async def test_an_outage_is_told_once_and_survived(server: TelegramServer) -> None:
    reader = server.person(started=True)
    got: list[Update] = []
    with capture_logs() as logs:
        async with connected(server) as connection, polling(connection, got.append):
            reader.says("before")
            await server.until(lambda: texts(got) == ["before"])
            await server.stop()
            await asyncio.sleep(0.3)
            await server.start()
            server.faults.add("status", "getUpdates", status=502, times=3)
            server.faults.add("truncated", "getUpdates", times=2)
            server.faults.add("dropped before", "getUpdates", times=2)
            reader.says("after")
            await server.until(lambda: "after" in texts(got))
            await asyncio.sleep(0.05)
    assert texts(got) == ["before", "after"]
    assert [entry["log_level"] for entry in logs] == ["warning", "info"], logs


async def test_patience_that_telegram_asks_for_is_kept(server: TelegramServer) -> None:
    server.faults.add("flood", "getUpdates", seconds=1)
    server.person(started=True).says("patient")
    got: list[Update] = []
    loop = asyncio.get_running_loop()
    begin = loop.time()
    async with connected(server) as connection, polling(connection, got.append):
        await server.until(lambda: texts(got) == ["patient"])
    assert loop.time() - begin >= 0.9


async def test_a_second_instance_is_told_once_and_outlived(server: TelegramServer) -> None:
    reader = server.person(started=True)
    mine: list[Update] = []
    with capture_logs() as logs:
        async with connected(server) as ours, connected(server) as theirs, polling(ours, mine.append):
            await server.until(lambda: server.updates._poll is not None)
            async with polling(theirs, lambda _: None):
                await server.until(lambda: server.updates.conflicts >= 6)
            reader.says("alone again")
            await server.until(lambda: texts(mine) == ["alone again"])
            told = [entry for entry in logs if entry["event"] == RIVAL]
            assert 1 <= len(told) <= 2, "each of the two instances tells it at most once"
            await server.until(
                lambda: any(entry["log_level"] == "info" for entry in logs), what="it is told to be over"
            )


async def test_a_token_that_telegram_refuses_ends_it(server: TelegramServer) -> None:
    async with connected(server, token="41:wrong") as connection:  # noqa: S106
        with pytest.raises(PlatformDown) as caught:
            await asyncio.wait_for(poll(connection, lambda _: None, pace=FAST), 5)
    assert "41:wrong" not in str(caught.value)


@pytest.mark.parametrize(
    ("at", "odd"),
    [
        (0, {"message_id": "odd"}),
        (1, {"message_id": 1, "date": 2**63, "chat": {"id": 1, "type": "private"}}),
        (2, {"message_id": 1, "date": 10**12, "chat": {"id": 1, "type": "private"}}),
    ],
    ids=["nothing in it", "date of no platform", "date of no year"],
)
async def test_an_update_that_nobody_can_read_is_skipped(
    server: TelegramServer, at: int, odd: dict[str, object], caplog: pytest.LogCaptureFixture
) -> None:
    reader = server.person(started=True)
    for number in range(3):
        if number == at:
            server.tell("message", odd)
        reader.says(f"{number}")
    got: list[Update] = []
    with capture_logs() as logs:
        async with connected(server) as connection, polling(connection, got.append):
            await server.until(lambda: "2" in texts(got))
            reader.says("next")
            await server.until(lambda: "next" in texts(got))
    # What stands behind one at the very beginning is lost with it: nobody knows its number.
    assert texts(got) == (["2", "next"] if at == 0 else ["0", "1", "2", "next"])
    assert sum(entry["log_level"] == "error" for entry in logs) == 1
    assert not caplog.records, "what people wrote is in no log, the library's neither"


async def test_no_more_is_asked_for_while_there_is_no_room(server: TelegramServer) -> None:
    reader = server.person(started=True)
    got: list[Update] = []
    room = asyncio.Event()

    async def wait() -> None:
        await room.wait()

    async with connected(server) as connection:
        task = asyncio.create_task(poll(connection, got.append, room=wait, pace=FAST))
        reader.says("waits")
        await asyncio.sleep(0.2)
        assert not got
        room.set()
        await server.until(lambda: texts(got) == ["waits"])
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
