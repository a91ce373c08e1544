"""Writing outcomes down: those that come while a write is under way go together in the next."""

import asyncio
import datetime as dt
from collections.abc import Callable

import structlog

from bot.delivery.models import Claim, Outcome
from bot.errors import RibaoError, StoreBusy, StoreError, StoreUnavailable, UsageError
from bot.ports import Store

GATHER = 0.02  # seconds: under load a write waits so long after the one before, for company

log = structlog.get_logger("ribao.outbox")


class Entry:
    """An outcome that is not written down yet; `alone` after it was in a group that the store refused."""

    def __init__(self, claim: Claim, outcome: Outcome) -> None:
        self.claim = claim
        self.outcome = outcome
        self.alone = False


class Settling:
    """Settles claims in groups. `on_outcome` is told each outcome that was written down.

    Whoever has an outcome waits for his turn and then writes all that have gathered: one that comes by
    itself is written at once.
    """

    def __init__(
        self,
        store: Store,
        clock: Callable[[], dt.datetime],
        on_outcome: Callable[[Claim, Outcome], None],
    ) -> None:
        self._store = store
        self._clock = clock
        self._on_outcome = on_outcome
        self._waiting: dict[int, Entry] = {}
        self._turn = asyncio.Lock()
        self._next_write = 0.0

    async def settle(self, claim: Claim, outcome: Outcome, end: float) -> None:
        """Write it down, or say that it could not be by `end` (the loop's time).

        A receipt that is not written down would make a double: insist while the lease lasts.
        """
        entry = Entry(claim, outcome)
        self._waiting[id(entry)] = entry
        failures = 0
        try:
            while (error := await self._write(entry)) is not None:
                failures += 1
                pause = min(0.05 * 2**failures, 2)
                if asyncio.get_running_loop().time() + pause >= end:
                    log.error("an outcome could not be written down", delivery=claim.id, error=str(error))
                    return
                await asyncio.sleep(pause)
        finally:
            self._waiting.pop(id(entry), None)

    async def _write(self, entry: Entry) -> RibaoError | None:
        """Write the entry and those that wait with it, unless it was written by another's turn."""
        async with self._turn:
            if id(entry) not in self._waiting:
                return None
            await self._gather()
            group = [entry] if entry.alone else [one for one in self._waiting.values() if not one.alone]
            try:
                await self._write_down(group)
            except (StoreBusy, StoreUnavailable) as error:
                return error
            except (StoreError, UsageError) as error:
                # One of them is to blame, and must not take the others with it.
                for one in group:
                    one.alone = True
                if len(group) == 1:
                    return error
        return await self._write(entry) if id(entry) in self._waiting else None

    async def _gather(self) -> None:
        wait = self._next_write - asyncio.get_running_loop().time()
        if wait > 0:
            await asyncio.sleep(wait)

    async def _write_down(self, group: list[Entry]) -> None:
        settled = [(one.claim, one.outcome) for one in group]
        held = await self._store.settle(settled, now=self._clock())
        self._next_write = asyncio.get_running_loop().time() + GATHER
        for one, was_held in zip(group, held, strict=True):
            self._waiting.pop(id(one), None)
            if was_held:
                self._on_outcome(one.claim, one.outcome)
            else:
                log.error("a hold had run out before its outcome was written down", delivery=one.claim.id)
