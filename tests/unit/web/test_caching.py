"""Readers who have a page already are told so; files of a known version are kept for ever."""

import gzip

import pytest
from aiohttp import ClientSession
from yarl import URL

from bot.errors import StoreBusy
from storage import SqlStore
from tests.unit.web.reader import Reader

KEPT = (
    "/",
    "/d/ai-daily/2025-05-24",
    "/editions",
    "/sections",
    "/feed.xml",
    "/static/site.css",
    "/robots.txt",
)


@pytest.mark.parametrize("path", KEPT)
async def test_page_that_the_reader_has_is_not_sent_again(reader: Reader, path: str) -> None:
    first = await reader.get(path)
    tag = first.headers["ETag"]
    assert first.headers["Cache-Control"] == "no-cache"
    again = await reader.ask(path, headers={"If-None-Match": f'"other", {tag}'})
    assert (again.status, again.body) == (304, b"")
    assert again.headers["ETag"] == tag
    other = await reader.ask(path, headers={"If-None-Match": '"other"'})
    assert (other.status, other.body) == (200, first.body)


async def test_tag_tells_languages_apart(reader: Reader) -> None:
    chinese = await reader.get("/editions")
    english = await reader.get("/editions", Accept_Language="en")
    assert chinese.headers["ETag"] != english.headers["ETag"]
    assert "Accept-Language" in chinese.headers["Vary"]


async def test_error_page_is_never_kept(reader: Reader) -> None:
    answer = await reader.ask("/nowhere", headers={"If-None-Match": "*"})
    assert answer.status == 404
    assert "ETag" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"


async def test_head_has_the_headers_of_the_page_without_its_body(reader: Reader) -> None:
    for path in ("/", "/feed.xml", "/static/site.css", "/nowhere"):
        whole, head = await reader.ask(path), await reader.ask(path, "HEAD")
        assert head.body == b""
        assert head.status == whole.status
        assert head.headers.get("ETag") == whole.headers.get("ETag")
        assert head.headers["Content-Type"] == whole.headers["Content-Type"]


async def test_files_are_named_by_their_version(reader: Reader) -> None:
    page = (await reader.get("/")).page
    addresses = [e.attributes["href"] for e in page.all("link", rel="stylesheet")]
    addresses += [e.attributes["src"] for e in page.all("script")]
    addresses += [e.attributes["href"] for e in page.all("link", rel="icon")]
    kinds = []
    for address in addresses:
        answer = await reader.get(address)
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        kinds.append(answer.headers["Content-Type"].partition(";")[0])
    assert kinds == ["text/css", "text/javascript", "image/svg+xml"]


@pytest.mark.parametrize("path", ["/", "/static/site.css", "/feed.xml"])
async def test_text_is_compressed_for_those_who_can_read_it(
    reader: Reader, session: ClientSession, path: str
) -> None:
    plain = await reader.ask(path, headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    async with ClientSession(auto_decompress=False) as raw:
        async with raw.get(URL(reader.address + path), headers={"Accept-Encoding": "gzip"}) as response:
            body = await response.read()
        assert response.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert gzip.decompress(body) == plain.body
    assert len(body) < len(plain.body) / 2


async def test_health_is_asked_anew_each_time(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = await reader.get("/healthz")
    assert (answer.text.split(",")[0], answer.headers["Cache-Control"]) == ("ok", "no-store")

    async def away(*args: object, **options: object) -> None:
        raise StoreBusy("locked")

    monkeypatch.setattr(SqlStore, "last_heartbeat", away)
    assert (await reader.ask("/healthz")).status == 503


async def test_crawlers_are_kept_from_pages_without_end(reader: Reader) -> None:
    text = (await reader.get("/robots.txt")).text
    assert "Disallow: /search" in text
    assert "Disallow: /chat" in text
