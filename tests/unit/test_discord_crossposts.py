"""What an announcement channel publishes to its followers, beside the deliveries."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.delivery.retry import PLATFORM_WAIT
from bot.errors import NotYet, PlatformDown, RateLimited, Transient
from handlers.discord.crossposts import note, noted, patience
from tests.fakes.discord import Channel
from tests.fakes.discord_mailroom import Mailroom, card, mailroom

CROSSPOST = "POST /channels/*/messages/*/crosspost"


@pytest.fixture
async def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Mailroom]:
    monkeypatch.setattr("handlers.discord.crossposts.wait", lambda _: PLATFORM_WAIT * 0)
    async with mailroom(tmp_path) as opened:
        yield opened
        assert not opened.server.violations


@pytest.fixture
def channel(room: Mailroom) -> Channel:
    return room.server.channel(kind="announcement")


def published(channel: Channel) -> list[str]:
    return [message.text for message in channel.standing() if message.crossposted]


async def mark(room: Mailroom) -> str | None:
    (target,) = await room.store.targets()
    return target.mark


async def test_the_leading_part_is_published(room: Mailroom, channel: Channel) -> None:
    await room.post(channel.id, card("目录", lead=True), card("其一"))
    await room.sender._crossposts.done()
    assert published(channel) == ["目录"]
    assert not await mark(room)


async def test_only_announcement_channels_publish(room: Mailroom, channel: Channel) -> None:
    text = room.server.channel()
    thread = room.server.thread(channel)
    for place in (text, thread):
        await room.post(place.id, card("目录", lead=True))
    await room.sender._crossposts.done()
    assert published(text) == published(thread) == []


async def test_a_delivery_does_not_wait_for_it(room: Mailroom, channel: Channel) -> None:
    room.server.faults.add("hang", CROSSPOST, seconds=30)
    async with asyncio.timeout(20):
        await room.post(channel.id, card("目录", lead=True), card("其一"))
    assert channel.texts() == ["目录", "其一"]
    (first, _) = channel.standing()
    assert await mark(room) == f"crosspost {first.id}"


@pytest.mark.parametrize("fault", ["dropped before", "dropped after", "truncated", "status", "status after"])
async def test_troubles_pass(room: Mailroom, channel: Channel, fault: str) -> None:
    room.server.faults.add(fault, CROSSPOST, times=2, status=503)
    await room.post(channel.id, card("目录", lead=True))
    await room.sender._crossposts.done()
    assert published(channel) == ["目录"]


async def test_a_kill_loses_none(room: Mailroom, channel: Channel) -> None:
    room.server.faults.add("hang", CROSSPOST, seconds=30)
    await room.post(channel.id, card("昨天", lead=True))
    await room.sender.close()
    assert published(channel) == []
    room.restart()
    room.sender.begin()
    await room.sender._crossposts.done()
    assert published(channel) == ["昨天"]
    assert not await mark(room)


async def test_a_kill_behind_the_publishing_does_no_harm(room: Mailroom, channel: Channel) -> None:
    await room.post(channel.id, card("昨天", lead=True))
    await room.sender._crossposts.done()
    (target,) = await room.store.targets()
    await room.store.mark_target(target.id, note([channel.standing()[0].id]))
    room.restart()
    await room.post(channel.id, card("今天", lead=True))
    await room.sender._crossposts.done()
    assert published(channel) == ["昨天", "今天"]
    assert not await mark(room)


async def test_a_limit_is_waited_for(
    room: Mailroom, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    monkeypatch.setattr(room.sender._crossposts, "_sleep", sleep)
    room.server.faults.add("flood", CROSSPOST, seconds=600)
    await room.post(channel.id, card("目录", lead=True))
    await room.sender._crossposts.done()
    assert published(channel) == ["目录"]
    assert waits == [600]


async def test_what_was_deleted_is_forgotten(room: Mailroom, channel: Channel) -> None:
    room.server.faults.add("hang", CROSSPOST, seconds=30)
    await room.post(channel.id, card("昨天", lead=True))
    await room.sender.close()
    room.server.world.remove(channel.standing()[0])
    room.restart()
    room.sender.begin()
    await room.sender._crossposts.done()
    assert not await mark(room)


async def test_a_missing_right_is_told_once(
    room: Mailroom, channel: Channel, capsys: pytest.CaptureFixture[str]
) -> None:
    room.server.permit(channel, send_messages=True, view_channel=True, manage_messages=False)
    room.server.faults.add("status", CROSSPOST, times=None, status=403, code=50013)
    for text in ("昨天", "今天"):
        await room.post(channel.id, card(text, lead=True))
        await room.sender._crossposts.done()
    assert capsys.readouterr().out.count("was not published") == 1
    assert not await mark(room)


async def test_what_is_found_again_is_published_too(room: Mailroom, channel: Channel) -> None:
    await room.plan(channel.id, card("目录", lead=True))
    claim = await room.claim()
    room.server.faults.add("status after", "POST /channels/*/messages", status=503)
    with pytest.raises(Exception, match="of its own"):
        await room.sender.send(claim)
    await room.sender.recover(claim)
    await room.sender._crossposts.done()
    assert published(channel) == ["目录"]


@pytest.mark.parametrize("mark", [None, "", "12", "crosspost", "else 12"])
def test_other_marks_say_nothing(mark: str | None) -> None:
    assert noted(mark) == []


def test_a_note_is_read_as_it_was_written() -> None:
    assert noted(note([12, 34])) == [12, 34]


def test_patience_is_as_long_as_the_trouble() -> None:
    assert patience(RateLimited("", 600), 1) == 600
    assert patience(NotYet("", 0.5), 9) == 0.5
    assert patience(PlatformDown(""), 1) == PLATFORM_WAIT.total_seconds()
    assert patience(Transient(""), 3) > patience(Transient(""), 1) > 0


async def test_what_another_process_noted_is_not_written_over(room: Mailroom, channel: Channel) -> None:
    room.server.faults.add("flood", CROSSPOST, seconds=600)
    await room.post(channel.id, card("昨天", lead=True))
    await room.server.until(lambda: not room.server.faults.script or room.server.faults.script[0].met)
    room.restart()
    room.sender._crossposts._resuming = asyncio.create_task(
        asyncio.sleep(0)
    )  # it began before the other's note
    await room.post(channel.id, card("今天", lead=True))
    await room.sender._crossposts.done()
    assert published(channel) == ["昨天", "今天"]
