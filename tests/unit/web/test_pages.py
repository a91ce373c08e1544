"""Every page shows what it should, in order, and leads on."""

import datetime as dt
import itertools
from urllib.parse import quote

import pytest
from aiohttp import ClientSession

from bot.locales import catalogue
from bot.models import Policy
from storage import SqlStore
from tests.unit.web.editions import DAILY, STORIES, TODAY, daily
from tests.unit.web.newsstand import NOW, deliver, on_show
from tests.unit.web.reader import Page, Reader

PAGES = (
    "/",
    "/d/ai-daily/2025-05-24",
    "/d/ai-daily/2025-05-20",
    "/d/ai-monthly/2025-04-30",
    "/editions",
    "/editions?publication=ai-monthly",
    "/sections",
    f"/section/{quote('新闻资讯')}",
    f"/section/{quote('坏<栏目>/')}%22%26%3F%23%25",
    "/search",
    "/search?q=GPT-4o",
    "/search?q=%E6%A8%A1%E5%9E%8B&sort=newest&since=2025-05-01",
    "/search?q=zzzzqqqq&section=x",
    "/chat",
    "/chat?line=/help",
    "/chat?line=/today",
    "/chat?line=/search+GPT-4o",
)

SAY = catalogue("zh-CN")


async def item_path(store: SqlStore, title: str) -> str:
    found = await store.digest(TODAY)
    assert found
    return next(f"/item/{i.id}" for section in found.sections for i in section.items if i.title == title)


async def test_front_page_is_todays_digest_in_the_editors_order(reader: Reader) -> None:
    page = (await reader.get("/")).page
    assert [heading.text.strip() for heading in page.all("h2")] == list(STORIES)
    told = [(h.text, p.text) for h, p in zip(page.all("h3"), page.all("p", class_="prose"), strict=True)]
    assert told == [story for stories in STORIES.values() for story in stories]
    assert "周六" in page.one("time", datetime="2025-05-24").text
    assert page.all("p", class_="note") == []


async def test_front_page_says_that_the_newest_is_not_todays(store: SqlStore, session: ClientSession) -> None:
    async with on_show(store, now=lambda: NOW + dt.timedelta(days=1)) as address:
        page = (await Reader(session, address).get("/")).page
    assert len(page.all("p", class_="note")) == 1
    assert page.all("time", datetime="2025-05-24")


async def test_today_is_the_date_of_the_sites_time_zone(store: SqlStore, session: ClientSession) -> None:
    evening = dt.datetime(2025, 5, 23, 16, 30, tzinfo=dt.UTC)  # half past midnight in Shanghai
    async with on_show(store, now=lambda: evening) as address:
        page = (await Reader(session, address).get("/")).page
    assert page.all("time", datetime="2025-05-24")
    assert page.all("p", class_="note") == []


async def test_site_without_editions_says_so(empty: SqlStore, session: ClientSession) -> None:
    async with on_show(empty) as address:
        reader = Reader(session, address)
        for path in ("/", "/editions", "/sections", "/search?q=x", "/chat?line=/today", "/feed.xml"):
            await reader.get(path)
        assert (await reader.get("/")).page.one("h1").text == SAY("Nothing has come out yet")


async def test_digest_leads_to_its_neighbours_items_and_sections(reader: Reader, store: SqlStore) -> None:
    links = (await reader.get("/d/ai-daily/2025-05-23")).page.links
    assert "/d/ai-daily/2025-05-22" in links
    assert "/d/ai-daily/2025-05-24" in links
    assert f"/section/{quote('算法论文')}" in links
    assert "#s1" in links
    assert sum(link.startswith("/item/") for link in links) == 8
    assert "https://news.example/2025-05-23/0?section=新闻资讯" in links


async def test_links_of_a_page_lead_somewhere(reader: Reader) -> None:
    waiting, seen = {"/"}, set[str]()
    while waiting - seen and len(seen) < 120:
        path = min(waiting - seen)
        seen.add(path)
        page = (await reader.get(path)).page
        ids = {element.attributes.get("id") for element in page.elements}
        for link in page.links:
            inner, _, anchor = link.partition("#")
            assert inner or anchor in ids, (path, link)
            if inner.startswith("/") and not inner.startswith(("/feed.xml", "/chat?")):
                waiting.add(inner)
    assert len(seen) > 60


async def test_correction_stands_in_place_once_it_is_delivered(reader: Reader, store: SqlStore) -> None:
    corrected = daily(TODAY, stories=STORIES | {"新闻资讯": [("更正后的标题", "更正后的正文")]})
    saved = await store.save(corrected, publication="ai-daily", text_hash="second", now=NOW)
    assert saved.revision == 2
    before = await reader.get("/d/ai-daily/2025-05-24")
    assert "更正后的标题" not in before.text
    await deliver(store, corrected, DAILY, text_hash="second")
    after = await reader.get("/d/ai-daily/2025-05-24")
    assert "更正后的标题" in after.text
    assert "GPT-4o" not in after.text
    assert before.headers["ETag"] != after.headers["ETag"]


async def test_digest_shows_what_the_sites_policy_leaves(empty: SqlStore, session: ClientSession) -> None:
    await deliver(empty, daily(TODAY), DAILY, policy=Policy(sections=("算法论文",)))
    async with on_show(empty) as address:
        page = (await Reader(session, address).get("/")).page
    assert [heading.text.strip() for heading in page.all("h2")] == ["算法论文"]
    assert len(page.all("h3")) == 2


async def test_digest_that_was_not_delivered_is_not_there(empty: SqlStore, session: ClientSession) -> None:
    await empty.declare_publications([DAILY])
    await empty.declare_target("web", "site", Policy())
    await empty.save(daily(TODAY), publication="ai-daily", text_hash="x", now=NOW, published=True)
    async with on_show(empty) as address:
        reader = Reader(session, address)
        answer = await reader.ask("/d/ai-daily/2025-05-24")
        assert answer.status == 404
        assert answer.page.one("h1").text == SAY("Nothing has been published here on this date.")
        assert (await reader.get("/")).page.one("h1").text == SAY("Nothing has come out yet")


async def test_editions_stand_by_month_newest_first(reader: Reader) -> None:
    page = (await reader.get("/editions")).page
    assert [heading.text for heading in page.all("h2")] == ["2025年5月", "2025年4月"]
    dates = [time.attributes["datetime"] for time in page.all("time")]
    assert dates == sorted(dates, reverse=True)
    assert len(dates) == 7
    only = (await reader.get("/editions?publication=ai-monthly")).page
    assert [time.attributes["datetime"] for time in only.all("time")] == ["2025-04-30"]


async def test_editions_are_paged_without_losing_any(
    empty: SqlStore, session: ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.web.digests.EDITIONS", 5)
    other = DAILY.model_copy(update={"slug": "other", "name": "另一份"})
    days = [TODAY - dt.timedelta(days=days) for days in range(6)]
    for publication in (DAILY, other):
        await empty.declare_publications([publication])
        for day in days:
            await empty.save(
                daily(day), publication=publication.slug, text_hash=str(day), now=NOW, published=True
            )
    async with on_show(empty) as address:
        reader, path, seen = Reader(session, address), "/editions", list[str]()
        while path:
            page = (await reader.get(path)).page
            seen += [link for link in page.links if link.startswith("/d/")]
            path = next((a.attributes["href"] for a in page.all("a", rel="next")), "")
    assert sorted(seen) == sorted(f"/d/{slug}/{day}" for slug in ("ai-daily", "other") for day in days)


async def test_section_is_paged_without_losing_any(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handlers.web.items.ITEMS", 3)
    path, seen = f"/section/{quote('新闻资讯')}", list[str]()
    while path:
        page = (await reader.get(path)).page
        seen += [link for link in page.links if link.startswith("/item/")]
        path = next((a.attributes["href"] for a in page.all("a", rel="next")), "")
    assert len(seen) == len(set(seen)) == 5 * 4


async def test_sections_are_counted(reader: Reader) -> None:
    page = (await reader.get("/sections")).page
    tile = next(a for a in page.all("a") if a.attributes["href"] == f"/section/{quote('新闻资讯')}")
    assert "20 条" in tile.text
    assert "2025-05-24" in tile.text


async def test_item_has_its_text_its_source_and_its_neighbours(reader: Reader, store: SqlStore) -> None:
    page = (await reader.get(await item_path(store, "手写笔记应用加入离线问答"))).page
    assert page.one("h1").text == "手写笔记应用加入离线问答"
    source = page.one("a", class_="source")
    assert source.attributes["href"] == "https://news.example/2025-05-24/0?section=产品应用"
    assert source.attributes["rel"] == "noopener noreferrer"
    assert "news.example" in source.text
    assert "芯片设计公司" in page.one("a", rel="prev").text  # of the section before
    assert "Blender" in page.one("a", rel="next").text
    shared = page.one("input", id="share").attributes["value"]
    assert shared.startswith(reader.address + "/item/")


async def test_item_of_a_monthly_has_all_its_links_and_paragraphs(reader: Reader) -> None:
    page = (await reader.get("/d/ai-monthly/2025-04-30")).page
    assert [a.attributes["href"] for a in page.all("a", class_="source")] == [
        "https://news.example/corridor",
        "https://gov.example/notice",
        "https://images.example/roof.jpg",
    ]
    assert page.one("p", class_="subtitle").text == "一半电力来自屋顶"
    assert len(page.all("p", class_="prose")) == 3
    assert page.all("time", datetime="2025-04-12")
    assert page.all("img", src="https://images.example/roof.jpg") == []


async def test_item_that_was_taken_back_is_gone(reader: Reader, store: SqlStore) -> None:
    path = await item_path(store, "Blender 插件：一句话给场景打光")
    fewer = STORIES | {"产品应用": STORIES["产品应用"][:1]}
    await deliver(store, daily(TODAY, stories=fewer), DAILY, text_hash="second")
    answer = await reader.ask(path)
    assert answer.status == 404
    assert answer.page.one("h1").text == SAY("There is no such item, or it was taken back.")


@pytest.mark.parametrize("path", PAGES)
async def test_page_is_built_for_everyone(reader: Reader, path: str) -> None:
    check_build((await reader.get(path)).page)


async def test_item_page_is_built_for_everyone(reader: Reader, store: SqlStore) -> None:
    check_build((await reader.get(await item_path(store, "小模型为何数不清草莓里的字母"))).page)


def check_build(page: Page) -> None:
    """Nesting, one h1, no level of heading left out, unique ids, a label for each field, languages."""
    assert page.html.startswith("<!doctype html>")
    assert page.problems == []
    levels = [int(e.tag[1]) for e in page.elements if e.tag in {"h1", "h2", "h3", "h4"}]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(below <= above + 1 for above, below in itertools.pairwise(levels)), levels
    ids = [e.attributes["id"] for e in page.elements if "id" in e.attributes]
    assert len(ids) == len(set(ids))
    labelled = {label.attributes.get("for") for label in page.all("label")}
    fields = [e for e in page.elements if e.tag in {"input", "select"}]
    assert all(e.attributes.get("id", "-") in labelled or "label" in e.inside for e in fields)
    assert page.one("html").attributes["lang"] == "zh-CN"
    assert all(e.attributes["lang"] in {"zh-CN", "en"} for e in page.elements if "lang" in e.attributes)
    assert page.one("title").text.strip()
    assert page.one("main").attributes["id"] == "main"
    assert page.elements[page.elements.index(page.one("body")) + 1].attributes["href"] == "#main"
    assert all(a.text.strip() or a.attributes.get("aria-label") for a in page.all("a"))
    assert all(button.text.strip() for button in page.all("button"))
    assert all("alt" in img.attributes for img in page.all("img"))
