"""The feed against RFC 4287: what must be there, once, absolute and lasting."""

import datetime as dt
import re
import xml.etree.ElementTree as ET

import pytest
from aiohttp import ClientSession

from storage import SqlStore
from tests.unit.web.editions import DAILY, SCRIPT, STORIES, TODAY, daily
from tests.unit.web.newsstand import NOW, deliver, on_show
from tests.unit.web.reader import Page, Reader

ATOM = "{http://www.w3.org/2005/Atom}"
TAG = re.compile(r"tag:[a-z0-9.-]+,\d{4}(-\d\d(-\d\d)?)?:\S+")


def parsed(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314  (our own feed)


def only(element: ET.Element, name: str) -> str:
    (found,) = element.findall(ATOM + name)
    return found.text or ""


async def test_feed_has_what_the_rfc_asks_for(reader: Reader) -> None:
    answer = await reader.get("/feed.xml")
    assert answer.headers["Content-Type"].startswith("application/atom+xml")
    feed = parsed(answer.text)
    assert feed.tag == ATOM + "feed"
    entries = feed.findall(ATOM + "entry")
    assert len(entries) == 7
    for element in (feed, *entries):
        assert TAG.fullmatch(only(element, "id"))
        assert only(element, "title")
        assert dt.datetime.fromisoformat(only(element, "updated")).tzinfo
        for link in element.findall(ATOM + "link"):
            assert link.attrib["href"].startswith(reader.address + "/")
    assert only(feed.find(ATOM + "author") or feed, "name") == "日报"
    assert {link.attrib["rel"] for link in feed.findall(ATOM + "link")} == {"self", "alternate"}
    ids = [only(entry, "id") for entry in entries]
    assert len(set(ids)) == len(ids)
    assert only(feed, "updated") == max(only(entry, "updated") for entry in entries)
    assert len({only(entry, "title") for entry in entries}) > 1


async def test_entry_holds_the_digest_as_escaped_html(reader: Reader) -> None:
    feed = parsed((await reader.get("/feed.xml?publication=ai-daily")).text)
    entry = feed.find(ATOM + "entry")
    assert entry is not None
    content = entry.find(ATOM + "content")
    assert content is not None
    assert content.attrib["type"] == "html"
    assert len(content) == 0
    page = Page(content.text or "")
    assert page.problems == []
    assert [heading.text for heading in page.all("h2")] == list(STORIES)
    assert all(link.startswith(("http://", "https://")) for link in page.links)


async def test_hostile_digest_stays_text_in_the_feed(reader: Reader) -> None:
    text = (await reader.get("/feed.xml")).text
    assert "<script" not in text
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f]", text)
    contents = [entry.find(ATOM + "content") for entry in parsed(text).findall(ATOM + "entry")]
    hostile = next(c.text for c in contents if c is not None and "alert(3)" in (c.text or ""))
    page = Page(hostile or "")
    assert page.problems == []
    assert page.all("script") == []
    assert not [link for link in page.links if not link.startswith(("http://", "https://"))]
    titles = [only(entry, "title") for entry in parsed(text).findall(ATOM + "entry")]
    assert any(title.startswith(SCRIPT) for title in titles)


async def test_feed_of_one_publication(reader: Reader) -> None:
    feed = parsed((await reader.get("/feed.xml?publication=ai-monthly")).text)
    assert [only(entry, "title") for entry in feed.findall(ATOM + "entry")] == ["算力月刊(2025年4月)"]
    assert only(feed, "id") != only(parsed((await reader.get("/feed.xml")).text), "id")


@pytest.mark.parametrize(
    ("base_url", "origin", "authority"),
    [
        (None, "{address}", "127.0.0.1"),
        ("https://news.example/", "https://news.example", "news.example"),
        ("https://[2001:db8::1]", "https://[2001:db8::1]", "localhost"),
    ],
)
async def test_addresses_and_ids_follow_the_base_url(
    store: SqlStore, session: ClientSession, base_url: str | None, origin: str, authority: str
) -> None:
    async with on_show(store, base_url=base_url) as address:
        feed = parsed((await Reader(session, address).get("/feed.xml")).text)
        origin = origin.format(address=address)
    assert only(feed, "id").startswith(f"tag:{authority},")
    assert all(e.attrib["href"].startswith(f"{origin}/") for e in feed.iter(ATOM + "link"))


async def test_id_of_an_entry_outlives_a_correction(reader: Reader, store: SqlStore) -> None:
    def ids(text: str) -> list[str]:
        return [only(entry, "id") for entry in parsed(text).findall(ATOM + "entry")]

    before = (await reader.get("/feed.xml")).text
    await deliver(store, daily(TODAY, stories={"新闻资讯": [("更正", "后")]}), DAILY, text_hash="second")
    after = (await reader.get("/feed.xml")).text
    assert before != after
    assert ids(before) == ids(after)


async def test_a_correction_moves_what_is_updated_and_leaves_what_is_published(
    reader: Reader, store: SqlStore
) -> None:
    def times(text: str) -> list[tuple[str, str]]:
        entry = parsed(text).findall(ATOM + "entry")[0]
        return [(only(entry, "published"), only(entry, "updated"))]

    ((published, updated),) = times((await reader.get("/feed.xml")).text)
    assert updated >= published
    corrected = daily(TODAY, stories={"新闻资讯": [("更正", "后")]})
    later = NOW + dt.timedelta(hours=3)
    await store.save(corrected, publication=DAILY.slug, text_hash="third", now=later)
    ((published_now, updated_now),) = times((await reader.get("/feed.xml")).text)
    assert published_now == published
    assert dt.datetime.fromisoformat(updated_now) == later
