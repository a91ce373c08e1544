"""When a digest comes to a target: its own hour, zone, weekdays and quiet hours; pure."""

import datetime as dt
from zoneinfo import ZoneInfo

from bot.models import Kind, Policy, Publication
from bot.schedule import clocks
from bot.schedule.windows import Window, window

GRACE = dt.timedelta(hours=1)
"""A deadline in hours or on days that are closed to us is so much after they are over."""


def own_zone(policy: Policy, zone: ZoneInfo) -> ZoneInfo:
    """The zone in which the policy's hours and days are meant; `zone` is the desk's."""
    return clocks.named(policy.timezone, zone)


def own_moment(policy: Policy, kind: Kind, due: dt.datetime, zone: ZoneInfo) -> dt.datetime | None:
    """The moment from which the target is sent what is due to all since `due`.

    None: a daily of a day on which it does not receive. What comes less often waits for the next of its
    days, and everything for the end of its quiet hours. `zone` is the desk's.
    """
    own = own_zone(policy, zone)
    if policy.publish_at is None:
        return _received(policy, kind, due, own)
    return _received(policy, kind, clocks.next_time(policy.publish_at, due, own), own)


def own_window(policy: Policy, kind: Kind, window: Window, zone: ZoneInfo) -> Window | None:
    """The window of the publication as it is for this target: later by as much as its moment is.

    What ends while nothing may be posted there ends a GRACE after that. None: as `own_moment`.
    """
    moment = own_moment(policy, kind, window.due, zone)
    if moment is None:
        return None
    shift = moment - window.due
    cut_off, end = (
        _postponed(policy, kind, deadline + shift, moment, zone) for deadline in (window.cut_off, window.end)
    )
    return Window(moment, cut_off, max(cut_off, end))


def next_open(
    policy: Policy, kind: Kind, now: dt.datetime, moment: dt.datetime, zone: ZoneInfo
) -> dt.datetime:
    """The first moment from `now` on at which what came too late for its `moment` may be posted.

    What comes less often than daily waits for the same hour of the next of the target's days. The answer
    stays the same until that moment has come.
    """
    own = own_zone(policy, zone)
    opened = _after_quiet(policy, now, own)
    if kind == "daily" or not policy.weekdays:  # a daily's day was that of its moment
        return opened
    hour = clocks.shown_at(moment, own).time()
    for since in (now, opened):
        if not _receives(policy, since, own) or clocks.shown_at(since, own).time() < hour:
            return max(since, _received(policy, kind, clocks.next_time(hour, since, own), own) or since)
    return opened


def _postponed(
    policy: Policy, kind: Kind, deadline: dt.datetime, moment: dt.datetime, zone: ZoneInfo
) -> dt.datetime:
    opened = next_open(policy, kind, deadline, moment, zone)
    return deadline if opened == deadline else opened + GRACE


def _received(policy: Policy, kind: Kind, moment: dt.datetime, zone: ZoneInfo) -> dt.datetime | None:
    for _ in clocks.WEEKDAYS:  # a second time only where a day or an hour is leapt over
        moment = _after_quiet(policy, moment, zone)
        if _receives(policy, moment, zone):
            return moment
        if kind == "daily":
            return None
        shown = clocks.shown_at(moment, zone)
        day = clocks.next_of(policy.weekdays, clocks.later(shown.date(), 1))
        moment = clocks.moment_of(day, shown.time(), zone)
    return moment


def _receives(policy: Policy, moment: dt.datetime, zone: ZoneInfo) -> bool:
    """Whether the day is one of the target's."""
    if not policy.weekdays:
        return True
    return clocks.WEEKDAYS[clocks.shown_at(moment, zone).weekday()] in policy.weekdays


def _after_quiet(policy: Policy, moment: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """The moment, or the end of the quiet hours in which it lies."""
    if policy.quiet_hours is None:
        return moment
    begin, end = policy.quiet_hours
    hour = clocks.shown_at(moment, zone).time()
    is_quiet = begin <= hour < end if begin <= end else hour >= begin or hour < end
    return clocks.next_time(end, moment, zone) if is_quiet else moment


def next_moment(
    publication: Publication, policy: Policy, zone: ZoneInfo, now: dt.datetime
) -> dt.datetime | None:
    """When the next digest would come to the target, if there were one of each day; None: never."""
    today = clocks.shown_at(now, zone).date()
    dates = (clocks.later(today, days) for days in range(-2, 16))
    windows = (window(publication, date, zone) for date in dates)
    moments = (own_moment(policy, publication.kind, its.due, zone) for its in windows)
    return min((moment for moment in moments if moment is not None and moment > now), default=None)
