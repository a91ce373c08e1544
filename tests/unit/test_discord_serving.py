"""The bot at work as a whole: where it is found, outages, drops and refusals, and an end without remains."""

import asyncio
import socket
import threading
from collections.abc import AsyncIterator

import pytest

from bot.errors import PlatformDown
from bot.ports import Store
from handlers.discord import gateway
from handlers.discord import serving as module
from handlers.discord.serving import serve
from tests.fakes.discord import DiscordServer
from tests.fakes.guilds import connected, serving, station_at


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    async with DiscordServer() as server:
        yield server


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FIRST_PAUSE", 0.05)
    monkeypatch.setattr(gateway, "FIRST_PAUSE", 0.05)


async def answers(server: DiscordServer) -> None:
    """Whether the bot answers somebody."""
    await server.until(lambda: server.known(None), what="the commands")
    asked = server.person("Reader", locale="en-US").uses("help")
    await server.until(lambda: asked.answered, 20, what="an answer")
    assert "/today" in asked.text


async def test_where_the_bot_is_found_is_told_once(server: DiscordServer, store: Store, hasty: None) -> None:
    server.faults.add("status", "GET /applications/**", status=503, times=2)
    found: list[str] = []
    async with connected(server) as connection:
        station = await station_at(connection, store)
        async with serving(station, found.append):
            await answers(server)
            server.gateway.drop()
            await server.until(lambda: server.gateway.counts["resumed"])
            await answers(server)
    assert len(found) == 1
    assert f"client_id={server.world.bot.id}" in found[0]
    assert found[0].startswith("https://discord.com/oauth2/authorize?")
    assert not server.violations


async def test_an_outage_at_the_start_is_waited_for(server: DiscordServer, store: Store, hasty: None) -> None:
    async with connected(server) as connection:
        station = await station_at(connection, store)
        await server.stop()
        async with serving(station) as task:
            await asyncio.sleep(0.3)
            assert not task.done()
            await server.start()
            await server.connected()
            await answers(server)


async def test_a_gateway_that_is_away_at_first_is_waited_for(
    server: DiscordServer, store: Store, hasty: None
) -> None:
    server.gateway.refuse_with = 4000
    async with connected(server) as connection, serving(await station_at(connection, store)) as task:
        await asyncio.sleep(0.5)
        assert not task.done()
        server.gateway.refuse_with = None
        await server.connected()
        await answers(server)


async def test_a_nap_of_the_server_is_slept_through(server: DiscordServer, store: Store, hasty: None) -> None:
    async with connected(server) as connection, serving(await station_at(connection, store)) as task:
        await server.connected()
        await server.stop()
        await asyncio.sleep(0.3)
        assert not task.done()
        await server.start()
        await server.connected()
        await answers(server)


@pytest.mark.parametrize("how", ["drop", "close", "reconnect", "invalid", "forgotten"])
async def test_whatever_the_gateway_does_the_bot_comes_back(
    server: DiscordServer, store: Store, hasty: None, how: str
) -> None:
    async with connected(server) as connection, serving(await station_at(connection, store)):
        await server.connected()
        await answers(server)
        counts = server.gateway.counts
        match how:
            case "drop":
                server.gateway.drop()
            case "close":
                server.gateway.drop(1001)
            case "reconnect":
                server.gateway.reconnect()
            case "invalid":
                server.gateway.invalidate()
            case _:
                server.gateway.forget()
                server.gateway.drop()
        anew = how in {"invalid", "forgotten"}
        await server.until(lambda: counts["identified"] == 2 if anew else counts["resumed"] == 1, 20)
        await answers(server)
    assert not server.violations


async def test_what_happened_meanwhile_is_heard_after_a_resume(
    server: DiscordServer, store: Store, hasty: None
) -> None:
    async with connected(server) as connection, serving(await station_at(connection, store)):
        await server.connected()
        await answers(server)
        server.gateway.drop()
        asked = server.person("Reader", locale="en-US").uses("help")
        await server.until(lambda: asked.answered, 20)


async def test_a_wrong_token_is_told_and_ends_only_this(server: DiscordServer, store: Store) -> None:
    async with connected(server, token="wrong") as connection:  # noqa: S106
        with pytest.raises(PlatformDown, match=r"platforms\.discord\.token"):
            await serve(await station_at(connection, store))


@pytest.mark.parametrize(("code", "words"), [(4004, "token"), (4014, "update Ribao"), (4011, "shards")])
async def test_what_no_patience_mends_is_told(
    server: DiscordServer, store: Store, code: int, words: str
) -> None:
    server.gateway.refuse_with = code
    async with connected(server) as connection:
        station = await station_at(connection, store)
        with pytest.raises(PlatformDown, match=words):
            await serve(station)
        assert await connection.call("GET", "/users/@me"), "what is posted goes on as long as it can"


async def test_it_ends_within_a_second_and_leaves_nothing(server: DiscordServer, store: Store) -> None:
    loop = asyncio.get_running_loop()
    threads = {thread for thread in threading.enumerate() if thread.name.startswith("keep-alive")}
    async with connected(server) as connection:
        before = asyncio.all_tasks()
        task = asyncio.create_task(serve(await station_at(connection, store)))
        await server.connected()
        begun = loop.time()
        task.cancel()
        await asyncio.wait([task])
        assert loop.time() - begun < 2.0  # generous: two cores do much else
        await asyncio.sleep(0)
        own = {
            each
            for each in asyncio.all_tasks() - before
            if each.get_coro().__qualname__.startswith(  # type: ignore[union-attr]
                ("Dispatch", "serve", "listen", "ConnectionState", "Client")
            )
        }
        assert not own
    left = {thread for thread in threading.enumerate() if thread.name.startswith("keep-alive")} - threads
    for thread in left:
        thread.join(2)
        assert not thread.is_alive()


async def test_a_server_that_says_nothing_does_not_hold_up_the_end(store: Store) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        server = DiscordServer()
        server.port = silent.getsockname()[1]
        async with connected(server) as connection:
            task = asyncio.create_task(serve(await station_at(connection, store)))
            await asyncio.sleep(0.2)
            task.cancel()
            done, _ = await asyncio.wait([task], timeout=5)
            assert done


async def test_the_commands_are_handed_in_once_and_not_after_a_restart(
    server: DiscordServer, store: Store
) -> None:
    for _ in range(2):
        async with connected(server) as connection, serving(await station_at(connection, store)):
            await server.connected()
            await answers(server)
            await asyncio.sleep(0.2)
    written = [entry for entry in server.journal.entries if entry.method.startswith("PUT")]
    assert len(written) == 1
