"""Who is sent a digest now, and who waits for an hour, a day or the end of quiet hours of their own.

A digest that is out goes to each group of targets at its own moment (bot.schedule); those that have none
come first, and what they share is one wave. The last wave releases the digest.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.delivery.models import Alike
from bot.models import Edition, Kind
from bot.ports import Platform
from bot.records import Outage
from bot.schedule import Timing, Window, next_open, own_window

LONGEST_REST = dt.timedelta(minutes=1)
"""So soon it is noticed that targets have come, or have another hour."""


class Wave(NamedTuple):
    """The groups whose moment has come, the targets that missed theirs, and when the next moment comes."""

    ready: list[Alike]
    late: frozenset[int]
    next: dt.datetime | None


def wave(
    groups: Iterable[Alike],
    platforms: Mapping[str, Platform],
    kind: Kind,
    released: Window,
    *,
    zone: ZoneInfo,
    now: dt.datetime,
    outages: Sequence[Outage],
    caught_up: bool,
) -> Wave:
    """How it stands with a digest that is out.

    What keeps an archive has no hour and misses nothing. `caught_up`: whether the digest still goes to those
    who missed it.
    """
    ready: list[Alike] = []
    late: set[int] = set()
    waiting: list[dt.datetime] = []
    for group in groups:
        if platforms[group.platform].keeps_archive:
            ready.append(group)
            continue
        own = own_window(group.policy, kind, released, zone)
        if own is None:
            continue
        timing = own.timing(now, outages)
        if timing is Timing.OVER or (timing is Timing.MISSED and not caught_up):
            late.update(group.target_ids)
        elif (moment := max(own.due, next_open(group.policy, kind, now, own.due, zone))) > now:
            waiting.append(moment)
        else:
            ready.append(group)
    return Wave(ready, frozenset(late), min(waiting, default=None))


class _Rest(NamedTuple):
    """Nothing is to be done about this revision from `since` until `until`; these targets were planned."""

    revision: int
    since: dt.datetime
    until: dt.datetime
    asked: frozenset[int]


class Waves:
    """Remembers when there is nothing to plan. It spares work and decides nothing."""

    def __init__(self) -> None:
        self._rests: dict[int, _Rest] = {}

    def rest(self, edition: Edition, now: dt.datetime) -> bool:
        """Whether a look at the store would find nothing to do for the edition."""
        rest = self._rests.get(edition.id)
        return rest is not None and rest.revision == edition.revision and rest.since <= now < rest.until

    def asked(self, edition: Edition) -> frozenset[int]:
        """The targets for which this revision was planned, also those whose policy leaves nothing of it."""
        rest = self._rests.get(edition.id)
        return rest.asked if rest is not None and rest.revision == edition.revision else frozenset()

    def note(self, edition: Edition, found: Wave, now: dt.datetime) -> None:
        """Everything was done that this wave asks for."""
        if found.next is None:
            self._rests.pop(edition.id, None)
            return
        asked = frozenset(one for group in found.ready for one in group.target_ids)
        until = min(found.next, now + LONGEST_REST)
        self._rests[edition.id] = _Rest(edition.revision, now, until, asked)

    def keep(self, editions: AbstractSet[int]) -> None:
        """Forget all but these."""
        for gone in self._rests.keys() - editions:
            del self._rests[gone]
