"""Whatever is pressed under the bot's messages: by whom, where, stale, shared, twice."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.commands.models import Reply, Request, Text
from bot.locales import catalogue
from bot.models import Policy
from bot.ports import Archive
from handlers.discord import answering, asking
from handlers.discord.components import V2
from handlers.discord.content import Content
from handlers.discord.render import render
from tests.fakes.discord import Message
from tests.fakes.guilds import Club, club

ANSWER, LATER, CHANGE = 4, 6, 7
EXPIRED = catalogue("zh-CN")("This button is from another time and leads nowhere any more. Please ask anew.")
SHARE = "↗ 分享"


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Club]:
    async with club(tmp_path) as made:
        yield made
        assert not made.server.violations


async def today(room: Club) -> Message:
    asked = await room.asks("today", room.channel)
    assert asked.message is not None
    return asked.message


async def digest(room: Club) -> Message:
    """A digest as it is posted for all."""
    stored = await room.station.desk.store.digest()
    assert stored is not None
    part = render(stored, Policy(locale="zh-CN"))[-1]
    content = Content.model_validate(part.content)
    made = await room.station.connection.call(
        "POST",
        "/channels/{channel_id}/messages",
        channel_id=room.channel.id,
        json={"flags": V2, "components": list(content.components)},
    )
    return room.channel.messages[int(made["id"])]


async def test_an_answer_turns_in_its_place(room: Club) -> None:
    shown = await today(room)
    option = shown.selects[0]["options"][0]["label"]
    pressed = await room.answered(room.reader.chooses(shown, option))
    assert pressed.callback == CHANGE
    assert pressed.updated
    assert shown.ephemeral


async def test_under_a_post_who_pressed_is_answered_alone(room: Club) -> None:
    post = await digest(room)
    before = post.text
    choice = post.selects[0]["options"][0]["label"]
    pressed = await room.answered(room.reader.chooses(post, choice))
    assert pressed.callback == ANSWER
    assert pressed.ephemeral
    assert pressed.text
    assert post.text == before
    assert post.edits == 0


async def test_in_private_it_turns_in_its_place(room: Club) -> None:
    asked = await room.asks("today")
    assert asked.message is not None
    assert not asked.ephemeral
    option = asked.message.selects[0]["options"][0]["label"]
    assert (await room.answered(room.reader.chooses(asked.message, option))).updated


async def test_shared_it_is_seen_by_all_in_their_language(room: Club) -> None:
    await room.station.desk.store.declare_target("discord", str(room.channel.id), Policy(locale="en"))
    shown = await today(room)
    pressed = await room.answered(room.reader.presses(shown, SHARE))
    assert pressed.callback == ANSWER
    assert not pressed.ephemeral
    assert "20 November" in pressed.text
    assert pressed.message is not None
    assert not [each for each in pressed.message.buttons if each.get("custom_id", "").startswith("p")]


async def test_who_may_not_write_there_shares_nothing(room: Club) -> None:
    shown = await today(room)
    room.guild.roles[room.guild.id].permissions &= ~(1 << 11)
    pressed = await room.answered(room.reader.presses(shown, SHARE))
    assert pressed.ephemeral
    assert pressed.text == catalogue("zh-CN")("You may not write here, so this can't be shown to all.")


@pytest.mark.parametrize(
    "data",
    ["x", "c", "cnothing", "cnothing 1", "c=AAAAAAAAAAAAAAAA", "p", "pcnothing", "pcpublish", "s9", "c|"],
)
async def test_a_button_that_means_nothing_is_answered_politely(room: Club, data: str) -> None:
    shown = await today(room)
    before = shown.text
    pressed = room.reader.presses_stale(shown, data)
    await room.server.until(
        lambda: EXPIRED in pressed.text or any(EXPIRED in m.text for m in pressed.followups)
    )
    told = [m for m in (pressed.message, *pressed.followups) if m is not None]
    assert all(m.ephemeral for m in told)
    assert shown.text == before


@pytest.mark.parametrize(
    "data",
    ["csection|999999.1 算法论文", "cdigest|99.s99 2026-11-20 ai-daily", "citem 999999999", "csections|7777"],
)
async def test_a_button_of_another_time_leads_somewhere(room: Club, data: str) -> None:
    shown = await today(room)
    pressed = await room.answered(room.reader.presses_stale(shown, data))
    assert pressed.text
    assert pressed.updated


async def test_what_steers_is_refused_to_those_without_the_say(room: Club) -> None:
    shown = await today(room)
    pressed = room.reader.presses_stale(shown, "csubscribe")
    await room.server.until(lambda: pressed.followups)
    assert pressed.callback == LATER
    assert pressed.followups[0].ephemeral
    assert pressed.followups[0].text == catalogue("zh-CN")("Only those who have the say here can press this.")
    assert not await room.station.desk.store.targets()


async def test_a_long_press_is_kept_in_the_store(room: Club) -> None:
    found = await room.asks("search", room.channel, query="模型 " * 30)
    assert found.message is not None
    stale = found.message.buttons or found.message.selects
    assert stale
    key = await room.station.desk.store.jot('["search","大模型",null]')
    pressed = await room.answered(room.reader.presses_stale(found.message, f"c={key}"))
    await room.server.until(lambda: "大模型" in pressed.text)


async def test_presses_under_one_message_take_effect_one_after_the_other(
    room: Club, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = await today(room)
    monkeypatch.setattr(answering, "SOON", 0.2)
    pauses = iter([1.0, 0.0, 0.0])
    begun: list[str] = []

    async def answer(_: Archive, request: Request, **__: Any) -> Reply:  # noqa: ANN401
        begun.append(request.argument)
        await asyncio.sleep(next(pauses))
        return Reply(blocks=(Text(text=f"page {request.argument}"),))

    monkeypatch.setattr(asking, "answer", answer)
    pressed = [room.reader.presses_stale(shown, f"csection {n}") for n in (1, 2, 3)]
    await room.server.until(lambda: shown.text == "page 3")
    assert begun == ["1", "2", "3"]
    assert all(each.seconds is not None and each.seconds < 3 for each in pressed)


async def test_who_presses_too_much_is_told_once(room: Club) -> None:
    shown = await today(room)
    pressed = [await quiet(room, shown) for _ in range(28)]
    told = [each for each in pressed if each == ANSWER]
    assert len(told) == 1
    assert pressed[-1] == LATER, "then its presses end without a word"


async def quiet(room: Club, shown: Message) -> int | None:
    pressed = room.reader.presses_stale(shown, "csections")
    await room.server.until(lambda: pressed.acknowledged)
    return pressed.callback
