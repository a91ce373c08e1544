"""When a digest goes out by itself, and how it stands with that now; pure."""

import datetime as dt
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.models import Kind, Publication
from bot.records import Outage
from bot.schedule import clocks


class Timing(StrEnum):
    """How it stands with a digest by the clock alone.

    EARLY: it waits for its hour. DUE: it goes out, also when it was read just now. MISSED: nobody was at
    work when its time ran out; the publication's `catch_up` decides. OVER: an archive, which readers find
    and no chat is sent.
    """

    EARLY = "early"
    DUE = "due"
    MISSED = "missed"
    OVER = "over"


class Window(NamedTuple):
    """The moments (UTC) between which a digest goes out: it is due, its time is up, nothing catches it up."""

    due: dt.datetime
    cut_off: dt.datetime
    end: dt.datetime

    def timing(self, now: dt.datetime, outages: Iterable[Outage]) -> Timing:
        """How it stands at `now`; `outages` are those that ended since the cut-off, or go on."""
        if now < self.due:
            return Timing.EARLY
        if now <= self.cut_off:
            return Timing.DUE
        if now <= self.end and any(since <= self.cut_off <= until for since, until in outages):
            return Timing.MISSED
        return Timing.OVER


def zone_of(publication: Publication, zone: ZoneInfo) -> ZoneInfo:
    """The zone in which the publication's hours are meant; `zone` is the desk's."""
    return clocks.named(publication.timezone, zone)


def window(publication: Publication, date: dt.date, zone: ZoneInfo) -> Window:
    """When the publication's digest of that date goes out; `zone` is the desk's."""
    own = zone_of(publication, zone)
    hour = publication.publish_at or dt.time()
    due = clocks.moment_of(clocks.next_of(publication.weekdays, date), hour, own)
    day = clocks.shown_at(due, own).date()  # not the date, where the clocks leap over that
    period = clocks.end_of(_last_day(publication.kind, day), own)
    cut_off, end = period, period
    if publication.cut_off is not None:
        cut_off = _cut_off(publication.cut_off, hour, day, due, own)
    if publication.catch_up_days is not None:
        end = clocks.end_of(clocks.later(day, publication.catch_up_days), own)
    return Window(due, cut_off, max(cut_off, end))


def timing(
    publication: Publication,
    date: dt.date,
    *,
    zone: ZoneInfo,
    now: dt.datetime,
    outages: Iterable[Outage],
) -> Timing:
    """How it stands at `now` with the publication's digest of that date; `zone` is the desk's."""
    return window(publication, date, zone).timing(now, outages)


def _cut_off(
    hour: dt.time, publish_at: dt.time, day: dt.date, due: dt.datetime, zone: ZoneInfo
) -> dt.datetime:
    """The hour after `due`, which is on that day."""
    if hour > publish_at:
        moment = clocks.last_moment_of(day, hour, zone)
    else:
        moment = clocks.last_moment_of(clocks.later(day, 1), hour, zone)
    if moment > due:
        return moment
    # The clocks leapt over the hour of publication: what is due later is cut off later.
    shown = [dt.datetime.combine(day, each) for each in (publish_at, hour)]
    return due + (shown[1] - shown[0])


def _last_day(kind: Kind, day: dt.date) -> dt.date:
    """The last day on which a digest that is due on that day goes out, where nothing else is set."""
    match kind:
        case "daily":
            return day
        case "weekly":
            return clocks.later(day, 6)
        case "monthly":
            return clocks.later(clocks.month_after(day, 2), -1)
