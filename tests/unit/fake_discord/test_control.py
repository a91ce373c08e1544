"""The server as a process of its own, steered over HTTP."""

import asyncio
import base64
from collections.abc import Iterator

import discord
import pytest
import yarl

from tests.fakes.discord.client import RunningServer
from tests.fakes.discord.people import Person
from tests.fakes.discord.verbs import DEEDS
from tests.fakes.remote import Declined
from tests.unit.fake_discord.conftest import Bot
from tests.unit.fake_discord.test_interactions import TODAY, answers, synced


@pytest.fixture
def running() -> Iterator[RunningServer]:
    with RunningServer("--speed", "5") as server:
        yield server


async def test_everything_is_steered_from_outside(
    running: RunningServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(discord.VoiceClient, "warn_nacl", False)
    monkeypatch.setattr(discord.VoiceClient, "warn_dave", False, raising=False)
    monkeypatch.setattr(discord.http.Route, "BASE", running.api_url)
    monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(running.gateway_url))
    bot = Bot()
    task = asyncio.create_task(bot.start(running.token))
    guild = await asyncio.to_thread(running.guild, name="G")
    channel = (await asyncio.to_thread(running.channel, name="daily", guild=guild["id"]))["id"]
    ann = await asyncio.to_thread(running.person, "Ann", guilds=[guild["id"]], rights=["manage_guild"])
    await asyncio.to_thread(running.connected)
    await synced(bot, TODAY)
    more = {"type": 2, "style": 1, "label": "More", "custom_id": "c1"}
    answers(bot, 4, {"content": "news", "components": [{"type": 1, "components": [more]}]})
    file = {"file": "a.md", "base64": base64.b64encode(b"x").decode()}
    asked = await asyncio.to_thread(ann.uses, "today", where=channel, section="Models", file=file)
    shown = await asyncio.to_thread(running.answered, asked=asked["id"])
    assert shown["text"] == "news"
    assert shown["message"]["labels"] == ["More"]
    answers(bot, 7, {"content": "more"})
    pressed = await asyncio.to_thread(ann.presses, message=shown["message"], label="More")
    assert (await asyncio.to_thread(running.answered, asked=pressed["id"]))["updated"]
    assert await asyncio.to_thread(running.texts, channel) == ["more"]
    await asyncio.to_thread(running.fault, kind="status", methods=["POST /channels/*/messages"], status=503)
    with pytest.raises(discord.DiscordServerError):
        await bot.ask("POST", f"/channels/{channel}/messages", json={"content": "x"})
    await asyncio.to_thread(running.gateway, event="drop")
    await asyncio.to_thread(running.requested, method="PUT /applications/{application_id}/commands")
    totals = await asyncio.to_thread(running.totals)
    assert totals["syncs"] == 1
    assert totals["violations"] == 0
    with pytest.raises(Declined, match="nobody flies"):
        await asyncio.to_thread(ann.flies)
    await bot.close()
    await asyncio.gather(task, return_exceptions=True)


def test_many_channels_are_made_at_once(running: RunningServer) -> None:
    assert len(running.channels(guilds=250, each=4)) == 1000


def test_every_deed_is_one_of_a_person() -> None:
    assert [deed for deed in sorted(DEEDS) if not callable(getattr(Person, deed, None))] == []
