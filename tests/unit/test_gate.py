"""Waiting for a turn in an event loop, in real time."""

import asyncio
import time

import pytest

from bot.delivery.gate import BULK_WAITS, Gate
from bot.delivery.limits import Window
from bot.delivery.pacing import Pacing
from bot.errors import NotYet


def gate(seconds: float = 0.05) -> Gate:
    return Gate("somewhere", Pacing(overall=(), person=(Window(1, seconds),), crowd=(), air=0.0))


async def test_a_turn_that_is_free_is_taken_at_once() -> None:
    begun = time.monotonic()
    await gate().enter(1, crowd=False, urgent=False)
    assert time.monotonic() - begun < 0.04


async def test_turns_come_one_after_another_people_first() -> None:
    line, order = gate(), []

    async def ask(name: str, *, urgent: bool) -> None:
        turn = await line.enter(1, crowd=False, urgent=urgent)
        order.append(name)
        line.answered(turn)

    begun = time.monotonic()
    async with asyncio.TaskGroup() as group:
        for name in ("first", "second", "third"):
            group.create_task(ask(name, urgent=False))
        group.create_task(ask("person", urgent=True))
    assert order == ["first", "person", "second", "third"]
    assert 0.15 <= time.monotonic() - begun < 1


async def test_the_bulk_is_told_when_to_come_back() -> None:
    line = gate(30)
    await line.enter(1, crowd=False, urgent=False)
    with pytest.raises(NotYet, match="somewhere") as caught:
        await line.enter(1, crowd=False, urgent=False)
    assert 29 < caught.value.retry_after <= 30
    await line.enter(2, crowd=False, urgent=False)  # another chat goes on


async def test_a_person_is_not_left_waiting_for_ever() -> None:
    line = gate(3600)
    await line.enter(1, crowd=False, urgent=True)
    with pytest.raises(NotYet):
        await line.enter(1, crowd=False, urgent=True)


async def test_a_chat_that_is_held_meanwhile_sends_the_bulk_away() -> None:
    line = gate(0.4)
    turn = await line.enter(1, crowd=False, urgent=False)
    waiting = asyncio.create_task(line.enter(1, crowd=False, urgent=False))
    await asyncio.sleep(0)
    line.limited(turn, 100)
    begun = time.monotonic()
    with pytest.raises(NotYet) as caught:
        await waiting
    assert caught.value.retry_after > 90
    assert time.monotonic() - begun <= 2 * BULK_WAITS + 0.5


async def test_whoever_is_cancelled_leaves_the_line() -> None:
    line = gate(0.1)
    await line.enter(1, crowd=False, urgent=False)
    given_up = asyncio.create_task(line.enter(1, crowd=False, urgent=False))
    patient = asyncio.create_task(line.enter(1, crowd=False, urgent=False))
    await asyncio.sleep(0)
    given_up.cancel()
    begun = time.monotonic()
    await patient
    assert time.monotonic() - begun < 0.19
    with pytest.raises(NotYet):  # nothing was asked, and whoever claimed it has to know that
        await given_up


async def test_a_person_who_is_cancelled_in_line_is_cancelled() -> None:
    line = gate(0.1)
    await line.enter(1, crowd=False, urgent=True)
    given_up = asyncio.create_task(line.enter(1, crowd=False, urgent=True))
    await asyncio.sleep(0)
    given_up.cancel()
    await asyncio.wait([given_up])
    assert given_up.cancelled()
