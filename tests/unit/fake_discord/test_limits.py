"""Buckets and their headers; what the library makes of them."""

import asyncio
import time

import aiohttp
import discord
import pytest

from tests.fakes.discord import DiscordServer
from tests.unit.fake_discord.conftest import Bot

METHOD = "POST /channels/{channel_id}/messages"


async def raw(server: DiscordServer, channel: int, times: int) -> list[aiohttp.ClientResponse]:
    headers = {"Authorization": f"Bot {server.token}"}
    url = f"{server.api_url}/channels/{channel}/messages"
    async with aiohttp.ClientSession(headers=headers) as session:
        answers = [await session.post(url, json={"content": f"{at}"}) for at in range(times)]
        for answer in answers:
            await answer.read()
        return answers


async def test_a_bucket_a_channel_with_its_headers(server: DiscordServer) -> None:
    one, other = server.channel("one"), server.channel("other")
    answers = await raw(server, one.id, 6)
    assert [answer.status for answer in answers] == [200] * 5 + [429]
    assert [answer.headers["X-RateLimit-Remaining"] for answer in answers] == ["4", "3", "2", "1", "0", "0"]
    assert 4 < float(answers[0].headers["X-RateLimit-Reset-After"]) <= 5
    refused = answers[-1]
    assert refused.headers["Via"]
    assert refused.headers["Content-Type"] == "application/json"
    body = await refused.json()
    assert 0 < body["retry_after"] <= 5.01
    assert body["global"] is False
    assert server.limits.refused == {"user": 1}
    assert (await raw(server, other.id, 1))[0].status == 200
    await raw(server, one.id, 1)
    assert server.limits.impatient == 1


async def test_everything_together_is_limited_too(server: DiscordServer) -> None:
    server.limits.set(overall=3)
    channel = server.channel()
    answers = await raw(server, channel.id, 4)
    assert answers[-1].status == 429
    assert (await answers[-1].json())["global"] is True
    assert answers[-1].headers["X-RateLimit-Scope"] == "global"
    assert server.limits.refused == {"global": 1}


async def test_the_library_keeps_to_the_headers(server: DiscordServer, rest: Bot) -> None:
    server.limits.set(speed=20)
    channel = server.channel()
    began = time.monotonic()
    for at in range(12):
        await rest.ask("POST", f"/channels/{channel.id}/messages", json={"content": f"{at}"})
    assert time.monotonic() - began > 0.4  # two windows of a quarter of a second each
    assert channel.texts() == [f"{at}" for at in range(12)]
    assert not server.limits.refused


async def test_crossposts_are_few_and_the_wait_is_long(server: DiscordServer, rest: Bot) -> None:
    server.rules.crossposts = (1, 3600.0)
    channel = server.channel("news", kind="announcement")
    path = f"/channels/{channel.id}/messages"
    sent = [await rest.ask("POST", path, json={"content": "x"}) for _ in range(2)]
    await rest.ask("POST", f"{path}/{sent[0]['id']}/crosspost")
    with pytest.raises(discord.HTTPException, match="40033"):
        await rest.ask("POST", f"{path}/{sent[0]['id']}/crosspost")
    with pytest.raises(discord.RateLimited) as limited:
        await rest.ask("POST", f"{path}/{sent[1]['id']}/crosspost")
    assert limited.value.retry_after > 3500
    assert [message.crossposted for message in channel.standing()] == [True, False]


async def test_a_library_that_may_not_wait_refuses_before_a_long_window_is_used_up(
    server: DiscordServer, rest: Bot
) -> None:
    """With max_ratelimit_timeout discord.py 2.7.1 raises for a long window, though much is left."""
    server.limits.rate(METHOD, 50, 300.0)
    channel = server.channel()
    await rest.ask("POST", f"/channels/{channel.id}/messages", json={"content": "x"})
    with pytest.raises(discord.RateLimited):
        await asyncio.wait_for(rest.ask("POST", f"/channels/{channel.id}/messages", json={"content": "y"}), 5)
