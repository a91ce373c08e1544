"""When what is due, reckoned from the guide alone: by trying what the clocks of a zone can show."""

import datetime as dt
from typing import NamedTuple
from zoneinfo import ZoneInfo

DAY = dt.timedelta(days=1)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Series(NamedTuple):
    """A publication's rules."""

    slug: str
    kind: str
    zone: str
    publish_at: dt.time
    weekdays: tuple[str, ...]
    cut_off: dt.time | None
    catch_up: str
    catch_up_days: int | None


class Clock(NamedTuple):
    """When a target receives. `publish_at` None: with the publication."""

    publish_at: dt.time | None = None
    zone: str = "Asia/Shanghai"
    weekdays: tuple[str, ...] = ()
    quiet: tuple[dt.time, dt.time] | None = None


class Span(NamedTuple):
    """From when a digest goes out, until when by itself, until when after an outage."""

    due: dt.datetime
    cut_off: dt.datetime
    end: dt.datetime


def moments(day: dt.date, hour: dt.time, zone: str) -> list[dt.datetime]:
    """The moments at which the zone shows it; where it is leapt over, what its clocks before would say."""
    shown = dt.datetime.combine(day, hour)
    around = {
        dt.datetime.combine(day + days * DAY, dt.time(12), ZoneInfo(zone)).utcoffset() for days in (-1, 0, 1)
    }
    tried = sorted((shown - offset).replace(tzinfo=dt.UTC) for offset in around if offset is not None)
    found = [one for one in tried if one.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == shown]
    return found or [tried[-1]]  # the smaller offset is that of before the leap


def span(series: Series, date: dt.date) -> Span:
    """The span of the digest of that date."""
    day = date
    while series.weekdays and DAYS[day.weekday()] not in series.weekdays:
        day += DAY
    due = moments(day, series.publish_at, series.zone)[0]
    last = day
    if series.kind == "monthly":
        last = (day.replace(day=1) + 62 * DAY).replace(day=1) - DAY  # of the month after
    cut_off = end = _over(last, series.zone)
    if series.cut_off is not None:
        later = day if series.cut_off > series.publish_at else day + DAY
        cut_off = moments(later, series.cut_off, series.zone)[-1]
    if series.catch_up_days is not None:
        end = _over(day + series.catch_up_days * DAY, series.zone)
    return Span(due, cut_off, max(cut_off, end))


def _over(day: dt.date, zone: str) -> dt.datetime:
    return moments(day + DAY, dt.time(), zone)[-1] - dt.timedelta(microseconds=1)


def own_span(series: Series, whole: Span, clock: Clock) -> Span | None:
    """The same for a target; None: never there."""
    moment = _moment(series, whole.due, clock)
    if moment is None:
        return None
    later = moment - whole.due
    deadlines = []
    for deadline in (whole.cut_off + later, whole.end + later):
        opened = opens(series, clock, deadline, moment)
        deadlines.append(deadline if opened == deadline else opened + dt.timedelta(hours=1))
    return Span(moment, deadlines[0], max(deadlines))


def opens(series: Series, clock: Clock, now: dt.datetime, moment: dt.datetime) -> dt.datetime:
    """From `now` on, the first moment for what came too late for its `moment`."""
    opened = _awake(clock, now)
    if series.kind == "daily" or not clock.weekdays:
        return opened
    hour = _shown(clock, moment).time()
    for since in (now, opened):
        if not _on(clock, since) or _shown(clock, since).time() < hour:
            return max(since, _on_its_day(series, clock, _next(clock, hour, since)) or since)
    return opened


def _moment(series: Series, due: dt.datetime, clock: Clock) -> dt.datetime | None:
    if clock.publish_at is not None:
        due = _next(clock, clock.publish_at, due)
    return _on_its_day(series, clock, due)


def _on_its_day(series: Series, clock: Clock, moment: dt.datetime) -> dt.datetime | None:
    moment = _awake(clock, moment)
    while not _on(clock, moment):
        if series.kind == "daily":
            return None
        shown = _shown(clock, moment)
        day = shown.date() + DAY
        while DAYS[day.weekday()] not in clock.weekdays:
            day += DAY
        moment = _awake(clock, moments(day, shown.time(), clock.zone)[0])
    return moment


def _shown(clock: Clock, moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(ZoneInfo(clock.zone))


def _on(clock: Clock, moment: dt.datetime) -> bool:
    return not clock.weekdays or DAYS[_shown(clock, moment).weekday()] in clock.weekdays


def _next(clock: Clock, hour: dt.time, since: dt.datetime) -> dt.datetime:
    day = _shown(clock, since).date()
    tried = [one for days in (-1, 0, 1, 2) for one in moments(day + days * DAY, hour, clock.zone)]
    return min(one for one in tried if one >= since)


def _awake(clock: Clock, moment: dt.datetime) -> dt.datetime:
    if clock.quiet is None:
        return moment
    first, last = clock.quiet
    hour = _shown(clock, moment).time()
    asleep = first <= hour < last if first <= last else not last <= hour < first
    return _next(clock, last, moment) if asleep else moment
