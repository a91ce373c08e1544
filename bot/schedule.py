"""When a digest is due: pure rules about dates and hours."""

import calendar
import datetime as dt
from zoneinfo import ZoneInfo

from bot.models import Kind, Publication


def last_day(kind: Kind, date: dt.date) -> dt.date:
    """The last day on which a digest of that date still goes out by itself.

    A daily on its own day; a weekly within its week; a monthly, dated the first of the month that it
    tells of, until the end of the month after.
    """
    match kind:
        case "daily":
            return date
        case "weekly":
            return date + dt.timedelta(days=6)
        case "monthly":
            year, month = divmod(date.year * 12 + date.month, 12)
            return dt.date(year, month + 1, calendar.monthrange(year, month + 1)[1])


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
