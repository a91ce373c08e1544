"""What the clocks of a zone show, and when; pure, and total: no date and no zone makes an exception.

Moments are in UTC. Where clocks leap over an hour, it comes by so much later as they leap; where they show
it twice there is a first and a last time.
"""

import datetime as dt
from collections.abc import Collection
from typing import get_args
from zoneinfo import ZoneInfo

from bot.models import Weekday

WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)
DAY = dt.timedelta(days=1)

# So far from the ends of the calendar nothing that is reckoned from a day runs over them, or into one place.
_FIRST, _LAST_DATE, _LAST = dt.date(1, 3, 1), dt.date(9990, 1, 1), dt.date(9999, 10, 1)
_EARLIEST, _LATEST = (dt.datetime.combine(day, dt.time(), dt.UTC) for day in (_FIRST, _LAST))


def named(name: str | None, otherwise: ZoneInfo) -> ZoneInfo:
    """The zone of that name; the other one for none, or for one that nobody knows here."""
    if name is None:
        return otherwise
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        return otherwise


def moment_of(day: dt.date, hour: dt.time, zone: ZoneInfo) -> dt.datetime:
    """The first moment at which the zone's clocks show that hour of that day."""
    return _showing(hour, day, zone)[0]


def last_moment_of(day: dt.date, hour: dt.time, zone: ZoneInfo) -> dt.datetime:
    """The last moment at which they do."""
    return _showing(hour, day, zone)[-1]


def end_of(day: dt.date, zone: ZoneInfo) -> dt.datetime:
    """The last moment of the day."""
    return last_moment_of(later(day, 1), dt.time(), zone) - dt.datetime.resolution


def shown_at(moment: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """What the zone's clocks show at the moment."""
    return min(max(moment, _EARLIEST), _LATEST).astimezone(zone)


def next_time(hour: dt.time, since: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """The first moment not before `since` at which the zone's clocks show the hour."""
    day = shown_at(since, zone).date()
    moments = (moment for days in (-1, 0, 1, 2) for moment in _showing(hour, later(day, days), zone))
    return min((moment for moment in moments if moment >= since), default=since)


def later(day: dt.date, days: int) -> dt.date:
    """The day so many days after."""
    return _within(day) + days * DAY


def next_of(weekdays: Collection[Weekday], day: dt.date) -> dt.date:
    """The first of these weekdays from that day on; no weekdays: the day itself."""
    day = _within(min(day, _LAST_DATE))
    week = (later(day, days) for days in range(7))
    return next((one for one in week if WEEKDAYS[one.weekday()] in weekdays), day)


def month_after(day: dt.date, months: int) -> dt.date:
    """The first day of the month so many months after the day's."""
    day = _within(day)
    years, month = divmod(day.month - 1 + months, 12)
    return _within(dt.date(min(day.year + years, dt.MAXYEAR), month + 1, 1))


def _within(day: dt.date) -> dt.date:
    return min(max(day, _FIRST), _LAST)


def _showing(hour: dt.time, day: dt.date, zone: ZoneInfo) -> list[dt.datetime]:
    """The moments of that day: two where the clocks are set back over the hour."""
    shown = dt.datetime.combine(_within(day), hour.replace(fold=0), tzinfo=zone)
    first, second = (shown.replace(fold=fold).astimezone(dt.UTC) for fold in (0, 1))
    return [first, second] if first < second else [first]
