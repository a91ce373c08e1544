"""When a digest is due, for its publication and for a target: pure rules about dates and hours."""

import datetime as dt
from zoneinfo import ZoneInfo

from bot.models import Kind, Policy, Publication

_DAY = dt.timedelta(days=1)


def first_day(kind: Kind, today: dt.date) -> dt.date:
    """The oldest date of a digest that still goes out by itself today; older ones are an archive."""
    match kind:
        case "daily":
            return today
        case "weekly":
            return today - dt.timedelta(days=6)
        case "monthly":
            return (today.replace(day=1) - dt.timedelta(days=1)).replace(day=1)


def due_at(publication: Publication, date: dt.date, zone: ZoneInfo) -> dt.datetime:
    """The moment, in UTC, from which the digest of that date may go out."""
    hour = publication.publish_at or dt.time()
    return dt.datetime.combine(date, hour, tzinfo=zone).astimezone(dt.UTC)


def own_moment(policy: Policy, released: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """The moment, in UTC, from which a target with this policy is sent what is out since `released`.

    `zone` is the desk's, for a policy without one of its own (or with one that nobody knows here).
    """
    if policy.publish_at is None:
        return released.astimezone(dt.UTC)
    return next_time(policy.publish_at, released, own_zone(policy, zone))


def own_zone(policy: Policy, zone: ZoneInfo) -> ZoneInfo:
    """The zone in which the policy's hour is meant."""
    if policy.timezone is None:
        return zone
    try:
        return ZoneInfo(policy.timezone)
    except (OSError, ValueError, KeyError):
        return zone


def next_time(hour: dt.time, since: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """The first moment, in UTC, not before `since`, at which the zone's clocks show the hour.

    Where they leap over it, they show by so much more as they leap.
    """
    day = since.astimezone(zone).date()
    moments = (moment for days in (-1, 0, 1, 2) for moment in _showing(hour, day + days * _DAY, zone))
    return min(moment for moment in moments if moment >= since)


def _showing(hour: dt.time, day: dt.date, zone: ZoneInfo) -> list[dt.datetime]:
    """The moments of that day: two where the clocks are set back over the hour."""
    shown = dt.datetime.combine(day, hour.replace(fold=0), tzinfo=zone)
    first, second = (shown.replace(fold=fold).astimezone(dt.UTC) for fold in (0, 1))
    return [first, second] if first < second else [first]
