"""Our own words come in the reader's language; the digest keeps its own."""

import pytest
from aiohttp import ClientSession

from bot.locales.catalogues import catalogues, template
from bot.models import Locale
from handlers.web.page import language
from handlers.web.paper import tongue
from storage import SqlStore
from tests.unit.web.newsstand import on_show
from tests.unit.web.reader import Reader


@pytest.mark.parametrize(
    ("accepted", "default", "expected"),
    [
        ("", "zh-CN", "zh-CN"),
        ("", "en", "en"),
        ("fr, de;q=0.5", "zh-TW", "zh-TW"),
        ("en-GB,en;q=0.9", "zh-CN", "en"),
        ("zh-TW,zh;q=0.9,en;q=0.8", "zh-CN", "zh-TW"),
        ("zh-Hant-HK", "en", "zh-TW"),
        ("zh-MO", "en", "zh-TW"),
        ("zh-SG", "zh-TW", "zh-CN"),
        ("zh", "zh-TW", "zh-TW"),
        ("zh", "en", "zh-CN"),
        ("en;q=0.3, zh-CN;q=0.7", "en", "zh-CN"),
        ("en;q=0, zh-TW;q=0.1", "en", "zh-TW"),
        ("*", "zh-TW", "zh-TW"),
        ("en;q=x, ;;;, zh-CN", "zh-TW", "zh-CN"),
        ("EN-us", "zh-CN", "en"),
        ("x" * 100_000, "zh-CN", "zh-CN"),
    ],
)
def test_language_is_the_readers_or_the_sites(accepted: str, default: Locale, expected: Locale) -> None:
    assert language(accepted, default) == expected


@pytest.mark.parametrize(
    ("header", "locale", "word"),
    [("zh-CN", "zh-CN", "搜索"), ("zh-HK", "zh-TW", "搜尋"), ("en", "en", "Search")],
)
async def test_pages_speak_three_languages(reader: Reader, header: str, locale: str, word: str) -> None:
    for path in ("/", "/editions", "/sections", "/search?q=x", "/chat"):
        page = (await reader.get(path, Accept_Language=header)).page
        assert page.one("html").attributes["lang"] == locale
        assert word in page.one("nav", class_="menu").text
    answer = await reader.ask("/nowhere", headers={"Accept-Language": header})
    assert answer.page.one("html").attributes["lang"] == locale


async def test_digest_keeps_its_language_on_an_english_page(reader: Reader) -> None:
    page = (await reader.get("/", Accept_Language="en")).page
    assert page.one("article", class_="daily").attributes["lang"] == "zh-CN"
    assert "May" in page.one("time", datetime="2025-05-24").text


async def test_site_speaks_its_own_language_to_those_who_ask_for_none(
    store: SqlStore, session: ClientSession
) -> None:
    async with on_show(store, locale="zh-TW") as address:
        page = (await Reader(session, address).get("/search")).page
    assert page.one("html").attributes["lang"] == "zh-TW"


@pytest.mark.parametrize(
    ("text", "locale", "expected"),
    [
        ("新闻", "zh-CN", "zh-CN"),
        ("新聞", "zh-TW", "zh-TW"),
        ("AI 日报", "en", "zh-CN"),
        ("News", "zh-CN", "en"),
    ],
)
def test_tongue_of_a_text(text: str, locale: Locale, expected: str) -> None:
    assert tongue(text, locale) == expected


def test_every_word_of_the_pages_is_in_every_catalogue() -> None:
    ours = {m.id for m in template() if any("handlers/web" in path for path, _ in m.locations)}
    assert len(ours) > 60
    for path, catalog in catalogues():
        for identifier in ours:
            message = catalog.get(identifier[0] if isinstance(identifier, tuple) else identifier)
            assert message, f"{path.name} lacks {identifier!r}; run python -m bot.locales.catalogues"
            told = message.string if isinstance(message.string, tuple) else (message.string,)
            assert all(told), (path.name, identifier)
