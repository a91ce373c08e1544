"""Whatever people type: commands answer, dates are real, searches are written as they are read."""

import asyncio
import datetime as dt
from typing import get_args

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.commands.dates import NoSuchDay, period, understand
from bot.commands.filters import SORTS, WORDS, WrongFilter, read
from bot.commands.models import Actor, Request
from bot.commands.names import match
from bot.commands.paging import Page
from bot.commands.paging import read as read_page
from bot.commands.table import COMMANDS, answer, parse_line
from bot.locales import LOCALES, catalogue
from bot.models import Locale
from tests.fakes.shelf import NOW, shelf
from tests.unit.commands.conftest import check

# Text that is likely to mean something: the words of commands, dates and filters beside anything else.
WORD = st.sampled_from(
    [
        *COMMANDS,
        *(alias for c in COMMANDS.values() for aliases in c.aliases.values() for alias in aliases),
        *(f"{word}:" for word in WORDS),
        *SORTS,
        *("算法论文", "產品", "月刊", "ai-daily", "模型", "机器人", "2", "第2页", "99999999999999999999"),
        *(
            "2025-05-24",
            "5月",
            "昨天",
            "週五",
            "24 May",
            "2025-02-30",
            "0000-00-00",
            "31",
            "2-29",
            "9999 days ago",
        ),
        *(
            "/",
            "／",
            "@bot",
            "：",
            '"',
            "“",
            "」",
            "%",
            "\\",
            "'",
            "*",
            "{0}",
            "{name}",
            "\x00",
            "\n",
            "　",
            "\u200b",
        ),
    ]
)
TEXT = st.one_of(
    st.text(max_size=60),
    st.lists(st.one_of(WORD, st.text(max_size=4)), max_size=7).map("".join),
    st.lists(st.one_of(WORD, st.text(max_size=4)), max_size=7).map(" ".join),
)
LOCALE: st.SearchStrategy[Locale] = st.sampled_from(LOCALES)
DAY = st.one_of(st.dates(), st.dates(dt.date(2000, 1, 1), dt.date(2050, 1, 1)))
READER = Actor(id="test:1")


@given(line=TEXT, locale=LOCALE, page=st.none() | TEXT, operator=st.booleans())
@example(line="/section 99999999999999999999", locale="en", page="1.9999999999999999999999", operator=True)
@example(line="/digest 9999-12-31", locale="zh-CN", page=None, operator=True)
@example(line="/search " + "section:" * 99, locale="zh-TW", page="000", operator=False)
def test_every_line_is_answered(line: str, locale: Locale, page: str | None, operator: bool) -> None:
    command, argument = parse_line(line)
    actor = Actor(id="test:1", operator=operator)
    ask(Request(command=command, argument=argument, actor=actor, locale=locale, page=page, now=NOW))


@given(
    command=st.one_of(st.sampled_from(list(COMMANDS)), TEXT),
    argument=TEXT,
    day=st.dates(dt.date(1, 1, 1), dt.date(9999, 12, 31)),
    publication=st.sampled_from([None, "ai-daily", "industry-monthly", "absent"]),
)
def test_every_request_is_answered_at_any_time(
    command: str, argument: str, day: dt.date, publication: str | None
) -> None:
    now = NOW.replace(year=day.year, month=day.month, day=day.day)
    ask(Request(command=command, argument=argument, actor=READER, now=now, publication=publication))


def ask(request: Request) -> None:
    """Ask, check the reply, and check what its first row of buttons brings."""

    async def talk() -> None:
        reply = await answer(shelf(), request)
        check(reply)
        for button in reply.buttons[0] if reply.buttons else ():
            fields = {"command": button.command, "argument": button.argument, "page": button.page}
            check(await answer(shelf(), request.model_copy(update=fields)))

    asyncio.run(talk())


# --- dates ---


@given(text=TEXT, today=DAY)
def test_a_day_is_a_real_day_or_none(text: str, today: dt.date) -> None:
    try:
        day, days = understand(text, today), period(text, today)
    except NoSuchDay:
        return
    assert day is None or type(day) is dt.date
    assert days is None or days[0] <= days[1]


@given(day=DAY, today=DAY, locale=LOCALE)
def test_a_day_that_is_shown_is_understood(day: dt.date, today: dt.date, locale: Locale) -> None:
    say = catalogue(locale)
    forms = [
        f"{day:%Y}-{day.month}-{day.day}",
        f"{day.year:04}{day:%m%d}",
        f"{day.year:04}/{day.month}/{day.day}",
    ]
    if day.year >= 1000:
        forms.append(say.date(day))
    for form in forms if day.year >= 1000 else forms[1:]:
        assert understand(form, today) == day


@given(day=DAY, today=st.dates(dt.date(10, 1, 1)))
@pytest.mark.parametrize("form", ["{m}-{d}", "{m}/{d}", "{m}月{d}日", "{m:02}{d:02}", "{m} 月 {d} 號"])
def test_without_a_year_it_is_the_newest_such_day(form: str, day: dt.date, today: dt.date) -> None:
    found = understand(form.format(m=day.month, d=day.day), today)
    assert found is not None
    assert found <= today
    assert (found.month, found.day) == (day.month, day.day)
    for year in range(found.year + 1, today.year + 1):  # there is no newer one
        try:
            assert dt.date(year, day.month, day.day) > today
        except ValueError:  # 29 February
            continue


@given(weekday=st.integers(0, 6), today=st.dates(dt.date(2, 1, 1)))
def test_a_weekday_is_one_of_the_last_seven_days(weekday: int, today: dt.date) -> None:
    for form in (
        "周一 周二 周三 周四 周五 周六 周日",
        "monday tuesday wednesday thursday friday saturday sunday",
    ):
        day = understand(form.split()[weekday], today)
        assert day is not None
        assert day.weekday() == weekday
        assert 0 <= (today - day).days <= 6


# --- searches, pages, names ---


@given(line=TEXT, today=st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1)))
@example(line="section:  a", today=NOW.date())
@example(line='in:"a b" in: c', today=NOW.date())
def test_a_search_is_written_as_it_is_read(line: str, today: dt.date) -> None:
    try:
        search = read(line, today)
    except WrongFilter:
        return
    if len(str(search)) < 256:
        assert read(str(search), today) == search


@given(number=st.integers(1, 999_999), before=st.none() | st.text(max_size=50))
def test_a_page_fits_its_key(number: int, before: str | None) -> None:
    page = Page(number, before)
    assert page.key.isascii()
    assert len(page.key) <= 40
    again = read_page(page.key)
    assert again in {page, Page(number), Page()}
    if before and before.isascii() and before.isalnum() and len(before) < 33:
        assert again == page


@given(word=TEXT, names=st.lists(TEXT, max_size=6), numbered=st.booleans())
def test_only_known_names_are_meant(word: str, names: list[str], numbered: bool) -> None:
    meant = match(word, names, numbered=numbered)
    assert set(meant) <= set(names)
    for name in names:
        if name == name.strip() != "":
            assert match(name, names) == (name,)


def test_the_locales_are_all_that_a_request_may_have() -> None:
    assert set(LOCALES) == set(get_args(Locale))
