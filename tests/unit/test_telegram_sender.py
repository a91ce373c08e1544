"""Posting, editing, deleting and pinning on a Bot API server, from a real ledger."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.delivery.models import Receipt
from bot.errors import PlatformDown, PostLost, Refused, TargetLost, TargetMoved, Transient
from handlers.telegram.pins import tidy
from tests.fakes.mailroom import Mailroom, content, mailroom


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Mailroom]:
    async with mailroom(tmp_path) as opened:
        yield opened


async def test_a_part_is_posted_as_it_was_rendered(room: Mailroom) -> None:
    channel = room.server.channel(username="paper")
    card = {"url": "https://example.com/a.png", "large": True, "above": True}
    await room.post("@paper", content("<b>日报</b> &amp; 更多", preview=card, silent=True), content("第二条"))
    first, second = channel.standing()
    assert first.text == "日报 & 更多"
    assert first.entities[0]["type"] == "bold"
    assert first.silent
    assert not second.silent
    assert first.preview is not None
    assert first.preview["url"] == "https://example.com/a.png"
    assert first.preview["prefer_large_media"]
    assert first.preview["show_above_text"]
    assert second.preview is not None
    assert second.preview["is_disabled"]
    assert not room.server.violations


async def test_deep_links_get_the_name_of_the_bot(room: Mailroom) -> None:
    channel = room.server.channel()
    await room.post(str(channel.id), content('<a href="https://t.me/-?start=i_12">链接</a>'))
    (message,) = channel.standing()
    assert message.entities[0]["url"] == "https://t.me/ribao_bot?start=i_12"


async def test_a_topic_is_written_to_and_general_needs_no_number(room: Mailroom) -> None:
    forum = room.server.supergroup(forum=True, bot="administrator")
    room.server.world.post(forum, service={"forum_topic_created": {}})  # a forum's first message
    thread = room.server.topic(forum)
    await room.post(f"{forum.id}/{thread}", content("在话题里"))
    await room.post(f"{forum.id}/1", content("在大厅"))
    assert [message.thread for message in forum.standing()] == [thread, None]


async def test_parts_answer_the_first_of_the_same_generation(room: Mailroom) -> None:
    group = room.server.supergroup()
    parts = (content("目录"), content("其一", reply=True))
    digest_id = await room.post(str(group.id), *parts)
    await room.post(str(group.id), *parts, digest_id=digest_id, generation=2)
    contents, first, again, second = group.standing()
    assert (first.reply_to, second.reply_to) == (contents.id, again.id)


async def test_a_part_is_posted_although_the_first_was_deleted(room: Mailroom) -> None:
    group = room.server.supergroup()
    await room.plan(str(group.id), content("目录"), content("其一", reply=True))
    claim = await room.claim()
    await room.settle(claim, await room.sender.send(claim))
    room.server.world.remove(group.standing()[0])
    await room.sender.send(await room.claim())
    assert group.texts() == ["其一"]


@pytest.mark.parametrize("broken", [{"embeds": []}, {"text": 5}, {"text": "a", "colour": "red"}])
async def test_what_was_not_rendered_for_telegram_is_refused(
    room: Mailroom, broken: dict[str, object]
) -> None:
    await room.plan("-1001", broken)
    with pytest.raises(Refused, match="not rendered for Telegram"):
        await room.sender.send(await room.claim())


@pytest.mark.parametrize("address", ["paper", "@", "12/x", ""])
async def test_an_address_that_is_none_is_lost(room: Mailroom, address: str) -> None:
    await room.plan(address, content("日报"))
    with pytest.raises(TargetLost, match="no address"):
        await room.sender.send(await room.claim())


async def test_what_telegram_can_not_read_is_refused(room: Mailroom) -> None:
    channel = room.server.channel()
    await room.plan(str(channel.id), content("<b>日报"))
    with pytest.raises(Refused, match="parse entities"):
        await room.sender.send(await room.claim())


async def test_a_group_that_became_a_supergroup_has_moved(room: Mailroom) -> None:
    owner = room.server.person("Owner", started=True)
    group = room.server.group(owner=owner)
    new = owner.upgrades(group)
    await room.plan(str(group.id), content("日报"))
    with pytest.raises(TargetMoved) as caught:
        await room.sender.send(await room.claim())
    assert caught.value.address == str(new.id)


async def test_a_correction_edits_in_place_and_twice_is_fine(room: Mailroom) -> None:
    channel = room.server.channel()
    digest_id = await room.post(str(channel.id), content("旧"))
    await room.plan(str(channel.id), content("新"), digest_id=digest_id)
    claim = await room.claim()
    assert await room.sender.edit(claim) == claim.receipt
    assert await room.sender.edit(claim) == claim.receipt
    assert channel.texts() == ["新"]


async def test_a_post_that_is_gone_can_not_be_edited_and_need_not_be_deleted(room: Mailroom) -> None:
    channel = room.server.channel()
    digest_id = await room.post(str(channel.id), content("旧"))
    room.server.world.remove(channel.standing()[0])
    await room.plan(str(channel.id), content("新"), digest_id=digest_id)
    claim = await room.claim()
    with pytest.raises(PostLost, match="no longer there"):
        await room.sender.edit(claim)
    await room.sender.delete(claim)


async def test_a_post_that_an_admin_vouched_for_can_not_be_touched(room: Mailroom) -> None:
    channel = room.server.channel()
    digest_id = await room.post(str(channel.id), content("旧"))
    await room.plan(str(channel.id), content("新"), digest_id=digest_id)
    claim = (await room.claim()).model_copy(update={"receipt": Receipt(message_id="")})
    with pytest.raises(PostLost, match="by hand"):
        await room.sender.edit(claim)
    with pytest.raises(PostLost, match="by hand"):
        await room.sender.delete(claim)


async def test_a_post_is_deleted(room: Mailroom) -> None:
    channel = room.server.channel()
    digest_id = await room.post(str(channel.id), content("甲"), content("乙"))
    await room.plan(str(channel.id), content("甲"), digest_id=digest_id)
    await room.sender.delete(await room.claim())
    assert channel.texts() == ["甲"]


async def test_a_post_too_old_to_be_deleted_says_that_it_was_taken_back(room: Mailroom) -> None:
    channel = room.server.channel(rights={"can_post_messages"})
    digest_id = await room.post(str(channel.id), content("旧"))
    channel.standing()[0].date -= 3 * 24 * 3600
    await room.plan(str(channel.id), digest_id=digest_id)
    claim = await room.claim()
    await room.sender.delete(claim)
    assert channel.texts() == ["（已撤回）"]
    await room.sender.delete(claim)  # as after a crash
    assert channel.texts() == ["（已撤回）"]


async def test_a_digest_is_pinned_in_place_of_the_one_before(room: Mailroom) -> None:
    channel = room.server.channel()
    editors = room.server.world.post(channel, sender_chat=channel, text="编辑部的话")
    channel.pinned.append(editors.id)
    for text in ("昨天", "今天"):
        await room.post(str(channel.id), content(text, pin=True), content(f"{text}其二"))
        await room.sender._pins.done()
    today = next(message for message in channel.standing() if message.text == "今天")
    assert channel.pinned == [editors.id, today.id]


async def test_a_repost_takes_the_pin_over(room: Mailroom) -> None:
    channel = room.server.channel()
    digest_id = await room.post(str(channel.id), content("日报", pin=True))
    await room.sender._pins.done()
    await room.post(str(channel.id), content("日报", pin=True), digest_id=digest_id, generation=2)
    await room.sender._pins.done()
    assert channel.pinned == [channel.standing()[-1].id]


async def test_a_pin_that_fails_never_fails_the_delivery_and_is_told_once(
    room: Mailroom, capsys: pytest.CaptureFixture[str]
) -> None:
    channel = room.server.channel(rights={"can_post_messages"})
    for text in ("昨天", "今天"):
        await room.post(str(channel.id), content(text, pin=True))
        await room.sender._pins.done()
    assert channel.texts() == ["昨天", "今天"]
    assert capsys.readouterr().out.count("could not be pinned") == 1


async def test_only_the_note_of_our_own_pin_is_deleted(room: Mailroom) -> None:
    from telegram import Message

    editor = room.server.person("Editor", started=True)
    group = room.server.supergroup(owner=editor, bot="administrator")
    await room.post(str(group.id), content("日报", pin=True))
    await room.sender._pins.done()
    (post,) = group.standing()
    notes = [message for message in group.messages.values() if message.service]
    foreign = room.server.world.post(group, sender=editor.user, service=notes[0].service)
    for note in (post, notes[0], foreign):
        await tidy(room.connection, Message.de_json(note.json(), None))
    assert list(group.messages.values()) == [post, foreign]


async def test_a_reader_who_blocked_the_bot_is_lost(room: Mailroom) -> None:
    reader = room.server.person(started=True)
    reader.blocks()
    await room.plan(str(reader.id), content("日报"))
    with pytest.raises(TargetLost, match="blocked the bot"):
        await room.sender.send(await room.claim())


async def test_a_name_that_was_not_told_is_no_lost_post(room: Mailroom) -> None:
    channel = room.server.channel()
    await room.plan(str(channel.id), content('<a href="https://t.me/-?start=i_1">一</a>'))
    claim = await room.claim()
    room.server.faults.add("dropped before", "getMe")
    with pytest.raises(Transient):
        await room.sender.send(claim)
    room.server.faults.add("status", "getMe", status=401)
    with pytest.raises(PlatformDown):
        await room.sender.send(claim)
    await room.sender.send(claim)
