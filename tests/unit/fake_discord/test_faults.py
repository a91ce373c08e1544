"""What goes wrong on the way."""

import asyncio

import aiohttp
import discord
import pytest

from tests.fakes.discord import DiscordServer
from tests.unit.fake_discord.conftest import Bot

POSTS = "POST /channels/*/messages"


@pytest.mark.parametrize(
    ("kind", "done"),
    [("dropped before", False), ("dropped after", True), ("truncated", True), ("status", False),
     ("status after", True)],
)  # fmt: skip
async def test_an_answer_is_lost_before_or_after(
    server: DiscordServer, rest: Bot, kind: str, done: bool
) -> None:
    channel = server.channel()
    fault = server.faults.add(kind, POSTS, status=503)
    with pytest.raises((aiohttp.ClientError, discord.DiscordServerError)):
        await rest.ask("POST", f"/channels/{channel.id}/messages", json={"content": "x"})
    assert fault.met == 1
    assert len(channel.standing()) == done
    assert server.journal.entries[-1].done == done
    await rest.ask("POST", f"/channels/{channel.id}/messages", json={"content": "x"})


async def test_the_library_asks_again_and_the_nonce_saves_it(server: DiscordServer, rest: Bot) -> None:
    channel = server.channel()
    server.faults.add("status after", POSTS, status=500)
    body = {"content": "x", "nonce": "n", "enforce_nonce": True}
    await rest.ask("POST", f"/channels/{channel.id}/messages", json=body)
    assert server.journal.counts["POST /channels/{channel_id}/messages"] == 2
    assert channel.texts() == ["x"]


async def test_a_storm_of_429_is_sat_out(server: DiscordServer, rest: Bot) -> None:
    channel = server.channel()
    server.faults.add("flood", POSTS, times=2, seconds=0.05)
    await rest.ask("POST", f"/channels/{channel.id}/messages", json={"content": "x"})
    assert server.limits.refused == {"fault": 2}
    assert channel.texts() == ["x"]


@pytest.mark.parametrize(("kind", "done"), [("hang", False), ("hang after", True)])
async def test_an_answer_never_comes(server: DiscordServer, rest: Bot, kind: str, done: bool) -> None:
    channel = server.channel()
    server.faults.add(kind, POSTS)
    asked = rest.ask("POST", f"/channels/{channel.id}/messages", json={"content": "x"})
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(asked, 0.3)
    assert len(channel.standing()) == done


async def test_faults_are_meant_for_some_requests_only(server: DiscordServer, rest: Bot) -> None:
    one, other = server.channel("one"), server.channel("other")
    server.faults.add("status", "PATCH /channels/*/messages/*", status=503)
    server.faults.add("status", POSTS, channel=other.id, status=503, skip=1)
    for channel in (one, one, other):
        await rest.ask("POST", f"/channels/{channel.id}/messages", json={"content": "x"})
    with pytest.raises(discord.DiscordServerError):
        await rest.ask("POST", f"/channels/{other.id}/messages", json={"content": "x"})
    server.faults.clear()
    server.faults.mix(seed=1, dropped_before=1.0)
    with pytest.raises(aiohttp.ClientError):
        await rest.ask("POST", f"/channels/{one.id}/messages", json={"content": "x"})


async def test_an_outage_ends(server: DiscordServer, rest: Bot) -> None:
    channel = server.channel()
    await server.stop()
    with pytest.raises(aiohttp.ClientError):
        await rest.ask("POST", f"/channels/{channel.id}/messages", json={"content": "x"})
    await server.start()
    await rest.ask("POST", f"/channels/{channel.id}/messages", json={"content": "x"})
    assert channel.texts() == ["x"]
