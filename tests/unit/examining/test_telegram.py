"""What an examination tells of a bot of Telegram and of its targets."""

import datetime as dt
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.findings import Finding
from bot.models import Policy, Target
from bot.ports import Store
from handlers.telegram.create import Webhook
from handlers.telegram.examination import examine
from handlers.telegram.station import Station
from tests.fakes.stations import connected, station_of
from tests.fakes.stores import sqlite_store
from tests.fakes.telegram import TelegramServer


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as server:
        yield server


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with sqlite_store(tmp_path) as store:
        yield store


@pytest.fixture
async def station(server: TelegramServer, store: Store) -> AsyncIterator[Station]:
    async with station_of(server, store, clock=lambda: dt.datetime.now(dt.UTC)) as station:
        yield station


def targets(*addresses: int | str, **policy: object) -> list[Target]:
    wanted = Policy.model_validate(policy)
    return [
        Target(id=number, platform="telegram", address=str(address), policy=wanted)
        for number, address in enumerate(addresses, 1)
    ]


def of(found: Sequence[Finding], target: Target) -> Finding:
    (finding,) = [each for each in found if each.subject == target.label]
    return finding


async def test_each_target_is_told_apart(server: TelegramServer, station: Station) -> None:
    well, silent = server.channel(), server.channel(rights=set())
    left, forum = server.channel(), server.supergroup(forum=True)
    topic = server.topic(forum, "news")
    reader, blocker = server.person(started=True), server.person(started=True)
    blocker.blocks()
    server.person().removes_bot(left)
    asked = targets(
        well.id, silent.id, left.id, f"{forum.id}/{topic}", f"{forum.id}/999", reader.id, blocker.id, "@nobody"
    )
    found = await examine(station, None, asked)
    levels = [of(found, target).level for target in asked]
    assert levels == ["ok", "error", "error", "ok", "error", "ok", "error", "error"]
    assert "Post Messages" in of(found, asked[1]).remedy
    assert "topic is gone" in of(found, asked[4]).told
    assert "blocked" in of(found, asked[6]).told
    assert [each.subject for each in found[-8:]] == [target.label for target in asked], "in their order"
    assert not any(chat.standing() for chat in server.world.chats.values()), "nothing is posted"
    assert {each.level for each in found[:-8]} == {"ok"}
