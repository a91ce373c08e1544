"""Days and times as people write them; `today` is Monday, 26 May 2025 unless a test says otherwise."""

import datetime as dt

import pytest

from bot.commands.dates import NoSuchDay, period, understand

TODAY = dt.date(2025, 5, 26)
SATURDAY = dt.date(2025, 5, 24)


@pytest.mark.parametrize(
    "text",
    [
        "2025-05-24",
        "2025/5/24",
        "2025.5.24",
        "2025–05–24",
        "20250524",
        "2025 05 24",
        "２０２５－０５－２４",
        "２０２５年５月２４日",
        "2025年5月24日",
        "2025 年 5 月 24 日（周六）",
        "2025 年 5 月 24 日（週六）",
        "2025年5月24日 星期六",
        "二〇二五年五月二十四日",
        "5-24",
        "5/24",
        "05-24",
        "0524",
        "5月24日",
        "5月24",
        "5 月 24 號",
        "五月二十四日",
        "五月廿四",
        "24",
        "２４",
        "24日",
        "24号",
        "廿四日",
        "前天",
        "前日",
        "今年5月24日",
        "本月24日",
        "这个月24号",
        "周六",
        "週六",
        "星期六",
        "禮拜六",
        "上周六",
        "上個星期六",
        "2天前",
        "两天前",
        "兩天前",
        "2 days ago",
        "the day before yesterday",
        "day before yesterday",
        "Saturday",
        "sat",
        "last Saturday",
        "on saturday",
        "24 May",
        "24th of May",
        "the 24th",
        "May 24",
        "May 24th, 2025",
        "24 may 2025",
        "Saturday, 24 May 2025",
        "Sat, 24 May 2025",
        "  2025-05-24\n",
    ],
)
def test_one_day_in_many_ways(text: str) -> None:
    assert understand(text, TODAY) == SATURDAY


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("今天", "2025-05-26"),
        ("today", "2025-05-26"),
        ("TODAY", "2025-05-26"),
        ("昨天", "2025-05-25"),
        ("yesterday", "2025-05-25"),
        ("大前天", "2025-05-23"),
        ("明天", "2025-05-27"),
        ("后天", "2025-05-28"),
        ("後天", "2025-05-28"),
        ("周一", "2025-05-26"),  # the newest one is today
        ("monday", "2025-05-26"),
        ("last monday", "2025-05-19"),  # in English that is never today
        ("this friday", "2025-05-30"),
        ("上周一", "2025-05-19"),
        ("上上周一", "2025-05-12"),
        ("本周日", "2025-06-01"),
        ("下周一", "2025-06-02"),
        ("周日", "2025-05-25"),
        ("星期天", "2025-05-25"),
        ("上周日", "2025-05-25"),  # weeks begin on Monday
        ("上周五", "2025-05-23"),
        ("两周前", "2025-05-12"),
        ("1个星期前", "2025-05-19"),
        ("2 weeks ago", "2025-05-12"),
        ("十天前", "2025-05-16"),
        ("十五", "2025-05-15"),
        ("三十日", "2025-04-30"),
        ("5-27", "2024-05-27"),  # not yet this year
        ("12月31日", "2024-12-31"),
        ("1225", "2024-12-25"),
        ("27", "2025-04-27"),
        ("31", "2025-03-31"),  # April has none
        ("2-29", "2024-02-29"),
        ("去年12月25号", "2024-12-25"),
        ("前年1月1日", "2023-01-01"),
        ("上个月30日", "2025-04-30"),
        ("上月5号", "2025-04-05"),
        ("2026-01-01", "2026-01-01"),
    ],
)
def test_days_that_hang_on_today(text: str, day: str) -> None:
    assert understand(text, TODAY) == dt.date.fromisoformat(day)


@pytest.mark.parametrize(
    ("text", "today", "day"),
    [
        ("2-29", "1903-06-01", "1896-02-29"),  # 1900 was no leap year
        ("2-29", "2024-02-29", "2024-02-29"),
        ("31", "2025-03-01", "2025-01-31"),
        ("31", "2025-01-15", "2024-12-31"),
        ("上个月31日", "2025-01-15", "2024-12-31"),
        ("12-31", "2025-01-01", "2024-12-31"),
        ("yesterday", "2024-03-01", "2024-02-29"),
    ],
)
def test_the_calendars_corners(text: str, today: str, day: str) -> None:
    assert understand(text, dt.date.fromisoformat(today)) == dt.date.fromisoformat(day)


@pytest.mark.parametrize(
    "text",
    [
        "2025-02-30",
        "2025-13-01",
        "2025-02-29",
        "2-30",
        "13-1",
        "0-0",
        "32",
        "0",
        "99日",
        "20251301",
        "1345",
        "2025",  # read as a month and a day
        "0000-01-01",
        "上个月31日",  # April has none
        "30 February 2024",
    ],
)
def test_a_day_that_no_calendar_has(text: str) -> None:
    with pytest.raises(NoSuchDay):
        understand(text, TODAY)


@pytest.mark.parametrize(
    ("text", "today"),
    [
        ("9999 days ago", dt.date(20, 1, 1)),
        ("昨天", dt.date.min),
        ("明天", dt.date.max),
        ("5-24", dt.date.min),
        ("31", dt.date(1, 1, 2)),
        ("本周日", dt.date.max),
    ],
)
def test_before_and_after_the_calendar(text: str, today: dt.date) -> None:
    with pytest.raises(NoSuchDay):
        understand(text, today)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "abc",
        "may",
        "ai-daily",
        "2025-05",
        "524",
        "5-24-25",
        "周八",
        "12345",
        "GPT-4o",
        "一百零一日",
        "十十日",
        "二二十日",
        "百",
    ],
)
def test_what_names_no_day(text: str) -> None:
    assert understand(text, TODAY) is None


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024年", "2024-01-01", "2024-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2025年5月", "2025-05-01", "2025-05-31"),
        ("五月", "2025-05-01", "2025-05-31"),
        ("12月", "2024-12-01", "2024-12-31"),
        ("本周", "2025-05-26", "2025-06-01"),
        ("this week", "2025-05-26", "2025-06-01"),
        ("上周", "2025-05-19", "2025-05-25"),
        ("上週", "2025-05-19", "2025-05-25"),
        ("last week", "2025-05-19", "2025-05-25"),
        ("本月", "2025-05-01", "2025-05-31"),
        ("上个月", "2025-04-01", "2025-04-30"),
        ("last month", "2025-04-01", "2025-04-30"),
        ("今年", "2025-01-01", "2025-12-31"),
        ("last year", "2024-01-01", "2024-12-31"),
        ("昨天", "2025-05-25", "2025-05-25"),
        ("5-24", "2025-05-24", "2025-05-24"),
        ("0524", "2025-05-24", "2025-05-24"),
    ],
)
def test_periods(text: str, first: str, last: str) -> None:
    assert period(text, TODAY) == (dt.date.fromisoformat(first), dt.date.fromisoformat(last))


def test_the_month_before_january_is_december() -> None:
    assert period("上个月", dt.date(2025, 1, 9)) == (dt.date(2024, 12, 1), dt.date(2024, 12, 31))


def test_a_period_that_is_none() -> None:
    assert period("大模型", TODAY) is None
    with pytest.raises(NoSuchDay):
        period("2025-13", TODAY)
    with pytest.raises(NoSuchDay):
        period("13月", TODAY)
