"""Dates as editors write them, in file names, titles and sentences."""

import datetime as dt
import re

_DAY = re.compile(
    r"(?<!\d)((?:19|20)\d\d)\s{0,2}(?:年\s{0,2}(\d{1,2})\s{0,2}月\s{0,2}(\d{1,2})|([-/.])(\d{1,2})\4(\d{1,2}))(?!\d)"
)
_MONTH = re.compile(r"(?<!\d)((?:19|20)\d\d)\s{0,2}(?:年\s{0,2}(\d{1,2})\s{0,2}月|[-/.](\d{1,2})(?![\d/.-]))")
_MONTH_DAY = re.compile(r"(?<!\d)(\d{1,2})\s{0,2}月\s{0,2}(\d{1,2})\s{0,2}[日号]")
_IN_NAME = re.compile(
    r"(?<![0-9A-Za-z])((?:19|20)\d\d)(?:([-_.])(\d\d)\2(\d\d)|(\d\d)(\d\d)|年(\d{1,2})月(\d{1,2})日?)(?![0-9A-Za-z])"
)
_MONTH_IN_NAME = re.compile(
    r"(?<![0-9A-Za-z])((?:19|20)\d\d)(?:[-_.](\d\d)|年(\d{1,2})月)(?![0-9A-Za-z]|[-_.]\d)"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED = "(" + "|".join(_MONTHS) + r")[a-z]{0,6}\.?"
_ENGLISH = re.compile(
    rf"\b(?:{_NAMED} (\d{{1,2}})(?:st|nd|rd|th)?|(\d{{1,2}})(?:st|nd|rd|th)? {_NAMED}),? ((?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_VAGUE = re.compile(r"近日|日前|近期|最近|近来|前不久|不久前|recently", re.IGNORECASE)


def days_in(text: str) -> list[dt.date]:
    """Every full date in `text`, in order; impossible ones are left out."""
    found = []
    for match in _DAY.finditer(text):
        year, month, day, _, other_month, other_day = match.groups()
        found.append((match.start(), _date(year, month or other_month, day or other_day)))
    for match in _ENGLISH.finditer(text):
        month_name, day, other_day, other_name, year = match.groups()
        number = _MONTHS.index((month_name or other_name).lower()[:3]) + 1
        found.append((match.start(), _date(year, str(number), day or other_day)))
    return [date for _, date in sorted(found, key=lambda pair: pair[0]) if date]


def month_in(text: str) -> dt.date | None:
    """The first of the month that `text` names without a day."""
    match = _MONTH.search(text)
    return _date(match[1], match[2] or match[3], "1") if match else None


def day_or_month_in(text: str) -> dt.date | None:
    """The first full date in `text`, else the first of the month that it names."""
    days = days_in(text)
    return days[0] if days else month_in(text)


def day_in_file_name(name: str) -> dt.date | None:
    """The full date that a file's name tells: 2025-05-24.md, 21_2026-03-10.md, 20250524.md."""
    match = _IN_NAME.search(name)
    if match is None:
        return None
    year, _, *rest = match.groups()
    month, day = (part for part in rest if part)
    return _date(year, month, day)


def in_file_name(name: str) -> dt.date | None:
    """The full date that a file's name tells, else the first of the month that it tells (2025-04.txt)."""
    if found := day_in_file_name(name):
        return found
    match = _MONTH_IN_NAME.search(name)
    return _date(match[1], match[2] or match[3], "1") if match else None


def of_event(sentence: str, issue: dt.date | None) -> dt.date | None:
    """When the event in `sentence` happened: its first date, of a range the first day.

    A month and day without a year are dated near the `issue`. Vague words before any date (近日) tell
    that there is none.
    """
    day = _DAY.search(sentence)
    short = _MONTH_DAY.search(sentence)
    first = min((match for match in (day, short) if match), key=lambda match: match.start(), default=None)
    if first is None or _VAGUE.search(sentence, 0, first.start()):
        return None
    if first is day:
        return next(iter(days_in(sentence)), None)
    if issue is None:
        return None
    month = int(first[1])
    year = issue.year + (month < issue.month - 6) - (month > issue.month + 6)
    return _date(str(year), first[1], first[2])


def _date(year: str, month: str, day: str) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None
