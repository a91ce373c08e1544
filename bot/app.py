"""Starts and stops everything, in order."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Literal

import structlog

from bot.delivery.due import plan_due
from bot.delivery.leftovers import declare
from bot.delivery.models import Claim, Outcome
from bot.delivery.outbox import Outbox
from bot.delivery.waves import Waves
from bot.desk import Desk
from bot.errors import RibaoError, StoreError
from bot.heartbeat import Heartbeat
from bot.ingest import Ingested
from bot.notices.notices import Notices
from bot.ports import Platform
from bot.schedule.ticks import Ticks
from bot.sources.reading import Reader

Role = Literal["all", "gateway", "worker", "web"]

WORKERS = frozenset({"all", "worker"})
TICK = 1.0  # seconds: what the command line does to the store is promised effect within 2 s
FIRST_PAUSE = 1.0  # seconds before the first try again of what failed; doubled each time
LONGEST_PAUSE = 30.0
FIRST_LOOK = 5.0
"""Seconds that documents get to be read, the newest first, before anything is planned: after an outage no
older digest shall be caught up only because the newer one, which lies there, was not read yet."""

log = structlog.get_logger("ribao.app")


class App:
    """One process of Ribao. `run` returns when it is cancelled, with its platforms closed.

    The store is its opener's, who has declared the publications and closes it.
    """

    def __init__(
        self,
        desk: Desk,
        *,
        role: Role = "all",
        tick: float = TICK,
        on_batch: Callable[[int], None] = lambda _: None,
        on_ingested: Callable[[Ingested], None] = lambda _: None,
    ) -> None:
        """What is due is planned every `tick` seconds, and as soon as something was read.

        `on_batch` hears how many documents are about to be read, `on_ingested` what became of each.
        """
        self._desk = desk
        self._role = role
        self._tick = tick
        self._notices = Notices(desk, watch=role in WORKERS)
        self._outbox = Outbox(
            desk.store,
            desk.platforms,
            desk.clock,
            on_outcome=self._heard,
            on_down=desk.news.is_down,
        )
        self._read = asyncio.Event()
        self._on_ingested = on_ingested
        self._reader = Reader(desk, on_batch=on_batch, on_ingested=self._ingested, on_read=self._read.set)
        self._serving = 0

    async def run(self) -> None:
        """Work until cancelled. Raises RibaoError when nothing is left that could work."""
        try:
            desk = self._desk
            await declare(desk.store, desk.targets, desk.publications, zone=desk.zone, now=desk.clock())
            async with asyncio.TaskGroup() as group:
                self._start(group)
        except* RibaoError as errors:
            raise first(errors) from None
        finally:
            await self._close()

    def _heard(self, claim: Claim, outcome: Outcome) -> None:
        self._desk.tally.heard(claim, outcome)
        self._desk.news.heard(claim, outcome)

    def _ingested(self, ingested: Ingested) -> None:
        self._desk.tally.read(ingested)
        self._notices.ingested(ingested)
        self._on_ingested(ingested)

    def _start(self, group: asyncio.TaskGroup) -> None:
        if self._role != "web":
            group.create_task(self._tell(), name="notices")
        if self._role in WORKERS:
            group.create_task(self._outbox.run(), name="outbox")
            group.create_task(self._insist("planning", self._plan), name="planning")
            group.create_task(self._insist("reading the sources", self._reader.run), name="sources")
        for platform in self._desk.platforms.values():
            if self._role in {"all", "web" if platform.keeps_archive else "gateway"}:
                self._serving += 1
                group.create_task(self._serve(platform), name=platform.name)

    async def _serve(self, platform: Platform) -> None:
        """One platform's failure is told and leaves the others at work."""
        try:
            await platform.serve()
        except RibaoError as error:
            self._serving -= 1
            if not self._serving:
                raise
            log.error("a platform has stopped; the others go on", platform=platform.name, error=str(error))

    async def _insist(self, what: str, work: Callable[[], Awaitable[None]]) -> None:
        """Keep `work` going: a store that is away for a while is waited for."""
        pause = FIRST_PAUSE
        while True:
            try:
                await work()
            except StoreError as error:
                log.warning("interrupted; trying again", task=what, error=str(error), seconds=pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)

    async def _tell(self) -> None:
        """News for the admins, until cancelled; a defect in telling costs some news and nothing else."""
        while True:
            try:
                await self._notices.run()
            except Exception:
                log.exception("the admins could not be told")
                await asyncio.sleep(LONGEST_PAUSE)

    async def _plan(self) -> None:
        desk, waves, heartbeat = self._desk, Waves(), Heartbeat(self._desk.store)
        with suppress(TimeoutError):
            async with asyncio.timeout(FIRST_LOOK):
                await self._reader.looked.wait()
        async with Ticks(self._tick, self._read) as ticks:
            while True:
                self._read.clear()
                if await desk.store.paused() is None:
                    now = desk.clock()
                    changes = await plan_due(
                        desk.store,
                        desk.publications,
                        desk.platforms,
                        zone=desk.zone,
                        now=now,
                        waves=waves,
                        on_missed=desk.news.has_missed,
                    )
                    if changes:
                        self._outbox.wake()
                    await heartbeat.beat(now)
                await ticks.next()

    async def _close(self) -> None:
        for platform in self._desk.platforms.values():
            await platform.close()


def first(errors: BaseExceptionGroup[RibaoError]) -> RibaoError:
    """The first error of a group, however deep it lies."""
    error = errors.exceptions[0]
    return first(error) if isinstance(error, BaseExceptionGroup) else error
