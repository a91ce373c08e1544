"""When a digest is due: pure rules about dates and hours."""

import datetime as dt
from zoneinfo import ZoneInfo

from bot.models import Kind, Publication


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
