"""The thread under a summary: made once, found again, left alone where people steered it."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.delivery.models import Posted, Receipt, Retry
from bot.delivery.outbox import LEASE
from bot.errors import Ambiguous, PostLost, Refused, TargetLost
from handlers.discord.threads import name
from tests.fakes.discord import Channel
from tests.fakes.discord_mailroom import Mailroom, card, mailroom

PARTS = (card("目录"), card("其一", thread=True), card("其二", thread=True))
CREATE = "POST /channels/*/messages/*/threads"


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Mailroom]:
    async with mailroom(tmp_path) as opened:
        yield opened
        assert not opened.server.violations


def thread_of(channel: Channel) -> Channel:
    (top,) = channel.standing()
    assert top.thread is not None
    return top.thread


@pytest.mark.parametrize("kind", ["text", "announcement"])
async def test_parts_stand_in_a_thread_under_the_first(room: Mailroom, kind: str) -> None:
    channel = room.server.channel(kind=kind)
    await room.post(channel.id, *PARTS)
    thread = thread_of(channel)
    assert thread.name == "其一"
    assert thread.texts() == ["其一", "其二"]


async def test_a_thread_that_was_made_before_a_kill_is_used(room: Mailroom) -> None:
    channel = room.server.channel()
    await room.plan(channel.id, *PARTS)
    await room.carry_out()
    claim = await room.claim()
    room.server.faults.add("dropped before", "POST /channels/*/messages")
    with pytest.raises(Ambiguous):
        await room.sender.send(claim)
    await room.settle(claim, Retry(at=room.clock(), reason="again"))
    room.restart()
    await room.carry_out()
    await room.carry_out()
    assert thread_of(channel).texts() == ["其一", "其二"]


@pytest.mark.parametrize("fault", ["status after", "status"])
async def test_the_library_may_repeat_the_making_of_a_thread(room: Mailroom, fault: str) -> None:
    channel = room.server.channel()
    room.server.faults.add(fault, CREATE, status=500)
    await room.post(channel.id, *PARTS)
    assert thread_of(channel).texts() == ["其一", "其二"]


async def test_a_lost_part_is_found_in_the_thread(room: Mailroom) -> None:
    channel = room.server.channel()
    await room.plan(channel.id, *PARTS)
    await room.carry_out()
    claim = await room.claim()
    room.server.faults.add("dropped after", "POST /channels/*/messages")
    with pytest.raises(Ambiguous):
        await room.sender.send(claim)
    room.forget_nonces()
    room.restart()
    thread = thread_of(channel)
    found = await room.sender.recover(claim)
    assert found == Receipt(message_id=f"{thread.id}/{thread.standing()[0].id}")
    await room.settle(claim, found)
    await room.carry_out()
    assert thread.texts() == ["其一", "其二"]


async def test_a_part_whose_thread_was_never_made_is_surely_not_there(room: Mailroom) -> None:
    channel = room.server.channel()
    await room.plan(channel.id, *PARTS)
    await room.carry_out()
    assert await room.sender.recover(await room.claim()) is None


async def test_corrections_and_deletions_reach_into_the_thread(room: Mailroom) -> None:
    channel = room.server.channel()
    digest_id = await room.post(channel.id, *PARTS)
    thread = thread_of(channel)
    room.server.world.archive(thread, True)
    await room.plan(channel.id, card("目录"), card("其一（更正）", thread=True), digest_id=digest_id)
    await room.carry_out()
    await room.carry_out()
    assert thread.texts() == ["其一（更正）"]


async def corrected(room: Mailroom, channel: Channel, digest_id: int, *parts: dict[str, Any]) -> None:
    await room.plan(channel.id, *parts, digest_id=digest_id)
    while await room.store.next_due(["discord"]) is not None:
        await room.carry_out()


async def test_what_another_layout_puts_elsewhere_is_posted_there(room: Mailroom) -> None:
    channel = room.server.channel()
    digest_id = await room.post(channel.id, card("全文"), card("之二"), card("之三"))
    await corrected(room, channel, digest_id, *PARTS, card("其三", thread=True))
    assert thread_of(channel).texts() == ["其一", "其二", "其三"]
    await corrected(room, channel, digest_id, card("目录"), card("目录（二）"), *PARTS[1:])
    top, second = channel.standing()
    assert (top.text, second.text) == ("目录", "目录（二）")
    assert top.thread is not None
    assert top.thread.texts() == ["其一", "其二"]
    await corrected(room, channel, digest_id, card("全文"), card("之二"), card("之三"))
    assert channel.texts() == ["全文", "之二", "之三"]


async def test_a_move_that_was_interrupted_is_finished_whatever_is_desired_by_then(room: Mailroom) -> None:
    channel = room.server.channel()
    digest_id = await room.post(channel.id, *PARTS[:2])
    await room.plan(channel.id, card("目录"), card("之二"), digest_id=digest_id)
    await room.carry_out()
    claim = await room.claim()
    await room.sender.delete(claim)  # and the process dies
    await room.plan(channel.id, *PARTS[:2], digest_id=digest_id)
    room.restart()
    room.later += 2 * LEASE
    while await room.store.next_due(["discord"]) is not None:
        await room.carry_out()
    assert thread_of(channel).texts() == ["其一"]


async def test_nothing_is_moved_where_no_thread_can_be(room: Mailroom) -> None:
    thread = room.server.thread(room.server.channel())
    channel = room.server.channel()
    for place in (thread, channel):
        digest_id = await room.post(place.id, card("全文"), card("之二"))
        if place is channel:
            room.server.world.remove(channel.standing()[0])
        second = place.standing()[-1]
        await room.plan(place.id, card("全文"), PARTS[1], digest_id=digest_id)
        await room.carry_out()
        assert second.text == "其一"


async def test_without_the_right_to_make_threads_nothing_is_taken_away(room: Mailroom) -> None:
    channel = room.server.channel()
    room.server.permit(channel, create_public_threads=False)
    digest_id = await room.post(channel.id, card("目录"), card("之二"))
    await room.plan(channel.id, *PARTS[:2], digest_id=digest_id)
    with pytest.raises(TargetLost, match="may not make threads"):
        await room.sender.edit(await room.claim())
    assert channel.texts() == ["目录", "之二"]


async def test_a_digest_that_is_taken_away_leaves_no_empty_thread(room: Mailroom) -> None:
    channel = room.server.channel()
    digest_id = await room.post(channel.id, *PARTS)
    thread = thread_of(channel)
    await room.plan(channel.id, digest_id=digest_id)
    for _ in PARTS:
        await room.carry_out()
    assert channel.standing() == []
    assert thread.gone


async def test_a_thread_in_which_somebody_wrote_stays(room: Mailroom) -> None:
    channel = room.server.channel()
    digest_id = await room.post(channel.id, *PARTS)
    thread = thread_of(channel)
    room.server.world.post(thread, room.server.world.user("Reader"), content="好文")
    await room.plan(channel.id, digest_id=digest_id)
    for _ in PARTS:
        await room.carry_out()
    assert thread.texts() == ["好文"]


async def test_each_generation_has_its_thread(room: Mailroom) -> None:
    channel = room.server.channel()
    digest_id = await room.post(channel.id, *PARTS)
    await room.post(channel.id, *PARTS, digest_id=digest_id, generation=2)
    threads = [top.thread for top in channel.standing()]
    assert [thread.texts() for thread in threads if thread] == [["其一", "其二"]] * 2


async def test_where_the_first_is_not_known_the_others_stand_in_the_channel(room: Mailroom) -> None:
    channel = room.server.channel()
    await room.plan(channel.id, *PARTS)
    claim = await room.claim()
    await room.settle(claim, Posted(receipt=Receipt(message_id="")))
    await room.carry_out()
    await room.carry_out()
    assert channel.texts() == ["其一", "其二"]


async def test_where_the_first_was_deleted_the_others_stand_in_the_channel(room: Mailroom) -> None:
    channel = room.server.channel()
    await room.plan(channel.id, *PARTS)
    await room.carry_out()
    room.server.world.remove(channel.standing()[0])
    await room.carry_out()
    assert channel.texts() == ["其一"]


async def test_there_are_no_threads_in_threads_and_direct_messages(room: Mailroom) -> None:
    thread = room.server.thread(room.server.channel())
    person = room.server.dm(room.server.world.user("Reader"))
    for place in (thread, person):
        await room.post(place.id, *PARTS)
        assert place.texts() == ["目录", "其一", "其二"]


async def test_a_thread_that_an_admin_deleted_or_locked_takes_no_more(room: Mailroom) -> None:
    channel = room.server.channel()
    room.server.permit(channel, manage_threads=False)
    for change in ("close", "lock"):
        await room.plan(channel.id, *PARTS)
        await room.carry_out()
        await room.carry_out()
        thread = channel.standing()[-1].thread
        assert thread is not None
        claim = await room.claim()
        if change == "close":
            room.server.world.close(thread)
            with pytest.raises(PostLost, match="no longer there"):
                await room.sender.send(claim)
        else:
            room.server.world.archive(thread, True, locked=True)
            with pytest.raises(Refused, match="locked"):
                await room.sender.send(claim)
        await room.settle(claim, Posted(receipt=Receipt(message_id="")))


async def test_without_the_right_to_make_threads_the_target_says_so(room: Mailroom) -> None:
    channel = room.server.channel()
    room.server.permit(channel, create_public_threads=False)
    await room.plan(channel.id, *PARTS)
    await room.carry_out()
    with pytest.raises(TargetLost, match="may not make threads"):
        await room.sender.send(await room.claim())


@pytest.mark.parametrize("kind", ["text", "forum"])
async def test_without_the_right_to_write_in_threads_the_target_says_so(room: Mailroom, kind: str) -> None:
    channel = room.server.channel(kind=kind)
    room.server.permit(channel, send_messages_in_threads=False)
    await room.plan(channel.id, *PARTS)
    await room.carry_out()
    with pytest.raises(TargetLost, match="write in them"):
        await room.sender.send(await room.claim())


@pytest.mark.parametrize(
    ("title", "expected"),
    [("日报", "日报"), (" 日 \n 报 ", "日 报"), ("", "—"), ("报" * 120, "报" * 100), ("🗞" * 60, "🗞" * 50)],
)
def test_a_title_becomes_a_name(title: str, expected: str) -> None:
    assert name(title) == expected
