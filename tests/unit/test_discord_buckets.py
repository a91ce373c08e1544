"""The limits that Discord's headers tell: kept without a 429, and no answer is held back for them."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest

from bot.errors import NotYet, RateLimited
from handlers.discord.buckets import MANY, Buckets
from handlers.discord.connection import Connection
from tests.fakes.discord import DiscordServer
from tests.fakes.discord_mailroom import connection_to

WINDOW = 2.0
ROUTE = "/channels/{channel_id}/messages"


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    async with DiscordServer() as opened:
        opened.limits.rates[f"POST {ROUTE}"] = (5, WINDOW)
        yield opened


@pytest.fixture
async def connection(server: DiscordServer) -> AsyncIterator[Connection]:
    made = connection_to(server)
    await made.login()
    yield made
    await made.close()


async def post(connection: Connection, channel: int, *, urgent: bool = True) -> None:
    await connection.call("POST", ROUTE, channel_id=channel, json={"content": "日报"}, urgent=urgent)


async def test_no_answer_is_held_back_and_the_bulk_serves_another_channel(
    server: DiscordServer, connection: Connection
) -> None:
    guild = server.guild()
    first, other = server.channel("a", guild), server.channel("b", guild)
    began = time.monotonic()
    for _ in range(5):
        await post(connection, first.id, urgent=False)
    assert time.monotonic() - began < WINDOW - 0.5
    with pytest.raises(NotYet) as caught:
        await post(connection, first.id, urgent=False)
    assert 0.5 < caught.value.retry_after <= WINDOW + 0.1
    await post(connection, other.id, urgent=False)
    await asyncio.sleep(caught.value.retry_after)
    await post(connection, first.id, urgent=False)
    assert len(first.standing()) == 6
    assert not server.limits.refused


async def test_people_wait_for_their_turn_together(server: DiscordServer, connection: Connection) -> None:
    channel = server.channel()
    began = time.monotonic()
    await asyncio.gather(*(post(connection, channel.id) for _ in range(12)))
    assert len(channel.standing()) == 12
    assert time.monotonic() - began >= 2 * WINDOW - 0.5
    assert not server.limits.refused


async def test_routes_without_limits_are_not_slowed(connection: Connection, server: DiscordServer) -> None:
    server.limits.on = False
    channel = server.channel()
    async with asyncio.timeout(10):
        await asyncio.gather(*(post(connection, channel.id) for _ in range(30)))
    assert len(channel.standing()) == 30


async def test_who_goes_away_holds_nobody_up(connection: Connection, server: DiscordServer) -> None:
    channel = server.channel()
    waiting = [asyncio.create_task(post(connection, channel.id)) for _ in range(8)]
    await server.until(lambda: len(channel.standing()) == 5)
    waiting[-2].cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    assert len(channel.standing()) == 7


async def test_what_is_far_away_is_not_waited_for(connection: Connection, server: DiscordServer) -> None:
    server.limits.rates[f"POST {ROUTE}"] = (1, 120.0)
    channel = server.channel()
    await post(connection, channel.id)
    with pytest.raises(RateLimited) as caught:
        await post(connection, channel.id)
    assert 100 < caught.value.retry_after <= 121
    assert not server.limits.refused


async def test_buckets_that_nobody_needs_are_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    buckets = Buckets(30.0)
    held = buckets["held"]
    await held.acquire()
    for at in range(3 * MANY):
        bucket = buckets[str(at)]
        bucket._last_request -= 1000
    held._last_request -= 1000
    assert len(buckets) <= MANY + 1
    assert buckets["held"] is held
