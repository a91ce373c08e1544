"""When planning was at work: the beat that it leaves in the store, and the outages that this tells of."""

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.models import Publication
from bot.ports import Store
from bot.records import Outage
from bot.schedule import Timing, window

EVERY = dt.timedelta(seconds=20)
PATIENCE = dt.timedelta(minutes=1)
"""A silence of this length is an outage: a restart is none."""


class Heartbeat:
    """Says in the store that digests are being planned. Whoever was not heard of was not at work."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._last: dt.datetime | None = None

    async def beat(self, now: dt.datetime) -> None:
        """All that was due at `now` has been planned. Raises StoreError."""
        if self._last is not None and self._last <= now < self._last + EVERY:
            return
        await self._store.heartbeat(now=now, patience=PATIENCE)
        self._last = now


async def outages(store: Store, *, since: dt.datetime, now: dt.datetime) -> Sequence[Outage]:
    """The outages that ended after `since`, and the one that has not ended yet."""
    found = list(await store.outages(since=since))
    last = await store.last_heartbeat()
    if last is not None and now - last > PATIENCE:
        found.append(Outage(last, now))
    return found


async def timing_of(
    store: Store, publication: Publication, date: dt.date, *, zone: ZoneInfo, now: dt.datetime
) -> Timing:
    """How it stands with the publication's digest of that date; `zone` is the desk's. Raises StoreError.

    The store is asked only where an outage would make a difference.
    """
    its = window(publication, date, zone)
    may_be_missed = its.cut_off < now <= its.end
    return its.timing(now, await outages(store, since=its.cut_off, now=now) if may_be_missed else ())
