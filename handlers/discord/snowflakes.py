"""Discord's numbers tell when they were given."""

import datetime as dt

EPOCH = dt.datetime(2015, 1, 1, tzinfo=dt.UTC)
LONGEST = (1 << 63) - 1


def first_of(moment: dt.datetime) -> int:
    """The lowest number that Discord could give at that moment."""
    milliseconds = (moment - EPOCH) // dt.timedelta(milliseconds=1)
    return min(max(milliseconds, 0) << 22, LONGEST)
