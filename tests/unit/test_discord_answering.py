"""Every interaction is acknowledged in time, once, and answered whatever the store and Discord do."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from bot.commands.models import Reply, Request, Text
from bot.errors import StoreBusy
from bot.locales import catalogue
from bot.ports import Archive
from handlers.discord import answering, asking
from handlers.discord.dispatch import DEFECT
from tests.fakes.discord import Message
from tests.fakes.discord.interactions import Interaction
from tests.fakes.guilds import Club, club

CALLBACK = "POST /interactions/**"
ANSWER, THINK, LATER, CHANGE = 4, 5, 6, 7
SORRY = catalogue("zh-CN")(answering.CLOSED)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Club]:
    async with club(tmp_path) as made:
        yield made
        assert not made.server.violations


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answering, "SOON", 0.2)
    monkeypatch.setattr(answering, "SLOW", 30.0)


def replying(
    monkeypatch: pytest.MonkeyPatch, seconds: float = 0.0, error: Exception | None = None
) -> list[Request]:
    """Let every command take so long, or fail; what was asked, as it is asked."""
    asked: list[Request] = []

    async def answer(_: Archive, request: Request, **__: Any) -> Reply:  # noqa: ANN401
        asked.append(request)
        await asyncio.sleep(seconds)
        if error is not None:
            raise error
        return Reply(blocks=(Text(text=f"the answer to {request.command}"),))

    monkeypatch.setattr(asking, "answer", answer)
    return asked


async def until(room: Club, condition: Callable[[], object]) -> None:
    await room.server.until(condition)


async def test_what_is_quick_is_answered_at_once(room: Club, monkeypatch: pytest.MonkeyPatch) -> None:
    replying(monkeypatch)
    asked = await room.asks("today", room.channel)
    assert (asked.callback, asked.ephemeral, asked.text) == (ANSWER, True, "the answer to today")


@pytest.mark.parametrize("public", [False, True])
async def test_what_is_slow_is_acknowledged_first(
    room: Club, monkeypatch: pytest.MonkeyPatch, soon: None, public: bool
) -> None:
    replying(monkeypatch, seconds=0.6)
    asked = room.reader.uses("today", room.channel, public=public)
    await until(room, lambda: asked.acknowledged)
    assert asked.callback == THINK
    assert not asked.answered
    await room.answered(asked)
    assert asked.text == "the answer to today"
    assert asked.ephemeral is not public
    assert asked.seconds is not None
    assert asked.seconds < 3


async def test_after_a_slow_answer_nobody_waits_to_see(
    room: Club, monkeypatch: pytest.MonkeyPatch, soon: None
) -> None:
    replying(monkeypatch, seconds=0.6)
    await room.asks("today", room.channel)
    second = await room.asks("sections", room.channel)
    assert second.callback == THINK
    assert second.seconds is not None
    assert second.seconds < 0.2 + 0.3


async def test_however_many_wait_all_are_acknowledged(
    room: Club, monkeypatch: pytest.MonkeyPatch, soon: None
) -> None:
    replying(monkeypatch, seconds=1.0)
    room.station.slots._value = 2
    readers = [room.server.person(f"R{n}", room.guild) for n in range(12)]
    asked = [reader.uses("today", room.channel) for reader in readers]
    await until(room, lambda: all(each.acknowledged for each in asked))
    assert all(each.seconds is not None and each.seconds < 3 for each in asked)
    for each in asked:
        await room.server.until(lambda each=each: each.answered, seconds=20)  # type: ignore[misc]


@pytest.mark.parametrize("seconds", [0.0, 0.6])
@pytest.mark.parametrize("public", [False, True])
async def test_where_the_store_fails_one_sentence_is_said_alone(
    room: Club, monkeypatch: pytest.MonkeyPatch, soon: None, seconds: float, public: bool
) -> None:
    replying(monkeypatch, seconds, StoreBusy("the archive is busy"))
    asked = room.reader.uses("today", room.channel, public=public)

    def told() -> Message | None:
        shown = [each for each in (asked.message, *asked.followups) if each and not each.deleted]
        return next((each for each in shown if SORRY in each.text), None)

    await until(room, told)
    message = told()
    assert message is not None
    assert message.ephemeral
    assert not [m for m in room.channel.standing() if SORRY in m.text and not m.ephemeral]
    assert not [m for m in room.channel.standing() if m.flags & 1 << 7], "and nobody seems to think on"


async def test_a_defect_is_written_down_and_told(room: Club, monkeypatch: pytest.MonkeyPatch) -> None:
    replying(monkeypatch, error=ZeroDivisionError("a defect"))
    asked = await room.asks("today", room.channel)
    assert asked.ephemeral
    assert asked.text == catalogue("zh-CN")(DEFECT)


async def test_a_lost_acknowledgement_is_repeated(room: Club, monkeypatch: pytest.MonkeyPatch) -> None:
    replying(monkeypatch)
    room.server.faults.add("dropped before", CALLBACK)
    assert (await room.asks("today", room.channel)).text == "the answer to today"


async def test_one_whose_answer_was_lost_counts(
    room: Club, monkeypatch: pytest.MonkeyPatch, soon: None
) -> None:
    replying(monkeypatch, seconds=0.6)
    room.server.faults.add("dropped after", CALLBACK)
    asked = await room.asks("today", room.channel)
    assert asked.callback == THINK
    assert asked.text == "the answer to today", "it was acknowledged by us, so we answer it"


async def test_what_somebody_else_acknowledged_is_left_to_them(
    room: Club, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = replying(monkeypatch)
    room.server.faults.add("status", CALLBACK, status=400, code=40060)
    asked = room.reader.uses("today", room.channel)
    await until(room, lambda: done)
    other = await room.asks("sections", room.channel)
    assert other.text
    assert not asked.acknowledged
    assert asked.changes == 0


@pytest.mark.parametrize("code", [40060, 10062])
async def test_what_steers_is_not_done_for_an_interaction_that_is_not_ours(
    room: Club, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    done = replying(monkeypatch)
    owner = room.server.person("Admin", room.guild, rights=["manage_guild"])
    room.server.faults.add("status", CALLBACK, status=404 if code == 10062 else 400, code=code)
    owner.uses("subscribe", room.channel)
    await until(room, lambda: room.server.faults.script[0].met)
    assert (await room.answered(owner.uses("status", room.channel))).text == "the answer to status"
    assert [request.command for request in done] == ["status"]


async def test_an_answer_after_a_quarter_of_an_hour_is_let_go(
    room: Club, monkeypatch: pytest.MonkeyPatch, soon: None
) -> None:
    replying(monkeypatch, seconds=0.6)
    room.server.faults.add("status", "PATCH /webhooks/**", status=401, code=50027)
    asked = room.reader.uses("today", room.channel)
    await until(room, lambda: room.server.faults.script[0].met)
    assert not asked.answered
    assert (await room.asks("sections", room.channel)).text == "the answer to sections"


async def test_who_asks_too_much_is_told_so(room: Club, monkeypatch: pytest.MonkeyPatch) -> None:
    replying(monkeypatch)
    asked: list[Interaction] = [await room.asks("today", room.channel) for _ in range(13)]
    assert "秒" in asked[-1].text
    assert asked[-1].ephemeral
    assert all("the answer" in each.text for each in asked[:12])
