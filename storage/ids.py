"""Ids that carry a date: the day in the high bits, a number within the day in the low ones.

So newest first is id order and a range of dates is a range of ids. Within a day the numbers are given
downwards: read in descending order, the first item of the first digest comes first. The largest id is
below 2**42, well within a JavaScript number.
"""

import datetime as dt

from bot.errors import UsageError

DAY_BITS = 20
LAST_ID = 2**53 - 1


def first_id(date: dt.date) -> int:
    """The lowest id of the day; that of the next day ends the range."""
    return date.toordinal() << DAY_BITS


def end_id(date: dt.date) -> int:
    """The first id after the day."""
    return (date.toordinal() + 1) << DAY_BITS


def take(date: dt.date, lowest: int | None, count: int) -> range:
    """`count` new ids of the day, descending, below the `lowest` that is taken."""
    top = (end_id(date) if lowest is None else lowest) - 1
    if top - count + 1 < first_id(date):
        raise UsageError(f"{date} has more items than an archive can number; split the document by date")
    return range(top, top - count, -1)
