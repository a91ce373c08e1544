"""The webhook's own listener: who is let in, what is answered, and how Telegram comes to know of it."""

import asyncio
import datetime as dt
import io
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

import aiohttp
import pytest
from structlog.testing import capture_logs
from telegram import Update

from bot.errors import PlatformDown, SettingsError
from handlers.telegram.polling import HANDLED
from handlers.telegram.webhook import HEADER, LARGEST, listen, secret_of
from tests.fakes.stations import connected
from tests.fakes.telegram import TOKEN, TelegramServer

UPDATE = {"update_id": 1, "message": {"message_id": 5, "date": 1, "chat": {"id": 7, "type": "private"}}}


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as server:
        yield server


def free_address() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{probe.getsockname()[1]}"


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@asynccontextmanager
async def listening(
    server: TelegramServer,
    on_update: Callable[[Update], None],
    address: str,
    *,
    secret: str | None = None,
    check: float = 300,
) -> AsyncIterator[str]:
    """The listener at work, once Telegram knows of it; its URL."""
    url = f"http://{address}/updates"
    async with connected(server) as connection:
        task = asyncio.create_task(
            listen(
                connection,
                on_update,
                url=url,
                address=address,
                clock=now,
                secret=secret,
                check=check,
                haste=0.05,
            )
        )
        try:
            await server.until(lambda: server.webhook.url == url or task.done())
            yield url
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def test_updates_come_in_with_the_secret_that_the_token_makes(server: TelegramServer) -> None:
    got: list[Update] = []
    reader = server.person(started=True)
    async with listening(server, got.append, free_address()):
        reader.says("one")
        reader.says("two")
        await server.until(lambda: len(got) == 2)
    assert [update.message.text for update in got if update.message] == ["one", "two"]
    assert server.webhook.secret == secret_of(TOKEN)
    assert TOKEN not in server.webhook.secret
    assert set(server.updates.allowed or ()) == set(HANDLED)
    assert {status for _, status in server.webhook.deliveries} == {200}


async def test_the_webhook_is_set_only_where_it_differs(server: TelegramServer) -> None:
    address = free_address()
    for _ in range(2):
        async with listening(server, lambda _: None, address):
            await server.until(
                lambda: [entry for entry in server.journal.entries if entry.method == "getWebhookInfo"]
            )
            await asyncio.sleep(0.1)
    assert sum(entry.method == "setWebhook" for entry in server.journal.entries) == 1


async def test_a_secret_of_old_is_replaced_as_soon_as_telegram_comes_with_it(server: TelegramServer) -> None:
    got: list[Update] = []
    address = free_address()
    async with listening(server, got.append, address, secret="old-secret"):  # noqa: S106
        pass
    server.person(started=True).says("hello")
    async with listening(server, got.append, address, secret="new-secret"):  # noqa: S106
        await server.until(lambda: bool(got), seconds=5)
    assert server.webhook.secret == "new-secret"  # noqa: S105


async def test_who_took_the_webhook_away_is_answered_at_the_next_look(server: TelegramServer) -> None:
    async with listening(server, lambda _: None, free_address(), check=0.1) as url:
        server.webhook.point("", "", 1)
        await server.until(lambda: server.webhook.url == url)


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({}, b"{}", 401),
        ({HEADER: "wrong"}, b"{}", 403),
        ({HEADER: "wr\u00f6ng"}, b"{}", 403),
        ({HEADER: "right"}, b"{", 400),
        ({HEADER: "right"}, b"\xff\xfe", 400),
        ({HEADER: "right"}, b"[" * 100_000, 400),
        ({HEADER: "right"}, b"x" * (LARGEST + 1), 413),
        ({HEADER: "right"}, b"[]", 200),  # no update at all: to be asked for it again would help nobody
        ({HEADER: "right"}, b'{"update_id": 3, "message": {"chat": 1}}', 200),
        (
            {HEADER: "right"},
            b'{"update_id": 3, "message": {"message_id": 1, "date": 9223372036854775808, "chat": {"id": 1}}}',
            200,
        ),
    ],
)
async def test_nothing_but_an_update_comes_in(
    server: TelegramServer, headers: dict[str, str], body: bytes, status: int
) -> None:
    got: list[Update] = []
    async with (
        listening(server, got.append, free_address(), secret="right") as url,  # noqa: S106
        aiohttp.ClientSession() as web,
        web.post(url, data=io.BytesIO(body), headers=headers) as answer,
    ):
        assert answer.status == status
    assert not got


async def test_other_ways_and_other_doors_are_closed(server: TelegramServer) -> None:
    async with (
        listening(server, lambda _: None, free_address(), secret="right") as url,  # noqa: S106
        aiohttp.ClientSession(headers={HEADER: "right"}) as web,
    ):
        async with web.get(url) as answer:
            assert answer.status == 405
        async with web.post(url + "/more", json=UPDATE) as answer:
            assert answer.status == 404
        async with web.post(url, json=UPDATE) as answer:
            assert (answer.status, await answer.read()) == (200, b"")


async def test_what_keeps_telegram_away_is_told_once_and_when_it_is_over(server: TelegramServer) -> None:
    with capture_logs() as logs:
        async with listening(server, lambda _: None, free_address(), check=0.1):
            await server.webhook.close()  # Telegram tries no more, for a while
            server.webhook.last_error, server.webhook.last_error_at = "SSL error", int(now().timestamp()) + 9
            server.person(started=True).says("waits")
            await server.until(lambda: bool(logs))
            await asyncio.sleep(0.5)
            server.updates.queue.clear()
            await server.until(lambda: len(logs) == 2)
    assert [(entry["log_level"], entry.get("error")) for entry in logs] == [
        ("warning", "SSL error"),
        ("info", None),
    ]


async def test_an_address_that_is_taken_and_a_wrong_token_end_it(server: TelegramServer) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = f"127.0.0.1:{other.getsockname()[1]}"
        async with connected(server) as connection:
            with pytest.raises(SettingsError, match=taken):
                await listen(connection, lambda _: None, url="http://x/y", address=taken, clock=now)
    async with connected(server, token="41:wrong") as connection:  # noqa: S106
        with pytest.raises(PlatformDown):
            await listen(connection, lambda _: None, url="http://x/y", address=free_address(), clock=now)


async def test_an_outage_at_the_start_is_waited_for(server: TelegramServer) -> None:
    server.faults.add("status", "getWebhookInfo", status=502)
    got: list[Update] = []
    server.person(started=True).says("hello")
    async with listening(server, got.append, free_address()):
        await server.until(lambda: bool(got))
