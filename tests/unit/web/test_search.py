"""The search page: words, marks, filters, pages, suggestions."""

from urllib.parse import quote

import pytest
from aiohttp import ClientSession

from bot.models import Hit, SearchPage, SearchQuery
from storage import SqlStore
from tests.unit.web.editions import TODAY
from tests.unit.web.newsstand import on_show
from tests.unit.web.reader import Reader


def hit(number: int, *, title: str = "标题<b>", snippet: str = "") -> Hit:
    return Hit(
        id=number,
        date=TODAY,
        publication="ai-daily",
        section="新闻资讯",
        title=title,
        title_spans=((0, 2),),
        snippet=snippet,
        snippet_spans=((2, 4),) if snippet else (),
        url="https://news.example/1",
    )


async def test_words_are_found_and_marked(reader: Reader) -> None:
    page = (await reader.get("/search?q=GPT-4o")).page
    assert "5" in page.one("p", class_="result").text
    assert [heading.text for heading in page.all("h2")] == ["GPT-4o 接口调价，长文本便宜四成"] * 5
    assert {mark.text for mark in page.all("mark")} >= {"GPT-4o"}
    assert page.one("input", id="q").attributes["value"] == "GPT-4o"


async def test_filters_narrow_and_stay_in_the_form(reader: Reader) -> None:
    path = f"/search?q=GPT-4o&since=2025-05-22&until=2025-05-23&section={quote('新闻资讯')}&sort=newest"
    page = (await reader.get(path)).page
    assert len(page.all("h2")) == 2
    assert "open" in page.one("details").attributes
    assert page.one("input", name="since").attributes["value"] == "2025-05-22"
    assert page.one("input", name="until").attributes["value"] == "2025-05-23"
    assert {option.text for option in page.all("option") if "selected" in option.attributes} >= {"新闻资讯"}
    assert len((await reader.get("/search?q=GPT-4o&publication=ai-monthly")).page.all("h2")) == 0


async def test_form_alone_asks_for_nothing(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    async def never(store: SqlStore, query: SearchQuery) -> SearchPage:
        raise AssertionError(query)

    monkeypatch.setattr(SqlStore, "search", never)
    page = (await reader.get("/search?q=%20%20&section=x")).page
    assert page.all("p", class_="result") == []
    assert page.all("article") == []


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[SearchQuery]:
    """What the store is asked; it answers with two of 1,000 hits, and a next page after the first."""
    queries: list[SearchQuery] = []

    async def search(store: SqlStore, query: SearchQuery) -> SearchPage:
        queries.append(query)
        following = "key/1+2" if query.before is None else None
        return SearchPage(
            total=1000, total_is_exact=False, hits=(hit(1, snippet="正文<i>"), hit(2)), next=following
        )

    monkeypatch.setattr(SqlStore, "search", search, raising=False)
    return queries


async def test_pages_are_followed_by_key_with_the_filters(reader: Reader, asked: list[SearchQuery]) -> None:
    page = (await reader.get("/search?q=a%26b&section=x&since=2025-05-01&sort=newest")).page
    more = page.one("a", rel="next").attributes["href"]
    assert page.all("a", rel="first") == []
    page = (await reader.get(more)).page
    assert page.all("a", rel="next") == []
    assert asked[1] == asked[0].model_copy(update={"before": "key/1+2"})
    assert asked[0].text == "a&b"
    await reader.get(page.one("a", rel="first").attributes["href"])
    assert asked[2] == asked[0]


async def test_count_beyond_the_cap_and_marks_within_escapes(
    reader: Reader, asked: list[SearchQuery]
) -> None:
    answer = await reader.get("/search?q=x")
    assert "1000" in answer.page.one("p", class_="result").text.replace(",", "")
    assert "<mark>标题</mark>&lt;b&gt;" in answer.text
    assert "正文<mark>&lt;i</mark>&gt;" in answer.text


async def test_nothing_found_suggests_and_offers_fewer_filters(
    store: SqlStore, session: ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def search(store: SqlStore, query: SearchQuery) -> SearchPage:
        return SearchPage(total=0, total_is_exact=True, suggestion="GPT-4o & <b>")

    monkeypatch.setattr(SqlStore, "search", search, raising=False)
    async with on_show(store) as address:
        reader = Reader(session, address)
        page = (await reader.get("/search?q=gtp4o&section=x")).page
        assert "/search?q=GPT-4o+%26+%3Cb%3E&section=x" in page.links
        assert "/search?q=gtp4o" in page.links
        assert "/search?q=gtp4o" not in (await reader.get("/search?q=gtp4o")).page.links
