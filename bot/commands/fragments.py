"""Dates that are not typed to their end: which days may be meant. Pure."""

import calendar
import datetime as dt
import re
from typing import NamedTuple

from bot.commands import dates
from bot.text import normalise

_PARTING = str.maketrans("年月/.", "----")
_FIGURES = re.compile(r"[0-9]{1,8}|[0-9]{1,4}-(?:[0-9]{1,2}(?:-[0-9]{0,2})?)?")


class Fragment(NamedTuple):
    """What is typed of a date: some days, a longer time, the first figures of days, or nothing."""

    days: frozenset[dt.date] = frozenset()
    time: dates.Period | None = None
    figures: str = ""

    def means(self, day: dt.date) -> bool:
        """Whether this may be the day."""
        if day in self.days or (self.time and self.time[0] <= day <= self.time[1]):
            return True
        written = (f"{day}", f"{day:%Y%m%d}", f"{day:%m-%d}", f"{day:%m%d}", f"{day.month}-{day.day}")
        return bool(self.figures) and f"{day.year}-{day.month}-{day.day}".startswith(self.figures) | any(
            one.startswith(self.figures) for one in written
        )

    @property
    def newest(self) -> dt.date | None:
        """The last day that may be meant, where that is told."""
        if self.time is not None and not re.match("[0-9]{4}", self.figures):
            return self.time[1]
        if not re.match("(?:19|20)[0-9]{2}", self.figures):
            return max(self.days, default=None)
        year, month = int(self.figures[:4]), re.match("-?(0[1-9]|1[0-2]|[2-9]$|[1-9]-)", self.figures[4:])
        last = int(month[1].strip("-")) if month else 9 if self.figures[4:] in {"0", "-0"} else 12
        return dt.date(year, last, calendar.monthrange(year, last)[1])


def read(text: str, today: dt.date) -> Fragment:
    """What `text` begins to say; an empty fragment if that is no date."""
    tight = normalise(text).replace(" ", "").translate(_PARTING).rstrip("日号")
    try:
        time = dates.period(text, today)
    except dates.NoSuchDay:
        time = None
    return Fragment(frozenset(dates.begun(text, today)), time, tight if _FIGURES.fullmatch(tight) else "")
