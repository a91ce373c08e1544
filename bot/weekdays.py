"""Days of the week as people type them, in Chinese and English (pure)."""

import re
from collections.abc import Collection, Iterable
from typing import get_args

from bot.models import Weekday
from bot.text import normalise

WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)

_SPANS: dict[str, tuple[Weekday, ...]] = {
    **dict.fromkeys(("every day", "everyday", "daily", "all", "每天", "每日", "天天", "全部"), ()),
    **dict.fromkeys(("weekdays", "weekday", "working days", "workdays", "工作日", "平日"), WEEKDAYS[:5]),
    **dict.fromkeys(("weekend", "weekends", "周末", "双休日"), WEEKDAYS[5:]),
}
_CHINESE = dict(zip("一二三四五六日", WEEKDAYS, strict=True)) | {"天": WEEKDAYS[6]}
_NAMES = {
    day: re.compile(pattern)
    for day, pattern in zip(
        WEEKDAYS,
        (
            "mon?(day)?s?",
            "tue?s?(days?)?",
            "we(d(nes(days?)?)?)?",
            "thu?r?s?(days?)?",
            "fr(i(days?)?)?",
            "sat?(ur(days?)?)?",
            "sun?(days?)?",
        ),
        strict=True,
    )
}
_TO = re.compile(r"\s*(?:[-–—~～]|至|到|\bto\b|\bthrough\b)\s*")
_APART = re.compile(r"[\s,、;/&和及]+|\band\b")
_SIGN = "(?:周|星期|礼拜)"
_RUN = re.compile(f"(?:{_SIGN}?[一二三四五六日天])+")


def weekdays(typed: str) -> tuple[Weekday, ...] | None:
    """The days that somebody typed, such as mon-fri or 周一、周三; empty: every day; None: no days."""
    words = normalise(typed).strip()
    if words in _SPANS:
        return _SPANS[words]
    found: set[Weekday] = set()
    for part in filter(None, _APART.split(_TO.sub("-", words))):
        meant = _meant(part)
        if meant is None:
            return None
        found.update(meant)
    return whole(found) if found else None


def whole(days: Collection[Weekday]) -> tuple[Weekday, ...]:
    """The days in their order, each once; all seven are every day, and so are none."""
    return () if len(set(days)) == len(WEEKDAYS) else tuple(day for day in WEEKDAYS if day in days)


def _meant(part: str) -> Iterable[Weekday] | None:
    if part in _SPANS:
        return _SPANS[part] or WEEKDAYS
    first, dash, last = part.partition("-")
    if dash:
        begin, end = _day(first), _day(last)
        if begin is None or end is None:
            return None
        start, length = WEEKDAYS.index(begin), (WEEKDAYS.index(end) - WEEKDAYS.index(begin)) % 7
        return [WEEKDAYS[(start + days) % 7] for days in range(length + 1)]
    if _RUN.fullmatch(part):
        return [_CHINESE[sign] for sign in re.sub(_SIGN, "", part)]
    day = _day(part)
    return None if day is None else [day]


def _day(name: str) -> Weekday | None:
    sign = re.sub(f"^{_SIGN}", "", name)
    if sign in _CHINESE:
        return _CHINESE[sign]
    return next((day for day, pattern in _NAMES.items() if pattern.fullmatch(name)), None)
