"""Finding what a lost answer left behind: in channels surely, elsewhere never by guessing."""

from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from bot.delivery.models import Claim, Receipt
from bot.errors import Ambiguous, RateLimited, TargetLost, Transient
from handlers.telegram import wire
from handlers.telegram.probe import DOT, alike
from tests.fakes.mailroom import Mailroom, content, mailroom
from tests.fakes.telegram import Chat

POSTS_ONLY = frozenset({"can_post_messages"})


@pytest.fixture
async def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Mailroom]:
    monkeypatch.setattr(wire, "READ", 0.5)
    async with mailroom(tmp_path) as opened:
        yield opened


@pytest.fixture(params=["may only post", "may edit everything"])
def channel(request: pytest.FixtureRequest, room: Mailroom) -> Chat:
    """A channel; some rights make editing dangerous."""
    if request.param == "may only post":
        return room.server.channel(username="paper", rights=POSTS_ONLY)
    return room.server.channel(username="paper")


async def lost(room: Mailroom, address: str, fault: str, part: dict[str, Any]) -> Claim:
    """A claim whose send met a fault."""
    await room.plan(address, part)
    claim = await room.claim()
    room.server.faults.add(fault, "sendMessage", seconds=2)
    with pytest.raises(Ambiguous):
        await room.sender.send(claim)
    return claim


async def at_last(room: Mailroom, claim: Claim) -> Receipt | None:
    """What is found once Telegram answers."""
    for _ in range(4):
        with suppress(Transient):
            return await room.sender.recover(claim)
    raise AssertionError("it was never settled")


def dots(chat: Chat) -> list[str]:
    return [text for text in chat.texts() if text == DOT]


@pytest.mark.parametrize("fault", ["dropped after", "truncated", "hang after"])
@pytest.mark.parametrize("before", [0, 1])
async def test_a_post_that_arrived_is_found(room: Mailroom, channel: Chat, fault: str, before: int) -> None:
    for _ in range(before):
        await room.post(str(channel.id), content("昨天"))
    claim = await lost(room, str(channel.id), fault, content("<b>今天</b>"))
    found = await room.sender.recover(claim)
    assert found == Receipt(message_id=str(channel.standing()[-1].id))
    assert channel.texts() == ["昨天"] * before + ["今天"]


@pytest.mark.parametrize("fault", ["dropped before", "hang"])
@pytest.mark.parametrize("before", [0, 1])
async def test_a_post_that_did_not_arrive_is_surely_not_there(
    room: Mailroom, channel: Chat, fault: str, before: int
) -> None:
    for _ in range(before):
        await room.post(str(channel.id), content("昨天"))
    claim = await lost(room, str(channel.id), fault, content("今天"))
    assert await room.sender.recover(claim) is None
    assert channel.texts() == ["昨天"] * before


async def test_an_error_of_the_server_is_looked_into(room: Mailroom, channel: Chat) -> None:
    await room.plan(str(channel.id), content("今天"))
    claim = await room.claim()
    room.server.faults.add("status", "sendMessage", status=502)
    with pytest.raises(Ambiguous):
        await room.sender.send(claim)
    assert await room.sender.recover(claim) is None


async def test_what_an_editor_posts_meanwhile_is_left_alone(room: Mailroom, channel: Chat) -> None:
    editor = room.server.person("Editor", started=True)
    room.server.world.place(channel, editor.user, "creator")
    await room.post("@paper", content("昨天"))
    editor.posts("编者按：稍后发布", channel)
    claim = await lost(room, "@paper", "dropped after", content("今天"))
    editor.posts("编者按：已发布", channel)
    found = await room.sender.recover(claim)
    assert found == Receipt(message_id="3")
    assert channel.texts() == ["昨天", "编者按：稍后发布", "今天", "编者按：已发布"]
    assert not room.server.violations
    await room.settle(claim, found)
    claim = await lost(room, "@paper", "dropped before", content("明天"))
    assert await room.sender.recover(claim) is None
    assert channel.texts() == ["昨天", "编者按：稍后发布", "今天", "编者按：已发布"]
    assert not room.server.violations


async def test_a_reply_of_our_own_is_not_taken_for_the_post(room: Mailroom, channel: Chat) -> None:
    await room.post("@paper", content("昨天"))
    room.server.world.post(channel, sender_chat=channel, text="今日暂无更新", outgoing=True)
    claim = await lost(room, "@paper", "dropped after", content("今天"))
    assert await room.sender.recover(claim) == Receipt(message_id="3")
    assert channel.texts()[-1] == "今天"
    assert channel.texts().count("今天") == 1


async def test_what_the_ledger_knows_is_not_touched(room: Mailroom, channel: Chat) -> None:
    """Two targets are the same channel: by its name and by its number."""
    await room.post("@paper", content("昨天"))
    claim = await lost(room, "@paper", "dropped before", content("今天"))
    channel.numbers = iter([2])
    other = await room.edition()
    target = await room.store.declare_target("telegram", str(channel.id), claim.target.policy)
    await room.plan(target.address, content("昨天，另一版"), digest_id=other)
    twin = await room.claim()
    await room.settle(twin, await room.sender.send(twin))
    assert channel.texts() == ["昨天", "昨天，另一版"]
    channel.numbers = iter(range(3, 99))
    assert await room.sender.recover(claim) is None
    assert channel.texts() == ["昨天", "昨天，另一版"]


async def test_deleted_posts_between_do_not_hide_it(room: Mailroom, channel: Chat) -> None:
    await room.post("@paper", content("昨天"))
    for _ in range(26):
        room.server.world.remove(room.server.world.post(channel, sender_chat=channel, text="删"))
    claim = await lost(room, "@paper", "dropped after", content("今天"))
    assert await room.sender.recover(claim) == Receipt(message_id="28")


async def test_deleted_posts_behind_the_first_one_ever_do_not_hide_it(room: Mailroom, channel: Chat) -> None:
    claim = await lost(room, "@paper", "dropped after", content("今天"))
    for _ in range(80):
        room.server.world.remove(room.server.world.post(channel, sender_chat=channel, text="删"))
    assert await room.sender.recover(claim) == Receipt(message_id="1")


async def test_what_was_looked_at_is_not_looked_at_again_by_another_process(
    room: Mailroom, channel: Chat
) -> None:
    await room.post("@paper", content("昨天"))
    for _ in range(9):
        room.server.world.post(channel, sender_chat=channel, text="新闻")
    claim = await lost(room, "@paper", "dropped after", content("今天"))
    room.server.faults.add("status", "editMessageText", skip=5)
    room.server.faults.add("status", "sendMessage", skip=5)
    with pytest.raises(Transient):
        await room.sender.recover(claim)
    (target,) = await room.store.targets_at("telegram", ["@paper"])
    assert int(target.mark or 0) > 4
    assert await at_last(room, claim) == Receipt(message_id="11")


@pytest.mark.parametrize("method", ["editMessageText", "getChat", "getChatMember", "getMe"])
@pytest.mark.parametrize("fault", ["dropped before", "dropped after", "truncated", "status"])
async def test_silence_while_looking_settles_nothing(
    room: Mailroom, channel: Chat, method: str, fault: str
) -> None:
    await room.post("@paper", content("昨天"))
    claim = await lost(room, "@paper", "dropped after", content("今天"))
    room.server.faults.add(fault, method)
    with pytest.raises(Transient):
        await room.sender.recover(claim)
    assert await room.sender.recover(claim) == Receipt(message_id="2")
    assert channel.texts() == ["昨天", "今天"]


async def test_an_overwriting_whose_answer_was_lost_is_not_taken_for_the_post(room: Mailroom) -> None:
    channel = room.server.channel(username="paper", rights=POSTS_ONLY)
    await room.post("@paper", content("昨天"))
    room.server.world.post(channel, sender_chat=channel, text="今日暂无更新", outgoing=True)
    claim = await lost(room, "@paper", "dropped after", content("今天"))
    room.server.faults.add("dropped after", "editMessageText")
    with pytest.raises(Transient):
        await room.sender.recover(claim)
    assert await room.sender.recover(claim) == Receipt(message_id="3")
    assert channel.texts() == ["昨天", "今天"]


async def test_a_lost_dot_is_swept_away(room: Mailroom) -> None:
    channel = room.server.channel(username="paper")
    await room.post("@paper", content("昨天"))
    claim = await lost(room, "@paper", "dropped after", content("今天"))
    room.server.faults.add("dropped after", "sendMessage", times=2)
    for _ in range(2):
        with pytest.raises(Transient):
            await room.sender.recover(claim)
    assert len(dots(channel)) == 2
    assert await room.sender.recover(claim) == Receipt(message_id="2")
    assert channel.texts() == ["昨天", "今天"]


@pytest.mark.parametrize("fault", ["dropped before", "dropped after"])
async def test_a_lost_anchor_leaves_nothing_behind(room: Mailroom, channel: Chat, fault: str) -> None:
    claim = await lost(room, "@paper", fault, content("今天"))
    room.server.faults.add("dropped after", "sendMessage")
    if await at_last(room, claim) is None:
        await room.sender.send(claim)
    assert channel.texts() == ["今天"]


@pytest.mark.parametrize("fault", ["dropped before", "dropped after", "truncated"])
async def test_before_the_first_post_ever_it_is_noted_where_the_ids_are(
    room: Mailroom, channel: Chat, fault: str
) -> None:
    for _ in range(3):
        room.server.world.post(channel, sender_chat=channel, text="旧闻")
    await room.plan("@paper", content("今天"), marked=False)
    claim = await room.claim()
    room.server.faults.add(fault, "sendMessage")
    with pytest.raises(Transient):  # the post itself was not sent: no doubt
        await room.sender.send(claim)
    await room.sender._probing.prepare(claim)
    assert channel.texts() == ["旧闻"] * 3, "nothing is left of it"
    room.server.faults.add("dropped after", "sendMessage")
    with pytest.raises(Ambiguous):
        await room.sender.send(claim)
    (target,) = await room.store.targets_at("telegram", ["@paper"])
    assert int(target.mark or 0) >= 3
    posted = channel.standing()[-1]
    assert await at_last(room, claim) == Receipt(message_id=str(posted.id))
    assert channel.texts() == ["旧闻"] * 3 + ["今天"]


async def test_before_it_was_noted_where_the_ids_are_nothing_was_sent(room: Mailroom, channel: Chat) -> None:
    await room.plan("@paper", content("今天"), marked=False)
    assert await room.sender.recover(await room.claim()) is None
    assert channel.texts() == []


async def test_a_dot_goes_although_its_deletion_was_not_answered(room: Mailroom, channel: Chat) -> None:
    claim = await lost(room, "@paper", "dropped after", content("今天"))
    room.server.faults.add("dropped before", "deleteMessage", times=3)
    assert await at_last(room, claim) == Receipt(message_id="1")
    assert channel.texts() == ["今天"]


async def test_rate_limits_while_looking_leave_the_doubt_and_the_place(room: Mailroom) -> None:
    channel = room.server.channel(username="paper", rights=POSTS_ONLY)
    editor = room.server.person("Editor", started=True)
    room.server.world.place(channel, editor.user, "creator")
    await room.post("@paper", content("昨天"))
    for _ in range(5):
        editor.posts("别的", channel)
    claim = await lost(room, "@paper", "dropped after", content("今天"))
    room.server.flood.bar(channel.id, 90, room.server.world.clock())
    with pytest.raises(RateLimited):
        await room.sender.recover(claim)
    room.server.flood.bars.clear()
    room.connection._gate._pacing._places.clear()
    assert await room.sender.recover(claim) == Receipt(message_id="7")


async def test_in_groups_and_private_chats_nobody_can_tell(room: Mailroom) -> None:
    reader = room.server.person(started=True)
    group, supergroup = room.server.group(), room.server.supergroup(username="talk")
    for address in (str(reader.id), str(group.id), "@talk"):
        claim = await lost(room, address, "dropped after", content("今天"))
        asked = len(room.server.journal.of("editMessageText"))
        with pytest.raises(Ambiguous, match="nobody"):
            await room.sender.recover(claim)
        assert len(room.server.journal.of("editMessageText")) == asked
    assert supergroup.texts() == ["今天"]


async def test_a_channel_that_is_lost_keeps_its_doubt(room: Mailroom, channel: Chat) -> None:
    claim = await lost(room, str(channel.id), "dropped after", content("今天"))
    room.server.world.place(channel, room.server.world.bot, "kicked")
    with pytest.raises(TargetLost):
        await room.sender.recover(claim)


async def test_a_found_post_is_pinned_too(room: Mailroom) -> None:
    channel = room.server.channel()
    claim = await lost(room, str(channel.id), "dropped after", content("今天", pin=True))
    found = await room.sender.recover(claim)
    await room.sender._pins.done()
    assert found is not None
    assert channel.pinned == [int(found.message_id)]


def test_what_reads_like_the_same_post() -> None:
    long = "日报\n" + "\n".join(map(str, range(20)))
    assert alike(long, f"{long}（更正）")
    assert not alike(long, long[: len(long) // 2])
    assert alike("日报", " 日报 ")
    assert not alike("日报\n一\n二", "编者按")
    assert not alike("日报\n一\n二", "")
