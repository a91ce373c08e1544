"""What the schedule should say, found by looking at the clock minute by minute, without bot.schedule.

Where the clocks leap over an hour, what is meant comes by so much later as they leap.
"""

import datetime as dt
from collections.abc import Iterator
from functools import cache
from itertools import chain
from zoneinfo import ZoneInfo

from bot.models import Policy, Publication

MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
AFTER = {"daily": 1, "weekly": 7}


def shown(moment: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """What a clock on the wall shows."""
    return moment.astimezone(zone).replace(tzinfo=None)


@cache
def reached(wall: dt.datetime, zone: ZoneInfo, *, last: bool = False) -> dt.datetime:
    """The first (or last) moment at which the clock comes to show this."""
    begin = wall.replace(tzinfo=dt.UTC) - 27 * HOUR
    minutes = [begin + number * MINUTE for number in range(54 * 60)]
    faces = [shown(moment, zone) for moment in minutes]
    exact = [moment for moment, face in zip(minutes, faces, strict=True) if face == wall]
    if exact:
        return exact[-1 if last else 0]
    after = next(number for number, face in enumerate(faces) if face > wall)
    return minutes[after - 1] + (wall - faces[after - 1])


def first_day(days: tuple[str, ...], date: dt.date) -> dt.date:
    """The first of these days of the week from that date on."""
    while days and DAYS[date.weekday()] not in days:
        date += DAY
    return date


def period_of(publication: Publication, date: dt.date, zone: ZoneInfo) -> tuple[dt.datetime, ...]:
    """When the digest is due, when its time is up, and when nothing catches it up any more."""
    zone = ZoneInfo(publication.timezone) if publication.timezone else zone
    hour = publication.publish_at or dt.time()
    wall = dt.datetime.combine(first_day(publication.weekdays, date), hour)
    due = reached(wall, zone)
    day = shown(due, zone).date()
    if publication.kind == "monthly":
        end_day = (day.replace(day=1) + 70 * DAY).replace(day=1)
        while (end_day.year * 12 + end_day.month) - (day.year * 12 + day.month) > 2:
            end_day = (end_day - DAY).replace(day=1)
    else:
        end_day = day + AFTER[publication.kind] * DAY
    last = end = before(end_day, zone)
    if publication.cut_off is not None:
        until = dt.datetime.combine(day if publication.cut_off > hour else day + DAY, publication.cut_off)
        last = reached(until, zone, last=True)
        if last <= due:
            last = due + (until - dt.datetime.combine(day, hour))
    if publication.catch_up_days is not None:
        end = before(day + (publication.catch_up_days + 1) * DAY, zone)
    return due, last, max(last, end)


def before(day: dt.date, zone: ZoneInfo) -> dt.datetime:
    """The last moment before that day."""
    return reached(dt.datetime.combine(day, dt.time()), zone, last=True) - dt.datetime.resolution


class Reader:
    """When a target may be sent what; whole quarters of hours alone."""

    def __init__(self, policy: Policy, kind: str, zone: ZoneInfo) -> None:
        self.policy, self.kind = policy, kind
        self.zone = ZoneInfo(policy.timezone) if policy.timezone else zone

    def is_quiet(self, moment: dt.datetime) -> bool:
        """Whether the hours are quiet."""
        if self.policy.quiet_hours is None:
            return False
        begin, end = self.policy.quiet_hours
        time = shown(moment, self.zone).time()
        return begin <= time < end if begin < end else not end <= time < begin

    def is_day(self, moment: dt.datetime) -> bool:
        """Whether it is a day on which it receives."""
        days = self.policy.weekdays
        return not days or DAYS[shown(moment, self.zone).weekday()] in days

    def moment(self, due: dt.datetime) -> dt.datetime | None:
        """When it is sent what is due."""
        hour = self.policy.publish_at
        moment = due
        if hour is not None:
            moment = next(one for one in quarters(due) if shown(one, self.zone).time() == hour)
        moment = next(one for one in quarters(moment) if not self.is_quiet(one))
        if self.is_day(moment):
            return moment
        return None if self.kind == "daily" else self.day_like(moment)

    def day_like(self, moment: dt.datetime) -> dt.datetime:
        """The first moment of its days that shows the same hour."""
        hour = shown(moment, self.zone).time()
        return next(o for o in quarters(moment) if self.is_day(o) and shown(o, self.zone).time() == hour)

    def opens(self, now: dt.datetime, moment: dt.datetime) -> dt.datetime:
        """When what is late may be posted: not in quiet hours, nor before its hour on one of its days."""
        hour = shown(moment, self.zone).time()
        by_days = self.kind != "daily" and self.policy.weekdays
        begin = now - dt.timedelta(minutes=now.minute % 15, seconds=now.second, microseconds=now.microsecond)
        for one in chain([now], (quarter for quarter in quarters(begin) if quarter > now)):
            is_day = self.is_day(one) and shown(one, self.zone).time() >= hour
            if not self.is_quiet(one) and (is_day or not by_days):
                return one
        raise AssertionError("it never opens")

    def period(self, its: tuple[dt.datetime, ...]) -> tuple[dt.datetime, ...] | None:
        """The period of the publication, later by as much as its moment is."""
        moment = self.moment(its[0])
        if moment is None:
            return None
        ends = []
        for end in its[1:]:
            shifted = end + (moment - its[0])
            opened = self.opens(shifted, moment)
            ends.append(shifted if opened == shifted else opened + HOUR)
        return moment, ends[0], max(ends)


def quarters(begin: dt.datetime) -> Iterator[dt.datetime]:
    """The moments from then on, a quarter of an hour apart."""
    return (begin + number * 15 * MINUTE for number in range(16 * 24 * 4))
