"""What Telegram's words, and its silence, mean: a table, and a real socket that misbehaves."""

import asyncio
import datetime as dt
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import httpx
import pytest
from pydantic import SecretStr
from telegram import error as library

from bot.errors import (
    Ambiguous,
    DeliveryError,
    PlatformDown,
    PostLost,
    RateLimited,
    Refused,
    TargetLost,
    TargetMoved,
    Transient,
)
from handlers.telegram import wire
from handlers.telegram.connection import Connection
from handlers.telegram.errors import NotOurs, Unchanged, Undeletable, explain

TOKEN = "123456:AAF-very_secret_token_of_a_bot"  # noqa: S105

BAD_REQUESTS: list[tuple[str, type[DeliveryError]]] = [
    ("chat not found", TargetLost),
    ("PEER_ID_INVALID", TargetLost),
    ("CHAT_WRITE_FORBIDDEN", TargetLost),
    ("CHAT_SEND_PLAIN_FORBIDDEN", TargetLost),
    ("CHAT_RESTRICTED", TargetLost),
    ("CHANNEL_PRIVATE", TargetLost),
    ("need administrator rights in the channel chat", TargetLost),
    ("not enough rights to send text messages to the chat", TargetLost),
    ("have no rights to send a message", TargetLost),
    ("group chat was deactivated", TargetLost),
    ("message thread not found", TargetLost),
    ("TOPIC_CLOSED", TargetLost),
    ("TOPIC_DELETED", TargetLost),
    ("message to edit not found", PostLost),
    ("message to delete not found", PostLost),
    ("message to be replied not found", PostLost),
    ("MESSAGE_ID_INVALID", PostLost),
    ("message can't be edited", NotOurs),
    ("there is no text in the message to edit", NotOurs),
    ("message can't be deleted", Undeletable),
    ("message can't be deleted for everyone", Undeletable),
    ("MESSAGE_DELETE_FORBIDDEN", Undeletable),
    (
        "message is not modified: specified new message content and reply markup are exactly the same",
        Unchanged,
    ),
    ("can't parse entities: Can't find end of the entity starting at byte offset 7", Refused),
    ("message is too long", Refused),
    ("MESSAGE_TOO_LONG", Refused),
    ("message text is empty", Refused),
    ("BUTTON_DATA_INVALID", Refused),
    ("query is too old and response timeout expired or query ID is invalid", Refused),
    ("something that nobody has seen yet", Refused),
]
FORBIDDEN = [
    "bot was blocked by the user",
    "bot was kicked from the supergroup chat",
    "bot was kicked from the channel chat",
    "bot is not a member of the channel chat",
    "bot can't initiate conversation with a user",
    "bot can't send messages to bots",
    "user is deactivated",
    "the group chat was deleted",
    "something that nobody has seen yet",
]


@pytest.fixture(autouse=True)
def library_set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.mark.parametrize(("description", "meant"), BAD_REQUESTS)
def test_bad_requests(description: str, meant: type[DeliveryError]) -> None:
    error = explain(library.BadRequest(f"Bad Request: {description}"))
    assert type(error) is meant
    assert description[:40].lower() in str(error).lower()


@pytest.mark.parametrize("description", FORBIDDEN)
def test_who_is_forbidden_has_lost_the_target(description: str) -> None:
    assert type(explain(library.Forbidden(f"Forbidden: {description}"))) is TargetLost


@pytest.mark.parametrize("patience", [7, dt.timedelta(seconds=7)])
def test_patience(patience: int | dt.timedelta) -> None:
    error = explain(library.RetryAfter(patience))
    assert isinstance(error, RateLimited)
    assert error.retry_after == 7


def test_migration() -> None:
    error = explain(library.ChatMigrated(-100123))
    assert isinstance(error, TargetMoved)
    assert error.address == "-100123"


def test_a_wrong_token_says_what_to_check() -> None:
    for words in ("Unauthorized", "Not Found"):
        error = explain(library.InvalidToken(words))
        assert isinstance(error, PlatformDown)
        assert "platforms.telegram.token" in str(error)


def test_conflict_is_another_instance_or_a_webhook() -> None:
    polled = explain(library.Conflict("Conflict: terminated by other getUpdates request; make sure that …"))
    hooked = explain(library.Conflict("Conflict: can't use getUpdates method while webhook is active; …"))
    assert isinstance(polled, PlatformDown)
    assert isinstance(hooked, PlatformDown)
    assert "another instance" in str(polled)
    assert "webhook is set" in str(hooked)


def caused(error: library.NetworkError, cause: Exception) -> DeliveryError:
    error.__cause__ = cause
    return explain(error)


@pytest.mark.parametrize(
    ("cause", "meant"),
    [
        (httpx.PoolTimeout(""), Transient),
        (httpx.ConnectTimeout(""), Transient),
        (httpx.ConnectError("All connection attempts failed"), Transient),
        (httpx.ProxyError("407"), Transient),
        (RuntimeError("This HTTPXRequest is not initialized!"), Transient),
        (httpx.UnsupportedProtocol(""), PlatformDown),
        (httpx.InvalidURL(""), PlatformDown),
        (httpx.ReadTimeout(""), Ambiguous),
        (httpx.WriteTimeout(""), Ambiguous),
        (httpx.WriteError(""), Ambiguous),
        (httpx.ReadError(""), Ambiguous),
        (httpx.RemoteProtocolError("Server disconnected"), Ambiguous),
    ],
)
def test_only_a_failed_connect_and_a_full_pool_prove_that_nothing_was_sent(
    cause: Exception, meant: type[DeliveryError]
) -> None:
    assert type(caused(library.NetworkError("trouble"), cause)) is meant
    assert type(caused(library.TimedOut(), cause)) is meant


@pytest.mark.parametrize("words", ["Internal Server Error", "Bad Gateway", "Gateway Timeout (504)"])
def test_an_error_of_the_server_may_come_after_the_deed(words: str) -> None:
    assert type(explain(library.NetworkError(words))) is Ambiguous


def test_no_error_holds_a_token() -> None:
    words = f"Bad Gateway (502). Parsing the server response b'<p>/bot{TOKEN}/sendMessage</p>' failed"
    for error in (library.NetworkError(words), library.BadRequest(words), library.InvalidToken(words)):
        assert TOKEN not in str(explain(error))
    assert TOKEN not in str(caused(library.NetworkError(words), httpx.ConnectError(f"/bot{TOKEN}/")))


# --- over a real socket ---

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

OK = b'{"ok":true,"result":{"id":1,"is_bot":true,"first_name":"R","username":"ribao_bot"}}'


def answer(body: bytes, status: str = "200 OK", *, promised: int | None = None) -> Talk:
    """Read the request, send this and close."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        length = len(body) if promised is None else promised
        writer.write(f"HTTP/1.1 {status}\r\nContent-Length: {length}\r\n\r\n".encode() + body)
        await writer.drain()

    return talk


async def drop(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")


async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    await asyncio.sleep(3)


async def garble(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"I am no HTTP server\r\n\r\n")


@asynccontextmanager
async def server(talk: Talk) -> AsyncIterator[str]:
    """An HTTP server that misbehaves; its base_url. At its end no connection is left open."""
    talks: set[asyncio.Task[None] | None] = set()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talks.add(asyncio.current_task())
        try:
            await talk(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    listening = await asyncio.start_server(connected, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/bot"
    finally:
        listening.close()
        going = [task for task in talks if task is not None]
        for task in going:
            task.cancel()
        await asyncio.gather(*going, return_exceptions=True)


async def met(base_url: str, token: str = TOKEN) -> DeliveryError:
    """The error that a request meets there."""
    connection = Connection(SecretStr(token), base_url=base_url)
    try:
        with pytest.raises(DeliveryError) as caught:
            await connection.ask(None, lambda bot: bot.get_me())
    finally:
        await connection.close()
    assert token not in str(caught.value)
    assert caught.value.__cause__ is None
    return caught.value


@pytest.mark.parametrize(
    ("talk", "meant"),
    [
        (drop, Ambiguous),
        (hang, Ambiguous),
        (garble, Ambiguous),
        (answer(OK[:-20], promised=len(OK)), Ambiguous),
        (answer(OK[:-20]), Ambiguous),
        (answer(b"<html>hello</html>"), Ambiguous),
        (answer(b"[]"), Ambiguous),
        (answer(b'{"ok":true}'), Ambiguous),
        (answer(b"<html>Bad Gateway</html>", "502 Bad Gateway"), Ambiguous),
        (
            answer(b'{"ok":false,"description":"Internal Server Error"}', "500 Internal Server Error"),
            Ambiguous,
        ),
        (answer(b"", "429 Too Many Requests"), RateLimited),
        (answer(b'{"ok":false,"description":"Unauthorized"}', "401 Unauthorized"), PlatformDown),
        (answer(b"nothing here", "404 Not Found"), PlatformDown),
        (answer(b"", "413 Request Entity Too Large"), Refused),
    ],
)
async def test_a_server_that_misbehaves(
    talk: Talk, meant: type[DeliveryError], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "READ", 0.2)
    async with server(talk) as base_url:
        assert type(await met(base_url)) is meant


async def test_a_server_that_refuses_connections_got_nothing() -> None:
    async with server(drop) as base_url:
        pass
    assert type(await met(base_url)) is Transient


async def test_an_address_that_is_none() -> None:
    assert type(await met("127.0.0.1:8081/bot")) in {PlatformDown, Transient}
    assert type(await met("http://127.0.0.1:8081/bot", "123:a\nb")) is PlatformDown


async def test_a_full_pool_sent_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handlers.telegram.connection.AT_ONCE", 1)
    monkeypatch.setattr(wire, "POOL", 0.05)
    monkeypatch.setattr(wire, "READ", 0.5)
    async with server(hang) as base_url:
        connection = Connection(SecretStr(TOKEN), base_url=base_url)
        asked = [connection.ask(None, lambda bot: bot.get_me()) for _ in range(2)]
        errors = await asyncio.gather(*asked, return_exceptions=True)
        await connection.close()
    assert {type(error) for error in errors} == {Ambiguous, Transient}


async def test_nothing_logs_the_token(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with server(answer(OK)) as base_url:
        connection = Connection(SecretStr(TOKEN), base_url=base_url)
        assert (await connection.me()).username == "ribao_bot"
        assert (await connection.me()).username == "ribao_bot"
        await connection.close()
    async with server(answer(b"{")) as base_url:
        await met(base_url)
    assert TOKEN not in caplog.text
    assert "HTTP Request" not in caplog.text


async def test_an_empty_token_and_a_closed_line() -> None:
    assert type(await met("http://127.0.0.1:1/bot", "   ")) is PlatformDown
    async with server(answer(OK)) as base_url:
        connection = Connection(SecretStr(TOKEN), base_url=base_url)
        await connection.me()
        await connection.close()
        with pytest.raises(Transient, match="closed"):
            await connection.ask(None, lambda bot: bot.get_me())
