"""Texts that mean harm stay texts; every response carries the headers; wrong requests get kind answers."""

import asyncio
import logging
from urllib.parse import quote

import pytest
from aiohttp import ClientSession

from bot.errors import StoreBusy
from handlers.web.guard import HEADERS
from handlers.web.paper import href, marked
from storage import SqlStore
from tests.unit.web.editions import LONG_TITLE, SCRIPT
from tests.unit.web.newsstand import on_show
from tests.unit.web.reader import Page, Reader

HOSTILE_PATHS = (
    "/d/ai-daily/2025-05-20",
    "/editions",
    "/sections",
    f"/section/{quote('坏<栏目>/')}%22%26%3F%23%25",
    f"/search?q={quote(SCRIPT)}&section={quote(SCRIPT)}&publication={quote(SCRIPT)}",
    "/search?q=%22%3E%3Csvg%20onload%3Dalert(1)%3E",
    f"/search?q=x&before={quote(SCRIPT)}",
    f"/chat?line={quote(SCRIPT)}",
    f"/chat?line=/search+{quote(SCRIPT)}",
    "/chat?line=/digest+2025-05-20",
)


def check_harmless(page: Page) -> None:
    """Only our own script and style, no attribute that acts, no link but to http(s) and this site."""
    assert [e.attributes["src"].partition("?")[0] for e in page.all("script")] == ["/static/site.js"]
    assert {e.tag for e in page.elements}.isdisjoint({"style", "iframe", "object", "embed", "svg", "base"})
    assert all(e.attributes["src"].startswith("/static/") for e in page.all("img"))
    for element in page.elements:
        assert not [name for name in element.attributes if name.startswith("on") or name == "style"]
        link = element.attributes.get("href", "/")
        assert link.startswith(("/", "#", "https://", "http://")), link
        assert not link.startswith("//")
        if element.tag == "a" and not link.startswith(("/", "#")):
            assert element.attributes["rel"] == "noopener noreferrer"


@pytest.mark.parametrize("path", HOSTILE_PATHS)
async def test_hostile_texts_stay_texts(reader: Reader, path: str) -> None:
    answer = await reader.get(path)
    assert answer.page.problems == []
    check_harmless(answer.page)


async def test_hostile_digest_is_shown_as_it_was_written(reader: Reader, store: SqlStore) -> None:
    page = (await reader.get("/d/ai-daily/2025-05-20")).page
    titles = [heading.text for heading in page.all("h3")]
    assert titles[0] == SCRIPT
    assert titles[1] == LONG_TITLE
    assert "{{ 7 * 7 }}" in page.one("p", class_="lead").text
    assert [a.attributes["href"] for a in page.all("a", class_="source")] == [
        "https://evil.example/?q=\"'><script>",
        "https://fine.example/空 格",
        "https://images.example/a.png",
    ]
    for link in [link for link in page.links if link.startswith("/item/")]:
        check_harmless((await reader.get(link)).page)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        " javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "//evil.example/",
        "/relative",
        "https:",
        "https://",
        "https://[half",
        "file:///etc/passwd",
        "https://a.example/\x00",
        "",
        None,
    ],
)
def test_only_http_addresses_become_links(url: str | None) -> None:
    assert href(url) is None


@pytest.mark.parametrize("url", ["https://a.example", "HTTP://a.example/?q=1#x", "https://例子.example/文"])
def test_http_addresses_become_links_as_they_are(url: str) -> None:
    assert href(url) == url


@pytest.mark.parametrize(
    ("spans", "html"),
    [
        ((), "&lt;b&gt;&amp;"),
        (((0, 1),), "<mark>&lt;</mark>b&gt;&amp;"),
        (((1, 2), (3, 4)), "&lt;<mark>b</mark>&gt;<mark>&amp;</mark>"),
        (((3, 99),), "&lt;b&gt;<mark>&amp;</mark>"),
    ],
)
def test_marks_are_the_only_markup(spans: tuple[tuple[int, int], ...], html: str) -> None:
    assert marked("<b>&", spans) == html


ODD_REQUESTS = (
    ("GET", "/nowhere", 404),
    ("GET", "/d/ai-daily/2025-05-25", 404),
    ("GET", "/d/nobody/2025-05-24", 404),
    ("GET", "/d/ai-daily/2025-13-45", 400),
    ("GET", "/d/ai-daily/latest", 400),
    ("GET", "/d/AI%00/2025-05-24", 404),
    ("GET", "/item/999999999", 404),
    ("GET", "/item/999999999999999999", 404),
    ("GET", "/item/9999999999999999999999", 404),
    ("GET", "/item/-1", 404),
    ("GET", "/item/%D9%A1", 404),
    ("GET", "/section/%E6%97%A0", 404),
    ("GET", "/section/%ff%fe", 404),
    ("GET", "/section/%00", 404),
    ("GET", f"/section/{'x' * 400}", 400),
    ("GET", "/section/x?before=abc", 400),
    ("GET", "/section/x?before=99999999999999999999", 400),
    ("GET", "/editions?before=yesterday", 400),
    ("GET", "/search?q=x&since=2025-02-30", 400),
    ("GET", "/search?q=x&until=%ff", 400),
    ("GET", f"/search?q={'x' * 301}", 400),
    ("GET", f"/search?q={'x' * 20000}", 400),
    ("GET", f"/chat?line={'x' * 301}", 400),
    ("GET", "/static/../create.py", 404),
    ("GET", "/static/..%2Fcreate.py", 404),
    ("GET", "/static/nothing.css", 404),
    ("POST", "/", 405),
    ("DELETE", "/search", 405),
    ("PUT", "/chat", 405),
    ("OPTIONS", "/", 405),
)
FINE_REQUESTS = (
    "/search?q=%ff%fe",
    "/search?q=%00%01",
    "/search?q=%ED%A0%80",
    "/search?q=&q=x&q=y",
    "/search?sort=evil&q=x",
    "/search?before=garbage&q=x",
    "/search?q=%22%28%29*%5E%3A%25_%27--%3B",
    "/search?q=AND+OR+NOT+NEAR",
    "/search?q=x&section=%00",
    "/editions?publication=nobody",
    "/editions?before=0001-01-01",
    "/chat?line=%ff",
    "/chat?line=/search+x&page=%00garbage",
    "/chat?line=/nothing+at+all",
    "/feed.xml?publication=nobody",
)


@pytest.mark.parametrize(("method", "path", "status"), ODD_REQUESTS)
async def test_odd_requests_get_a_kind_page(reader: Reader, method: str, path: str, status: int) -> None:
    answer = await reader.ask(path, method)
    assert answer.status == status
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.page.one("h1").text
    assert answer.page.problems == []
    check_harmless(answer.page)
    if status == 405:
        assert "GET" in answer.headers["Allow"]


@pytest.mark.parametrize("path", FINE_REQUESTS)
async def test_strange_words_are_only_words(reader: Reader, path: str) -> None:
    await reader.get(path)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        *(("GET", path) for path in ("/", "/editions", "/search?q=x", "/chat", "/feed.xml", "/robots.txt")),
        ("GET", "/static/site.css"),
        ("GET", "/healthz"),
        ("GET", "/nowhere"),
        ("HEAD", "/"),
        ("POST", "/"),
    ],
)
async def test_headers_are_on_every_response(reader: Reader, method: str, path: str) -> None:
    answer = await reader.ask(path, method)
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


def test_policy_of_content_lets_nothing_in_from_outside() -> None:
    rules = dict(rule.strip().split(" ", 1) for rule in HEADERS["Content-Security-Policy"].split(";"))
    assert rules["default-src"] == rules["base-uri"] == rules["frame-ancestors"] == "'none'"
    own = {"style-src", "script-src", "img-src", "form-action"}
    assert {name for name, source in rules.items() if source == "'self'"} == own


async def test_store_that_is_away_is_told_in_one_sentence(
    store: SqlStore, session: ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*args: object, **options: object) -> None:
        raise StoreBusy("/var/secret/ribao.db is locked")

    asked = ("digest", "editions", "sections", "section", "item", "search", "publications", "targets")
    for name in (*asked, "last_heartbeat"):
        monkeypatch.setattr(SqlStore, name, away, raising=False)
    async with on_show(store) as address:
        reader = Reader(session, address)
        for path in ("/", "/editions", "/sections", "/section/x", "/search?q=x", "/item/1", "/feed.xml"):
            answer = await reader.ask(path)
            assert answer.status == 503
            assert answer.headers["Retry-After"] == "10"
            assert answer.page.one("h1").text
            assert "secret" not in answer.text
        answer = await reader.ask("/healthz")
        assert (answer.status, answer.text) == (503, "the archive does not answer\n")


async def test_defect_is_logged_and_answered(
    store: SqlStore,
    session: ClientSession,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    async def broken(*args: object, **options: object) -> None:
        raise ZeroDivisionError("a secret")

    monkeypatch.setattr(SqlStore, "sections", broken)
    async with on_show(store) as address:
        answer = await Reader(session, address).ask("/sections")
    assert answer.status == 500
    assert answer.page.one("h1").text
    assert "secret" not in answer.text
    assert "a page failed" in "".join(capsys.readouterr())


@pytest.mark.parametrize(
    "request_text",
    [
        b"GET / HTTP/1.1\r\nHost: [half\r\n\r\n",
        b"GET /feed.xml HTTP/1.1\r\nHost: a b<c>:x\r\nConnection: close\r\n\r\n",
        b"GET /item/1 HTTP/1.1\r\nHost: \r\nConnection: close\r\n\r\n",
        b"GET /feed.xml HTTP/1.0\r\n\r\n",
        b"GET http://[::1/ HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /" + b"x" * 100_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"y" * 100_000 + b"\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"POST /chat HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
    ],
)
async def test_broken_requests_never_are_our_error(
    reader: Reader, request_text: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL, logger="aiohttp.server")
    host, port = reader.address.removeprefix("http://").split(":")
    stream, writer = await asyncio.open_connection(host, int(port))
    writer.write(request_text)
    writer.write_eof()
    async with asyncio.timeout(5):
        status = (await stream.readline()).split()
    writer.close()
    assert not status or int(status[1]) < 500, status
    await reader.get("/")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Origin": "{address}"}, 200),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "{address}"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": "multipart/form-data; boundary=x"}, 415),
    ],
)
async def test_only_our_own_form_is_taken(reader: Reader, headers: dict[str, str], status: int) -> None:
    sent = {name: value.format(address=reader.address) for name, value in headers.items()}
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = await reader.ask("/chat", "POST", headers=form | sent, data=b"line=%2Fhelp")
    assert answer.status == status
    assert answer.page.one("h1").text


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"line=%ff%fe", 200),
        (b"\xff\xfe\x00", 200),
        (b"", 200),
        (b"line=" + b"x" * 301, 400),
        (b"x=" + b"x" * 20_000, 413),
        (b"&".join([b"a=1"] * 500), 400),
    ],
)
async def test_odd_forms_get_a_kind_page(reader: Reader, body: bytes, status: int) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = await reader.ask("/chat", "POST", headers=form, data=body)
    assert answer.status == status
    assert answer.page.problems == []
