"""Posting, editing, deleting and pinning on a Discord server, from a real ledger."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.delivery.models import Receipt
from bot.errors import PostLost, Refused, TargetLost
from tests.fakes.discord_mailroom import Mailroom, card, embed, mailroom

SILENT, SUPPRESS, V2 = 1 << 12, 1 << 2, 1 << 15


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Mailroom]:
    async with mailroom(tmp_path) as opened:
        yield opened
        assert not opened.server.violations


async def test_a_part_is_posted_as_it_was_rendered(room: Mailroom) -> None:
    channel = room.server.channel()
    await room.post(channel.id, card("日报", silent=True, suppress=True), card("第二条"))
    first, second = channel.standing()
    assert (first.text, second.text) == ("日报", "第二条")
    assert first.flags & (V2 | SILENT | SUPPRESS) == V2 | SILENT | SUPPRESS
    assert second.flags & (V2 | SILENT | SUPPRESS) == V2
    assert first.allowed_mentions == {"parse": [], "roles": []}


async def test_embeds_are_kept_although_previews_are_not_wanted(room: Mailroom) -> None:
    channel = room.server.channel()
    await room.post(channel.id, embed("日报", suppress=True))
    (message,) = channel.standing()
    assert message.text == "日报\n日报……"
    assert not message.flags & (V2 | SUPPRESS)


async def test_only_the_role_of_the_policy_is_notified(room: Mailroom) -> None:
    guild = room.server.guild()
    channel = room.server.channel(guild=guild)
    role, other = (room.server.role(guild, name, mentionable=True) for name in ("读者", "别人"))
    text = f"<@&{role.id}> <@&{other.id}> @everyone"
    digest_id = await room.post(channel.id, card(text, role=str(role.id)))
    (message,) = channel.standing()
    assert message.fired == [f"<@&{role.id}>"]
    await room.plan(channel.id, card(f"{text}！", role=str(role.id)), digest_id=digest_id)
    await room.carry_out()
    assert message.text.endswith("！")
    assert message.fired_on_edit == []


async def test_above_embeds_the_role_is_named_where_that_notifies(room: Mailroom) -> None:
    guild = room.server.guild()
    channel = room.server.channel(guild=guild)
    role = room.server.role(guild, "读者", mentionable=True)
    digest_id = await room.post(channel.id, embed("日报", role=str(role.id)))
    (message,) = channel.standing()
    assert message.fired == [f"<@&{role.id}>"]
    await room.plan(channel.id, embed("周报", role=str(role.id)), digest_id=digest_id)
    await room.carry_out()
    assert message.text == f"<@&{role.id}>\n周报\n周报……"
    assert message.fired_on_edit == []


async def test_threads_and_direct_messages_are_written_to(room: Mailroom) -> None:
    channel = room.server.channel()
    thread, other = room.server.thread(channel), room.server.thread(channel)
    person = room.server.dm(room.server.world.user("Reader"))
    await room.post(thread.id, card("甲"))
    await room.post(f"{channel.id}/{other.id}", card("乙"))
    await room.post(person.id, card("丙"))
    assert [place.texts() for place in (thread, other, person)] == [["甲"], ["乙"], ["丙"]]


@pytest.mark.parametrize("broken", [{"text": "甲"}, {"components": 5, "title": "甲"}])
async def test_what_was_not_rendered_for_discord_is_refused(
    room: Mailroom, broken: dict[str, object]
) -> None:
    await room.plan(room.server.channel().id, broken)
    with pytest.raises(Refused, match="not rendered for Discord"):
        await room.sender.send(await room.claim())


@pytest.mark.parametrize("address", ["paper", "0", "12/x", ""])
async def test_an_address_that_is_none_is_lost(room: Mailroom, address: str) -> None:
    await room.plan(address, card("日报"))
    with pytest.raises(TargetLost, match="the number of a channel"):
        await room.sender.send(await room.claim())


async def test_a_channel_that_is_gone_or_closed_to_the_bot_is_lost(room: Mailroom) -> None:
    guild = room.server.guild()
    gone, unseen, mute = (room.server.channel(name, guild) for name in ("a", "b", "c"))
    room.server.world.close(gone)
    room.server.permit(unseen, view_channel=False)
    room.server.permit(mute, send_messages=False)
    for channel, reason in ((gone, "no such channel"), (unseen, "may not see"), (mute, "lacks a right")):
        await room.plan(channel.id, card("日报"))
        with pytest.raises(TargetLost, match=reason):
            await room.sender.send(await room.claim())


async def test_a_channel_that_goes_and_one_who_wants_no_messages(room: Mailroom) -> None:
    channel = room.server.channel()
    person = room.server.dm(room.server.world.user("Reader"))
    for place in (channel, person):
        await room.post(place.id, card("昨天"))
    room.server.world.close(channel)
    assert person.recipient is not None
    person.recipient.dms = False
    for place, reason in ((channel, "no such channel"), (person, "no direct messages")):
        await room.plan(place.id, card("今天"))
        with pytest.raises(TargetLost, match=reason):
            await room.sender.send(await room.claim())


async def test_a_correction_edits_in_place_and_twice_is_fine(room: Mailroom) -> None:
    channel = room.server.channel()
    digest_id = await room.post(channel.id, card("旧"))
    await room.plan(channel.id, card("新"), digest_id=digest_id)
    claim = await room.claim()
    assert await room.sender.edit(claim) == claim.receipt
    assert await room.sender.edit(claim) == claim.receipt
    assert channel.texts() == ["新"]


async def test_embeds_become_cards_and_cards_never_embeds(room: Mailroom) -> None:
    channel = room.server.channel()
    digest_id = await room.post(channel.id, embed("旧"))
    await room.plan(channel.id, card("新"), digest_id=digest_id)
    await room.carry_out()
    (message,) = channel.standing()
    assert (message.text, message.embeds) == ("新", [])
    await room.plan(channel.id, embed("又旧"), digest_id=digest_id)
    with pytest.raises(Refused, match="can't become an embed again"):
        await room.sender.edit(await room.claim())
    room.server.journal.violations.clear()  # Discord says so only when it is asked


async def test_a_post_that_is_gone_can_not_be_edited_and_need_not_be_deleted(room: Mailroom) -> None:
    channel = room.server.channel()
    digest_id = await room.post(channel.id, card("旧"))
    room.server.world.remove(channel.standing()[0])
    await room.plan(channel.id, card("新"), digest_id=digest_id)
    claim = await room.claim()
    with pytest.raises(PostLost, match="no longer there"):
        await room.sender.edit(claim)
    await room.sender.delete(claim)


async def test_a_post_that_an_admin_vouched_for_can_not_be_touched(room: Mailroom) -> None:
    channel = room.server.channel()
    digest_id = await room.post(channel.id, card("旧"))
    await room.plan(channel.id, card("新"), digest_id=digest_id)
    claim = (await room.claim()).model_copy(update={"receipt": Receipt(message_id="")})
    with pytest.raises(PostLost, match="by hand"):
        await room.sender.edit(claim)
    with pytest.raises(PostLost, match="by hand"):
        await room.sender.delete(claim)


async def test_a_post_is_deleted(room: Mailroom) -> None:
    channel = room.server.channel()
    digest_id = await room.post(channel.id, card("甲"), card("乙"))
    await room.plan(channel.id, card("甲"), digest_id=digest_id)
    await room.carry_out()
    assert channel.texts() == ["甲"]


async def test_a_sleeping_thread_is_woken_for_an_edit_and_sleeps_on(room: Mailroom) -> None:
    thread = room.server.thread(room.server.channel())
    assert thread.thread is not None
    digest_id = await room.post(thread.id, card("旧"))
    room.server.world.archive(thread, True)
    await room.plan(thread.id, card("新"), digest_id=digest_id)
    await room.carry_out()
    assert thread.texts() == ["新"]
    assert thread.thread.archived


async def test_a_locked_thread_is_said_to_be_locked(room: Mailroom) -> None:
    channel = room.server.channel()
    room.server.permit(channel, manage_threads=False)
    thread = room.server.thread(channel, owner=1)
    digest_id = await room.post(thread.id, card("旧"))
    room.server.world.archive(thread, True, locked=True)
    await room.plan(thread.id, card("新"), digest_id=digest_id)
    claim = await room.claim()
    with pytest.raises(Refused, match="locked: unlock it"):
        await room.sender.edit(claim)
    await room.settle(claim, claim.receipt)
    await room.plan(thread.id, card("明天"))
    with pytest.raises(TargetLost, match="locked: unlock it"):
        await room.sender.send(await room.claim())


async def test_a_digest_is_pinned_in_place_of_the_one_before(room: Mailroom) -> None:
    channel = room.server.channel()
    for text in ("昨天", "今天"):
        await room.post(channel.id, card(text, pin=True), card(f"{text}其二"))
        await room.sender._pins.done()
    assert [message.text for message in channel.standing() if message.pinned] == ["今天"]
    assert len(channel.messages) == 4, "Discord's notes of our pins are gone"


async def test_a_repost_takes_the_pin_over(room: Mailroom) -> None:
    channel = room.server.channel()
    digest_id = await room.post(channel.id, card("日报", pin=True))
    await room.sender._pins.done()
    await room.post(channel.id, card("日报", pin=True), digest_id=digest_id, generation=2)
    await room.sender._pins.done()
    assert [message.pinned for message in channel.standing()] == [False, True]


async def test_a_pin_that_fails_never_fails_the_delivery_and_is_told_once(
    room: Mailroom, capsys: pytest.CaptureFixture[str]
) -> None:
    channel = room.server.channel()
    room.server.permit(channel, manage_messages=False, pin_messages=False)
    for text in ("昨天", "今天"):
        await room.post(channel.id, card(text, pin=True))
        await room.sender._pins.done()
    assert channel.texts() == ["昨天", "今天"]
    assert capsys.readouterr().out.count("could not be pinned") == 1


async def test_targets_are_called_as_people_call_them(
    room: Mailroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.discord.titles.GATHERING", 0)
    guild = room.server.guild("读者之家")
    channel = room.server.channel("日报", guild)
    thread = room.server.thread(channel, "今日")
    person = room.server.dm(room.server.world.user("Reader"))
    for place in (channel, thread, person):
        await room.post(place.id, card("日报"))
        task = room.sender._titles._task
        assert task is not None
        await task
    titles = [target.title for target in await room.store.targets()]
    assert titles == ["读者之家 › #日报", "读者之家 › 今日", "@reader"]


async def test_what_a_channel_is_is_asked_once(room: Mailroom) -> None:
    channel = room.server.channel()
    for _ in range(3):
        await room.post(channel.id, card("日报"))
    asked = [entry for entry in room.server.journal.entries if entry.method == "GET /channels/{channel_id}"]
    assert len(asked) == 1
