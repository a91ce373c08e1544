"""What ticks: APScheduler, as a clock alone. What is due is decided from the store, and never by a job."""

import asyncio
import datetime as dt
from types import TracebackType
from typing import Self

from apscheduler.schedulers.asyncio import AsyncIOScheduler  # type: ignore[import-untyped]
from apscheduler.triggers.base import BaseTrigger  # type: ignore[import-untyped]

LATE = 1.5  # times as long as a tick: then the clock is wound up again


class Every(BaseTrigger):  # type: ignore[misc]
    """So long after the tick before, whenever that was.

    The library's own interval counts all the ticks that were slept through: after a clock without a battery
    was set, they are the seconds of many years.
    """

    def __init__(self, interval: dt.timedelta) -> None:
        self._interval = interval

    def get_next_fire_time(self, _: dt.datetime | None, now: dt.datetime) -> dt.datetime:
        """When it ticks next."""
        return now + self._interval


class Ticks:
    """Sets `bell` every so many seconds while it is entered."""

    def __init__(self, seconds: float, bell: asyncio.Event) -> None:
        self._seconds = seconds
        self._bell = bell
        self._scheduler = AsyncIOScheduler(
            timezone=dt.UTC,
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    async def __aenter__(self) -> Self:
        self._job = self._scheduler.add_job(self._ring, Every(dt.timedelta(seconds=self._seconds)))
        self._scheduler.start()
        return self

    async def __aexit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        self._scheduler.shutdown(wait=False)
        await asyncio.sleep(0)  # it ends in a callback of the loop

    async def next(self) -> None:
        """Wait for the bell, whoever rings it.

        The library reckons with the system's clock, and waits for hours when that was set back by hours. The
        loop's time goes on as ever.
        """
        try:
            async with asyncio.timeout(self._seconds * LATE):
                await self._bell.wait()
        except TimeoutError:
            self._job.reschedule(Every(dt.timedelta(seconds=self._seconds)))

    async def _ring(self) -> None:
        self._bell.set()
