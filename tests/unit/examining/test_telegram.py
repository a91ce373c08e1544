"""What an examination tells of a bot of Telegram and of its targets."""

import datetime as dt
from collections.abc import AsyncIterator, Sequence

import pytest
from pydantic import SecretStr

from bot.findings import Finding
from bot.models import Policy, Target
from bot.ports import Store
from handlers.telegram.examination import examine
from handlers.telegram.introduction import TelegramIntroduction
from handlers.telegram.station import Station
from tests.fakes.stations import connected, serving, station_of
from tests.fakes.telegram import TelegramServer


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as server:
        yield server


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
        well.id,
        silent.id,
        left.id,
        f"{forum.id}/{topic}",
        f"{forum.id}/999",
        reader.id,
        blocker.id,
        "@nobody",
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


async def test_a_webhook_a_clock_and_a_wrong_token_are_told(
    server: TelegramServer, store: Store, station: Station
) -> None:
    server.webhook.point("https://elsewhere.example/hook", "", 40)
    (found,) = [each for each in await examine(station, None, []) if each.level != "ok"]
    assert "a webhook is set" in found.told
    async with station_of(server, store, clock=lambda: dt.datetime(2030, 1, 1, tzinfo=dt.UTC)) as early:
        levels = {each.subject: each for each in await examine(early, None, [])}
        assert "ahead of Telegram's" in levels["clock"].told
    async with connected(server, "1:wrong") as connection:
        (found,) = await examine(Station(station.desk, connection), None, targets("@a"))
        assert (found.level, "token" in found.told) == ("error", True)


async def test_pinning_takes_more_rights(server: TelegramServer, station: Station) -> None:
    group = server.supergroup()
    (target,) = targets(group.id, pin=True)
    found = of(await examine(station, None, [target]), target)
    assert found.level == "warning"
    assert "pin messages" in found.told


async def test_a_bot_that_is_served_is_not_robbed(server: TelegramServer, station: Station) -> None:
    introduction = TelegramIntroduction(SecretStr(server.token), base_url=server.base_url)
    try:
        reader = server.person("Reader")
        reader.starts()
        channel = server.channel(title="News", rights=None, owner=reader)
        reader.adds_bot(channel)
        before = list(server.updates.queue)
        found = await introduction.look(0)
        assert [(place.address, place.blocked) for place in found.places] == [(str(channel.id), False)]
        assert [person.actor for person in found.people] == [f"telegram:{reader.id}"]
        assert list(server.updates.queue) == before, "whoever serves still gets them"
        server.updates.queue.clear()
        async with serving(station):
            await server.until(lambda: server.updates.waited_for, what="the poll of the one that serves")
            assert "Another program" in (await introduction.look(3)).obstacle
    finally:
        await introduction.close()
