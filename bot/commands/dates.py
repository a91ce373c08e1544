"""Days as people write them, in Chinese and English.

Pure: `today` is an argument, in the reader's time zone. What names no year, or only a weekday or the day of
a month, means the most recent such day that is not in the future: readers look back.
"""

import calendar
import datetime as dt
import re
from collections.abc import Callable
from functools import cache

from bot.text import normalise

Reader = Callable[[re.Match[str], dt.date], dt.date]
Rule = tuple[str, Reader]
Period = tuple[dt.date, dt.date]


class NoSuchDay(ValueError):
    """The words clearly name a day, but no calendar has it, as in 2025-02-30."""


_DASHES = str.maketrans("—–‐‑−", "-----")
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_NUMERAL = re.compile(r"(?<![周期拜])[〇零一二三四五六七八九十廿卅两]+(?=[年月日号天周个星礼]|$)")

_WEEK = r"(?:周|星期|礼拜)"
_NAMED_AFTER = re.compile(
    rf"\({_WEEK}?[一二三四五六日天]\)$|(?<=[日号\d]) ?{_WEEK}[一二三四五六日天]$|\([a-z]+day\)$"
)
_NAMED_BEFORE = re.compile(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*(?:, ?| )(?=.)")
_WEEKDAYS = {c: i for i, c in enumerate("一二三四五六日")} | {"天": 6}
_ENGLISH_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_DAYS_AGO = {
    "今天": 0, "今日": 0, "today": 0,
    "昨天": 1, "昨日": 1, "yesterday": 1,
    "前天": 2, "前日": 2, "day before yesterday": 2,
    "大前天": 3,
    "明天": -1, "明日": -1, "tomorrow": -1,
    "后天": -2, "day after tomorrow": -2,
}  # fmt: skip
_WEEKS_AGO = {"上上": 2, "上上个": 2, "上": 1, "上个": 1, "本": 0, "这": 0, "这个": 0, "下": -1, "下个": -1}
_YEARS_AGO = {"今年": 0, "去年": 1, "前年": 2}


def understand(text: str, today: dt.date) -> dt.date | None:
    """The day that `text` names, None when it names none; raises NoSuchDay for one that does not exist."""
    spaced = _plain(text)
    tight = _NUMERAL.sub(_number, spaced.replace(" ", ""))
    for words in (spaced.removeprefix("the "), tight):
        if words in _DAYS_AGO:
            return _ago(today, _DAYS_AGO[words])
        for pattern, read in _rules():
            if match := pattern.fullmatch(words):
                return read(match, today)
    return None


def period(text: str, today: dt.date) -> Period | None:
    """The first and last day of the day, week, month or year that `text` names; raises as `understand`."""
    words = _NUMERAL.sub(_number, _plain(text).replace(" ", ""))
    if words in {"本周", "这周", "本星期", "thisweek"}:
        return _week(today)
    if words in {"上周", "上星期", "上个星期", "lastweek"}:
        return _week(_ago(today, 7))
    if words in {"本月", "这个月", "thismonth"}:
        return _month(today.year, today.month)
    if words in {"上月", "上个月", "lastmonth"}:
        return _month(*_month_before(today.year, today.month))
    if words in {"今年", "thisyear"}:
        return _year(today.year)
    if words in {"去年", "lastyear"}:
        return _year(today.year - 1)
    if match := re.fullmatch(r"((?:19|20)[0-9]{2})年?", words):
        return _year(int(match[1]))
    if match := re.fullmatch(r"([0-9]{4})[-/.年]([0-9]{1,2})月?", words):
        return _month(int(match[1]), int(match[2]))
    if match := re.fullmatch(r"([0-9]{1,2})月", words):
        return _month(today.year - (int(match[1]) > today.month), int(match[1]))
    day = understand(text, today)
    return None if day is None else (day, day)


def begun(text: str, today: dt.date) -> set[dt.date]:
    """The days of which a name begins with `text`: yesterday for y, 昨天 for 昨."""
    words = _plain(text)
    ago = {days for name, days in _DAYS_AGO.items() if words and name.startswith(words)}
    first, last = today.toordinal() - 1, dt.date.max.toordinal() - today.toordinal()
    return {today - dt.timedelta(days=days) for days in ago if -last <= days <= first}


def _plain(text: str) -> str:
    """The text without what only looks different: widths, cases, scripts, dashes, a weekday beside a date."""
    words = normalise(text).translate(_DASHES)
    return _NAMED_AFTER.sub("", _NAMED_BEFORE.sub("", words)).strip()


def _number(match: re.Match[str]) -> str:
    """Chinese numerals up to 99, or digit by digit as in 二〇二五."""
    numeral = match[0].replace("廿", "二十").replace("卅", "三十")
    tens, ten, ones = numeral.partition("十")
    if not ten:
        return "".join(str(_DIGITS[c]) for c in numeral)
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return match[0]
    return str(_DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0))


def _day(year: int, month: int, day: int) -> dt.date:
    try:
        return dt.date(year, month, day)
    except ValueError as error:
        raise NoSuchDay(str(error)) from error


def _ago(today: dt.date, days: int) -> dt.date:
    try:
        return today - dt.timedelta(days=days)
    except OverflowError as error:
        raise NoSuchDay(str(error)) from error


def _recent(today: dt.date, month: int, day: int) -> dt.date:
    """The newest day of that month and day; a 29 February may lie eight years back."""
    for year in range(today.year, max(today.year - 9, 0), -1):
        if 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]:
            found = dt.date(year, month, day)
            if found <= today:
                return found
    raise NoSuchDay(f"{month}-{day}")


def _recent_day(today: dt.date, day: int) -> dt.date:
    """The newest day of a month with this number: the 31st may lie two months back."""
    year, month = today.year, today.month
    for _ in range(3):
        if year >= 1 and 1 <= day <= calendar.monthrange(year, month)[1]:
            found = dt.date(year, month, day)
            if found <= today:
                return found
        year, month = _month_before(year, month)
    raise NoSuchDay(str(day))


def _weekday(today: dt.date, weekday: int, weeks: int | None) -> dt.date:
    """That day of the week `weeks` ago (weeks begin on Monday), or simply the newest one."""
    if weeks is None:
        return _ago(today, (today.weekday() - weekday) % 7)
    return _ago(today, today.weekday() - weekday + 7 * weeks)


def _english_weekday(match: re.Match[str], today: dt.date) -> dt.date:
    weekday = _ENGLISH_WEEKDAYS.index(match[2][:3])
    if match[1] == "last":  # in English never today, and the nearest one before
        return _weekday(_ago(today, 1), weekday, None)
    return _weekday(today, weekday, 0 if match[1] == "this" else None)


def _english_month(today: dt.date, month: str, day: str, year: str | None) -> dt.date:
    number = _MONTHS.index(month[:3]) + 1
    return _day(int(year), number, int(day)) if year else _recent(today, number, int(day))


def _month_before(year: int, month: int) -> tuple[int, int]:
    return (year, month - 1) if month > 1 else (year - 1, 12)


def _week(day: dt.date) -> Period:
    return _weekday(day, 0, 0), _weekday(day, 6, 0)


def _month(year: int, month: int) -> Period:
    first = _day(year, month, 1)
    return first, first.replace(day=calendar.monthrange(year, month)[1])


def _year(year: int) -> Period:
    return _day(year, 1, 1), _day(year, 12, 31)


_EN_DAY = r"([0-9]{1,2})(?:st|nd|rd|th)?"
_EN_MONTH = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_EN_WEEKDAY = r"(mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"

_RULES: tuple[Rule, ...] = (
    (
        r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})[日号]?",
        lambda m, _: _day(int(m[1]), int(m[2]), int(m[3])),
    ),
    (r"([0-9]{4})([0-9]{2})([0-9]{2})", lambda m, _: _day(int(m[1]), int(m[2]), int(m[3]))),
    (
        r"([0-9]{1,2})[-/.月]([0-9]{1,2})[日号]?",
        lambda m, today: _recent(today, int(m[1]), int(m[2])),
    ),
    (r"([0-9]{2})([0-9]{2})", lambda m, today: _recent(today, int(m[1]), int(m[2]))),
    (
        r"([0-9]{1,2})[日号]?|(?:the )?([0-9]{1,2})(?:st|nd|rd|th)",
        lambda m, today: _recent_day(today, int(m[1] or m[2])),
    ),
    (
        r"(今年|去年|前年)([0-9]{1,2})[-/.月]([0-9]{1,2})[日号]?",
        lambda m, today: _day(today.year - _YEARS_AGO[m[1]], int(m[2]), int(m[3])),
    ),
    (
        r"(?:本|这个?)月([0-9]{1,2})[日号]?",
        lambda m, today: _day(today.year, today.month, int(m[1])),
    ),
    (
        r"上个?月([0-9]{1,2})[日号]?",
        lambda m, today: _day(*_month_before(today.year, today.month), int(m[1])),
    ),
    (
        rf"(上上个?|上个?|本|这个?|下个?)?{_WEEK}([一二三四五六日天])",
        lambda m, today: _weekday(today, _WEEKDAYS[m[2]], _WEEKS_AGO.get(m[1])),
    ),
    (rf"(?:(last|this|on) )?{_EN_WEEKDAY}", _english_weekday),
    (r"([0-9]{1,4})(?:天前| days? ago)", lambda m, today: _ago(today, int(m[1]))),
    (
        rf"([0-9]{{1,3}})(?:个?{_WEEK}前| weeks? ago)",
        lambda m, today: _ago(today, 7 * int(m[1])),
    ),
    (
        rf"{_EN_DAY}(?: of)? {_EN_MONTH}(?:,? ([0-9]{{4}}))?",
        lambda m, today: _english_month(today, m[2], m[1], m[3]),
    ),
    (
        rf"{_EN_MONTH} {_EN_DAY}(?:,? ([0-9]{{4}}))?",
        lambda m, today: _english_month(today, m[1], m[2], m[3]),
    ),
)


@cache
def _rules() -> tuple[tuple[re.Pattern[str], Reader], ...]:
    """The rules, compiled when a day is first asked for."""
    return tuple((re.compile(pattern), read) for pattern, read in _RULES)
