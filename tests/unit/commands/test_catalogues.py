"""The catalogues: whole, fresh, and written as their readers write."""

import ast
import datetime as dt
import re
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest
from babel.messages.catalog import Catalog

from bot import zones
from bot.commands.dates import understand
from bot.locales import LOCALES, catalogue
from bot.locales.catalogues import KEYWORDS, ROOMS, ROOT, catalogues, template, update
from bot.models import Locale, Weekday
from bot.weekdays import weekdays

LOCALE = pytest.mark.parametrize("locale", LOCALES)
CHINESE = pytest.mark.parametrize("locale", ["zh-CN", "zh-TW"])
HAN = "[\u4e00-\u9fff]"

# What people type stands in a message as they type it: dates, and filters with their colon.
TYPED = re.compile(r"\d+(?:月|日|天前)\d*日?|\w+:\S*|/\w+ \S+")


@pytest.fixture(scope="session")
def kept() -> dict[str, Catalog]:
    """The catalogues as they stand in their files."""
    return {path.stem: catalog for path, catalog in catalogues()}


def strings(catalog: Catalog) -> list[str]:
    """Every translation of a catalogue, each plural form by itself."""
    found: list[str] = []
    for entry in catalog:
        if entry.id:
            found += [entry.string] if isinstance(entry.string, str) else list(entry.string or ())
    return found


def fields(text: str) -> set[str]:
    """The names of the values in a message."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@LOCALE
def test_every_message_of_the_source_and_no_other(kept: dict[str, Catalog], locale: Locale) -> None:
    wanted = {entry.id for entry in template() if entry.id}
    assert len(wanted) > 90
    assert {entry.id for entry in kept[locale] if entry.id} == wanted, "run python -m bot.locales.catalogues"


@LOCALE
def test_every_message_is_translated(kept: dict[str, Catalog], locale: Locale) -> None:
    assert all(strings(kept[locale]))
    assert not [entry.id for entry in kept[locale] if entry.fuzzy]


@LOCALE
def test_values_stand_in_every_translation(kept: dict[str, Catalog], locale: Locale) -> None:
    for entry in kept[locale]:
        sources = [entry.id] if isinstance(entry.id, str) else list(entry.id)
        forms = [entry.string] if isinstance(entry.string, str) else list(entry.string or ())
        for form in forms if entry.id else ():
            assert fields(form) == fields(sources[-1]), entry.id


@LOCALE
def test_what_begins_with_a_slash_is_a_line_to_send(kept: dict[str, Catalog], locale: Locale) -> None:
    for entry in kept[locale]:
        if isinstance(entry.id, str) and entry.id.startswith("/"):
            assert isinstance(entry.string, str)
            assert entry.string.split()[0] == entry.id.split()[0]


def test_english_says_what_stands_in_the_source(kept: dict[str, Catalog]) -> None:
    for entry in kept["en"]:
        if entry.id:
            assert entry.string == entry.id


@pytest.mark.parametrize(("locale", "encoding"), [("zh-CN", "gb2312"), ("zh-TW", "big5")])
def test_each_script_is_its_own(kept: dict[str, Catalog], locale: Locale, encoding: str) -> None:
    for text in strings(kept[locale]):
        for character in re.findall(HAN, text):
            character.encode(encoding)  # raises on a character of the other script


@CHINESE
def test_chinese_punctuation_is_full_width(kept: dict[str, Catalog], locale: Locale) -> None:
    for text in strings(kept[locale]):
        plain = TYPED.sub(" ", text)
        assert not re.search(rf"{HAN}[,;!?:()]|[,;!?:()]{HAN}|{HAN}\.(?!\w)", plain), text


@CHINESE
def test_latin_stands_apart_from_chinese(kept: dict[str, Catalog], locale: Locale) -> None:
    for text in strings(kept[locale]):
        plain = TYPED.sub(" ", re.sub(r"\{\w+\}", " ", text))
        assert not re.search(rf"{HAN}[A-Za-z0-9]|[A-Za-z0-9]{HAN}", plain), text


def test_taiwan_has_its_own_words(kept: dict[str, Catalog]) -> None:
    mainland = (
        "搜索",
        "信息",
        "鏈接",
        "網絡",
        "視頻",
        "默認",
        "用戶",
        "登錄",
        "文件夾",
        "數據",
        "質量",
        "欄目",
        "命令",
        "“",
        "”",
    )
    for text in strings(kept["zh-TW"]):
        assert not [word for word in mainland if word in text], text


def test_plural_forms() -> None:
    one, many = "{n} item for “{text}”.", "{n} items for “{text}”."
    english, chinese = catalogue("en"), catalogue("zh-CN")
    assert english.counted(one, many, 1, text="x") == "1 item for “x”."
    assert english.counted(one, many, 0, text="x") == "0 items for “x”."
    assert chinese.counted(one, many, 1, text="x") == "找到 1 条与“x”有关的内容。"


def test_a_value_is_never_read_as_a_message() -> None:
    assert (
        catalogue("en")("There is no command /{name}.", name="{text}{0}") == "There is no command /{text}{0}."
    )
    assert catalogue("zh-CN")("") == ""  # not the catalogue's own header


@LOCALE
@pytest.mark.parametrize("day", [dt.date(2025, 5, 24), dt.date(2024, 2, 29), dt.date(1999, 12, 31)])
def test_dates_are_shown_as_they_can_be_asked_for(locale: Locale, day: dt.date) -> None:
    say = catalogue(locale)
    today = dt.date(2025, 6, 1)
    assert understand(say.date(day), today) == day
    assert understand(say.day(day, today), today) == day


def test_dates_in_each_language() -> None:
    day = dt.date(2025, 5, 24)
    assert catalogue("zh-CN").date(day) == "2025 年 5 月 24 日（周六）"
    assert catalogue("zh-TW").date(day) == "2025 年 5 月 24 日（週六）"
    assert catalogue("en").date(day) == "Saturday, 24 May 2025"
    assert catalogue("en").day(day, dt.date(2026, 1, 1)) == "24 May 2025"


def test_the_reasons_of_platforms_are_told_in_the_readers_language() -> None:
    say = catalogue("zh-CN")
    assert say.reason("the user has blocked the bot") == "用户已屏蔽机器人"
    quoting = "the topic is closed: open it again, or name another one (Telegram: {Topic} (closed))"
    assert say.reason(quoting) == "话题已关闭：请重新打开，或改用别的话题 (Telegram: {Topic} (closed))"
    assert say.reason("something new (and odd)") == "something new (and odd)"
    assert say.reason("") == ""


def test_bringing_up_to_date_keeps_what_stands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path, _ in catalogues():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    chinese = tmp_path / "zh-CN.po"
    whole = chinese.read_text("utf-8")
    assert 'msgid "Sections"\nmsgstr "栏目"\n' in whole
    chinese.write_text(whole.replace('msgid "Sections"', 'msgid "Gone"'), "utf-8")
    update(tmp_path)
    assert f"zh-CN.po: {whole.count('msgid ') - 1} messages, 1 to translate" in capsys.readouterr().err
    again = chinese.read_text("utf-8")
    assert again == whole.replace('msgid "Sections"\nmsgstr "栏目"', 'msgid "Sections"\nmsgstr ""')
    for path, _ in catalogues():
        if path.stem != "zh-CN":
            assert (tmp_path / path.name).read_bytes() == path.read_bytes()


def test_no_message_hides_from_the_catalogues() -> None:
    """Babel finds what is written out; a message that is put together would be English for everybody.

    A plural it takes for a singular where `say` stands by itself among the other arguments.
    """
    hidden = []
    known = {entry.id for entry in template()}
    for path in sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py")):
        calls = (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call))
        for call in calls:
            named = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
            built = bool(call.args) and isinstance(call.args[0], ast.JoinedStr | ast.BinOp)
            console = "cli" in path.parts and isinstance(call.func, ast.Attribute)
            forms = tuple(form.value for form in call.args[:2] if isinstance(form, ast.Constant))
            lost = named == "counted" and len(forms) == 2 and forms not in known
            if (named in KEYWORDS and built and not console) or lost:
                hidden.append(f"{path.relative_to(ROOT)}:{call.lineno}")
    assert not hidden


@LOCALE
def test_each_language_has_its_own_plural_forms(kept: dict[str, Catalog], locale: Locale) -> None:
    forms = {"en": 2, "zh-CN": 1, "zh-TW": 1}[locale]
    assert kept[locale].num_plurals == forms
    for entry in kept[locale]:
        if entry.id and not isinstance(entry.id, str):
            assert isinstance(entry.string, tuple | list)
            assert len(entry.string) == forms, entry.id
            assert all("{n}" in form for form in entry.string) or "{n}" not in entry.id[1], entry.id


def test_days_of_the_week_and_cities_in_each_language() -> None:
    said = {locale: catalogue(locale) for locale in LOCALES}
    assert [say.weekday("mon") for say in said.values()] == ["周一", "週一", "Mon"]
    assert [say.weekday("sun") for say in said.values()] == ["周日", "週日", "Sun"]
    assert [say.city("America/New_York") for say in said.values()] == ["纽约", "紐約", "New York"]
    for say in said.values():
        assert all(say.city(zone) for zone in zones.COMMON)
        assert len({say.weekday(day) for day in get_args(Weekday)}) == 7
        assert all(weekdays(say.weekday(day)) == (day,) for day in get_args(Weekday)), "shown as it is typed"
