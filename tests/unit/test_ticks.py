"""What ticks goes on ticking, whatever the system's clock does."""

import asyncio
import datetime as dt

import pytest
from apscheduler.schedulers import base  # type: ignore[import-untyped]

from bot.schedule.ticks import Ticks

JUMPS = (
    dt.timedelta(hours=-3),
    dt.timedelta(days=-20_000),
    dt.timedelta(hours=3),
    dt.timedelta(days=20_000),  # a clock without a battery was set
)


class Watch(dt.datetime):
    """The system's clock, which somebody sets."""

    set_by = dt.timedelta()

    @classmethod
    def now(cls, tz: dt.tzinfo | None = None) -> "Watch":
        told = dt.datetime.now(dt.UTC) + cls.set_by
        return cls.fromtimestamp(told.timestamp(), tz)


async def rung(ticks: Ticks, bell: asyncio.Event, times: int) -> None:
    for _ in range(times):
        bell.clear()
        await ticks.next()


@pytest.mark.parametrize("jump", JUMPS)
async def test_it_ticks_on_when_the_clock_is_set(jump: dt.timedelta, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "datetime", Watch)
    monkeypatch.setattr(Watch, "set_by", dt.timedelta())
    bell = asyncio.Event()
    async with asyncio.timeout(5), Ticks(0.02, bell) as ticks:
        await rung(ticks, bell, 3)
        monkeypatch.setattr(Watch, "set_by", jump)
        await rung(ticks, bell, 2)  # by the loop's time, if need be
        bell.clear()
        await bell.wait()  # by the clock's own
    bell.clear()
    await asyncio.sleep(0.06)
    assert not bell.is_set(), "it has ended"


async def test_whoever_rings_is_heard() -> None:
    bell = asyncio.Event()
    async with asyncio.timeout(5), Ticks(60, bell) as ticks:
        bell.set()
        await ticks.next()
