"""Asking addresses, of a real server: what is a document, and what is refused before it is asked."""

import gzip
import socket
import zlib
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from bot.errors import SourceDown, SourceError
from bot.sources.answers import NOTHING, Answer
from bot.sources.web import Web
from tests.fakes.website import Website, website


@pytest.fixture
async def site() -> AsyncIterator[Website]:
    async with website() as site:
        yield site


class Names(AbstractResolver):
    """Answers with the next of its addresses each time it is asked, the last for good."""

    def __init__(self, port: int, *addresses: str) -> None:
        self.addresses = list(addresses)
        self._port = port

    async def resolve(
        self,
        host: str,
        port: int = 0,  # noqa: ARG002
        family: socket.AddressFamily = socket.AF_INET,  # noqa: ARG002
    ) -> list[ResolveResult]:
        address = self.addresses.pop(0) if len(self.addresses) > 1 else self.addresses[0]
        return [
            ResolveResult(
                hostname=host, host=address, port=self._port, family=socket.AF_INET, proto=0, flags=0
            )
        ]

    async def close(self) -> None:
        pass


def open_web(*, seconds: float = 30, resolver: AbstractResolver | None = None) -> Web:
    """A visit to which nothing is private."""
    return Web(schemes=("http",), allows=lambda _: True, seconds=seconds, resolver=resolver)


async def refused(web: Web, url: str) -> str:
    async with web as visit:
        with pytest.raises(SourceError) as caught:
            await visit.ask(url)
    assert "\n" not in str(caught.value)
    return str(caught.value)


async def test_a_text_is_read_once_and_then_only_asked_for(site: Website) -> None:
    site.texts["/a.md"] = "# 日报"
    async with open_web() as web:
        answer = await web.ask(site.at("/a.md"))
        assert answer is not None
        assert answer.raw == "# 日报".encode()
        again = await web.ask(site.at("/a.md"), answer)
        assert again == answer._replace(raw=None)
        assert site.statuses == [200, 304]
        assert site.asked[1].headers["If-Modified-Since"] == answer.modified
        assert site.asked[0].headers["User-Agent"].startswith("Ribao/")
        assert "Cookie" not in site.asked[1].headers
        assert await web.ask(site.at("/b.md")) is None


async def test_cookies_are_not_kept(site: Website) -> None:
    site.answers["/a"] = {"text": "x", "headers": {"Set-Cookie": "id=1"}}
    async with open_web() as web:
        await web.ask(site.at("/a"))
        await web.ask(site.at("/a"))
    assert "Cookie" not in site.asked[1].headers


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ({"status": 503, "text": "away"}, "it answers 503"),
        ({"text": "<p>", "content_type": "text/html"}, "a web page; name the address of the text itself"),
        ({"body": b"%PDF", "content_type": "application/pdf"}, "application/pdf, which is no text"),
        ({"body": b"x" * 5_000_001, "content_type": "text/plain"}, "larger than 5 MB"),
        ({"body": gzip.compress(b"0" * 5_000_001), "headers": {"Content-Encoding": "gzip"}}, "than 5 MB"),
        ({"body": b"plain", "headers": {"Content-Encoding": "gzip"}}, "packed wrongly"),
        ({"body": gzip.compress(b"abc" * 99)[:-12], "headers": {"Content-Encoding": "gzip"}}, "broke off"),
        ({"body": b"x", "headers": {"Content-Encoding": "br"}}, "packed as br, which I did not ask for"),
        ({"status": 302}, "redirects to what is no address"),
        ({"status": 302, "headers": {"Location": "http://[::1/"}}, "redirects to what is no address"),
        ({"status": 302, "headers": {"Location": "file:///etc/passwd"}}, "redirects to what is no address"),
        ({"status": 302, "headers": {"Location": "ftp://127.0.0.1/a"}}, "it leads to ftp, not to https"),
        ({"status": 302, "headers": {"Location": "/a"}}, "it redirects more than 5 times"),
    ],
)
async def test_what_is_no_text_is_refused_in_one_sentence(
    site: Website, answer: dict[str, Any], sentence: str
) -> None:
    site.answers["/a"] = answer
    assert sentence in await refused(open_web(), site.at("/a"))
    assert len(site.asked) <= 6


async def test_a_bomb_is_not_unpacked_whole(site: Website, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twenty megabytes in a few kilobytes: what we take of it is bounded, whatever the server packs."""
    sizes: list[int] = []
    make = zlib.decompressobj

    class Counting:
        def __init__(self, *arguments: Any) -> None:  # noqa: ANN401
            self._inner = make(*arguments)

        def decompress(self, chunk: bytes, room: int) -> bytes:
            sizes.append(len(out := self._inner.decompress(chunk, room)))
            return out

    monkeypatch.setattr("bot.sources.answers.zlib.decompressobj", Counting)
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(packer.compress(bytes(1_000_000)) for _ in range(20)) + packer.flush()
    site.answers["/a"] = {"body": bomb, "headers": {"Content-Encoding": "gzip"}}
    assert "larger than 5 MB" in await refused(open_web(), site.at("/a"))
    assert sum(sizes) == 5_000_001


@pytest.mark.parametrize(
    ("body", "kind", "text"),
    [
        ("日报".encode("gb18030"), "text/plain; charset=GB2312", "日报"),
        ("日報".encode("big5"), "text/plain; charset=big5", "日報"),
        ("日报".encode(), "text/plain; charset=iso-8859-1", "日报"),
        ("日报".encode(), "text/plain; charset=nonsense", "日报"),
        ("日报".encode(), "application/octet-stream", "日报"),
    ],
)
async def test_the_header_names_the_charset(site: Website, body: bytes, kind: str, text: str) -> None:
    site.answers["/a"] = {"body": body, "headers": {"Content-Type": kind}}
    async with open_web() as web:
        answer = await web.ask(site.at("/a"))
    assert answer is not None
    assert answer.raw == text.encode()


async def test_who_is_slow_or_away_is_told_of_once_and_nothing_else_is_asked(site: Website) -> None:
    async with open_web(seconds=0.2) as web:
        with pytest.raises(SourceDown, match=r"does not answer within 0\.2 seconds"):
            await web.ask(site.at("/slow"))
    async with open_web() as web:
        with pytest.raises(SourceDown, match="can't be reached: "):
            await web.ask(f"http://127.0.0.1:{Website(1).port}/")


async def test_a_name_and_a_password_go_nowhere_else(site: Website) -> None:
    site.answers["/a"] = {"status": 302, "headers": {"Location": "/b"}}
    site.answers["/b"] = {"status": 307, "headers": {"Location": site.at("/c", "other.example")}}
    site.answers["/c"] = {"status": 301, "headers": {"Location": f"http://x:y@127.0.0.1:{site.port}/d"}}
    site.texts["/d"] = "text"
    names = Names(site.port, "127.0.0.1")
    async with open_web(resolver=names) as web:
        answer = await web.ask(f"http://me:secret@127.0.0.1:{site.port}/a", NOTHING)
    assert isinstance(answer, Answer)
    sent = [(request.path, request.headers.get("Authorization", "")[:5]) for request in site.asked]
    assert sent == [("/a", "Basic"), ("/b", "Basic"), ("/c", ""), ("/d", "")]


# --- private networks ---


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "127.1", "2130706433", "localhost"]
)
async def test_our_own_machine_is_not_asked(site: Website, host: str) -> None:
    site.texts["/a.md"] = "text"
    told = await refused(Web(schemes=("http",)), site.at("/a.md", host))
    assert "in a private network; if that is meant, set allow_private" in told
    assert not site.asked


async def test_plain_http_is_not_asked(site: Website) -> None:
    assert await refused(Web(), site.at("/a.md")) == "it leads to http, not to https"


async def test_a_redirect_into_our_network_is_not_followed(site: Website) -> None:
    """The first host counts as public here, so that it can answer; what it leads to does not."""
    for number, location in enumerate(("127.0.0.2", "[::1]", "inside.example")):
        path = f"/{number}"
        site.answers[path] = {"status": 302, "headers": {"Location": site.at("/secret", location)}}
        names = Names(site.port, "127.0.0.1", "127.0.0.2")
        web = Web(schemes=("http",), allows=lambda ip: ip == "127.0.0.1", resolver=names)
        assert "in a private network" in await refused(web, site.at(path, "news.example"))
        assert site.paths() == [path]


async def test_a_name_that_leads_elsewhere_when_it_is_connected_to(site: Website) -> None:
    """Each connection goes to the very addresses that were judged: a second look at the name counts anew."""
    site.answers["/a"] = {"text": "text", "headers": {"Connection": "close"}}
    names = Names(site.port, "127.0.0.1", "127.0.0.2")
    allowed = Web(schemes=("http",), allows=lambda ip: ip == "127.0.0.1", resolver=names)
    async with allowed as web:
        assert await web.ask(site.at("/a", "news.example"))
        with pytest.raises(SourceError, match="private network"):
            await web.ask(site.at("/a", "news.example"))
    assert site.paths() == ["/a"]
