"""Coming up, saying where, and going down in time."""

import asyncio
import contextlib
import socket
import time
from collections.abc import Iterator

import pytest
from aiohttp import ClientSession

from bot.errors import RibaoError
from storage import SqlStore
from tests.unit.web.newsstand import on_show, served, site
from tests.unit.web.reader import Reader


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody else has."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


async def test_port_in_use_is_one_clear_sentence(store: SqlStore, taken: int) -> None:
    with pytest.raises(RibaoError, match=rf"can't listen on 127\.0\.0\.1:{taken}: another program") as caught:
        await site(store, listen=f"127.0.0.1:{taken}").serve()
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "listen",
    ["", ":80", "localhost", "localhost:", "127.0.0.1:99999", "127.0.0.1:x", "a.invalid:80", "192.0.2.1:80"],
)
async def test_address_that_can_not_be_used_is_named(store: SqlStore, listen: str) -> None:
    with pytest.raises(RibaoError, match=r"platforms\.web\.listen") as caught:
        await site(store, listen=listen).serve()
    assert listen in str(caught.value)


@pytest.mark.parametrize(("listen", "seen"), [("127.0.0.1:0", "127.0.0.1"), ("0.0.0.0:0", "127.0.0.1")])
async def test_tells_where_to_look(store: SqlStore, session: ClientSession, listen: str, seen: str) -> None:
    async with on_show(store, listen=listen) as address:
        assert address.startswith(f"http://{seen}:")
        await Reader(session, address).get("/")


async def test_serves_on_ipv6(store: SqlStore, session: ClientSession) -> None:
    with socket.socket(socket.AF_INET6) as probe:
        try:
            probe.bind(("::1", 0))
        except OSError:
            pytest.skip("SKIPPED FOR WANT OF IPv6")
    async with on_show(store, listen="[::1]:0") as address:
        assert address.startswith("http://[::1]:")
        await Reader(session, address).get("/")


async def test_serves_without_anyone_to_tell(store: SqlStore) -> None:
    platform = site(store)
    task = asyncio.create_task(platform.serve())
    await asyncio.sleep(0.1)
    assert not task.done()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await platform.close()


async def test_goes_down_in_time_with_readers_still_there(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def slow(*args: object, **options: object) -> None:
        started.set()
        await asyncio.sleep(60)

    monkeypatch.setattr(SqlStore, "sections", slow)
    started = asyncio.Event()
    platform = site(store)
    ready: asyncio.Queue[str] = asyncio.Queue()
    task = asyncio.create_task(site(store, on_ready=ready.put_nowait).serve())
    host, port = (await ready.get()).removeprefix("http://").rstrip("/").split(":")
    writers = []
    for request in (
        b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n",  # stays open after its answer
        b"GET /sections HTTP/1.1\r\nHost: x\r\n\r\n",  # waits for an answer
        b"POST /chat HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\nline",  # never ends its form
        b"GET / HT",  # never ends its request
        b"",
    ):
        _, writer = await asyncio.open_connection(host, int(port))
        writer.write(request)
        writers.append(writer)
    async with asyncio.timeout(5):
        await started.wait()
    start = time.monotonic()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert time.monotonic() - start < 1.0
    await platform.close()
    for writer in writers:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


async def test_port_is_free_again_after_closing(store: SqlStore, session: ClientSession) -> None:
    async with on_show(store) as address:
        await Reader(session, address).get("/healthz")
    listen = address.removeprefix("http://")
    async with served(lambda ready: site(store, listen=listen, on_ready=ready)) as again:
        assert again == address


async def test_nothing_is_logged_about_readers(
    store: SqlStore,
    session: ClientSession,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with on_show(store) as address:
        await Reader(session, address).get("/search?q=private+words")
        await Reader(session, address).ask("/nowhere")
    assert "".join(capfd.readouterr()) == ""
    assert caplog.records == []
