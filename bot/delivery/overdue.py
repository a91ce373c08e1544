"""Which digests are not there though their hour is over."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.models import Publication
from bot.ports import Store
from bot.schedule import clocks, window, zone_of
from bot.sources.files import SAMPLES

PATIENCE = dt.timedelta(minutes=30)


class Overdue(NamedTuple):
    """A publication of which nothing came; `date` is the last day of the day, week or month without a digest.

    `due`: the moment at which it should have gone out.
    """

    publication: Publication
    date: dt.date
    due: dt.datetime


class _Expected(NamedTuple):
    """A digest with items is expected that is dated from `first` to `last`, before `due`."""

    first: dt.date
    last: dt.date
    due: dt.datetime


async def overdue(
    store: Store, publications: Sequence[Publication], *, zone: ZoneInfo, now: dt.datetime
) -> list[Overdue]:
    """What is overdue by PATIENCE: of each publication at most the newest digest that it should have.

    What was due before Ribao first was at work is nobody's fault. `zone` is the desk's. Raises StoreError.
    """
    found: list[Overdue] = []
    begun = await store.first_heartbeat()
    if begun is None:
        return found
    for publication in publications:
        expected = _expected(publication, zone, now - PATIENCE)
        if expected is None or expected.due <= begun or _is_sample(publication):
            continue
        editions = await store.editions(
            publication=publication.slug, before=clocks.later(expected.last, 1), limit=1, drafts=True
        )
        if not any(edition.items and edition.date >= expected.first for edition in editions):
            found.append(Overdue(publication, expected.last, expected.due))
    return found


def _is_sample(publication: Publication) -> bool:
    return publication.source is not None and Path(publication.source).is_relative_to(SAMPLES)


def _expected(publication: Publication, zone: ZoneInfo, now: dt.datetime) -> _Expected | None:
    """What the publication should have had by now; the newest of it."""
    today = clocks.shown_at(now, zone_of(publication, zone)).date()
    match publication.kind:
        case "monthly":
            candidates = [_month(publication, zone, clocks.month_after(today, -months)) for months in (0, 1)]
        case "weekly" if not publication.weekdays:
            monday = clocks.later(today, -today.weekday())
            candidates = [_week(publication, zone, clocks.later(monday, -days)) for days in (0, 7)]
        case kind:
            days = 0 if kind == "daily" else 6
            candidates = [
                _day(publication, zone, day, days)
                for day in (clocks.later(today, -back) for back in range(9))
                if not publication.weekdays or clocks.WEEKDAYS[day.weekday()] in publication.weekdays
            ]
    return next((one for one in candidates if one.due <= now), None)


def _day(publication: Publication, zone: ZoneInfo, day: dt.date, days_before: int) -> _Expected:
    """One that is due on that day; where it has no hour, the whole day is its hour."""
    its = window(publication, day, zone)
    due = clocks.end_of(day, zone_of(publication, zone)) if publication.publish_at is None else its.due
    return _Expected(clocks.later(day, -days_before), day, due)


def _week(publication: Publication, zone: ZoneInfo, monday: dt.date) -> _Expected:
    """The week before that Monday."""
    return _Expected(
        clocks.later(monday, -7), clocks.later(monday, -1), window(publication, monday, zone).due
    )


def _month(publication: Publication, zone: ZoneInfo, first: dt.date) -> _Expected:
    """The month before that first day."""
    due = window(publication, first, zone).due
    return _Expected(clocks.month_after(first, -1), clocks.later(first, -1), due)
