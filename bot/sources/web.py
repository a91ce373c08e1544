"""Asking addresses: within a size and a time, and never led into a network of our own.

The only file of bot/ that knows aiohttp; it is imported when an address is asked.
"""

import asyncio
import socket
from collections.abc import Callable, Collection
from importlib.metadata import version
from types import TracebackType
from typing import Self

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from bot.errors import SourceDown, SourceError
from bot.sentence import Sentence
from bot.sources.answers import NOTHING, Answer, Body, check_kind
from bot.sources.models import Address
from bot.sources.networks import is_public

SECONDS = 30.0
"""For one document, with all redirects."""
REDIRECTS = 5
REDIRECTED = frozenset({301, 302, 303, 307, 308})
ABSENT = frozenset({404, 410})
CHUNK = 65_536


class Web:
    """A visit to the web: `async with` it, then ask. Keeps no cookies, uses no proxy."""

    def __init__(
        self,
        *,
        schemes: Collection[str] = ("https",),
        allows: Callable[[str], bool] = is_public,
        seconds: float = SECONDS,
        resolver: AbstractResolver | None = None,
    ) -> None:
        """`allows` judges every IP address before it is connected to; `resolver` finds them (none: DNS)."""
        self._schemes = schemes
        self._allows = allows
        self._seconds = seconds
        self._resolver = resolver

    @classmethod
    def of(cls, source: Address) -> Self:
        """The visit that a source's rules allow."""
        if source.allow_private:
            return cls(schemes=("https", "http"), allows=lambda _: True)
        return cls()

    async def __aenter__(self) -> Self:
        resolver = _Guard(self._resolver or aiohttp.ThreadedResolver(), self._allows)
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(resolver=resolver, use_dns_cache=False, limit=1),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(),  # the whole has its limit
            auto_decompress=False,  # we unpack as much as we are ready to hold
            headers={
                "User-Agent": f"Ribao/{version('ribao')}",
                "Accept": "text/markdown, text/plain, */*;q=0.5",
                "Accept-Encoding": "gzip",
            },
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()

    async def ask(self, url: str, known: Answer = NOTHING) -> Answer | None:
        """What the address has; None if it has nothing. `known` is its answer of the last time.

        Raises SourceDown where its host does not answer, else SourceError; neither tells the address.
        """
        try:
            async with asyncio.timeout(self._seconds):
                return await self._follow(_url(url), known)
        except TimeoutError:
            told = Sentence("it does not answer within {seconds} seconds", seconds=f"{self._seconds:g}")
            raise SourceDown(told) from None
        except aiohttp.ClientConnectorCertificateError:
            raise SourceDown(Sentence("its certificate can't be trusted")) from None
        except aiohttp.ClientConnectorDNSError:
            raise SourceDown(Sentence("there is no host of that name")) from None
        except aiohttp.ClientConnectorError as error:
            reason = error.os_error.strerror or type(error.os_error).__name__
            raise SourceDown(Sentence("it can't be reached: {reason}", reason=reason)) from None
        except aiohttp.InvalidURL:
            raise SourceError(Sentence("it is no address that can be asked")) from None
        except (aiohttp.ClientError, OSError):
            raise SourceDown(Sentence("its answer broke off")) from None

    async def _follow(self, url: URL, known: Answer) -> Answer | None:
        headers = {"If-None-Match": known.etag, "If-Modified-Since": known.modified}
        headers = {name: value for name, value in headers.items() if value}
        for _ in range(REDIRECTS + 1):
            self._check(url)
            async with self._session.get(url, headers=headers, allow_redirects=False) as response:
                if response.status not in REDIRECTED:
                    return await _answer(response, known)
                url = _next(url, response.headers.get("Location", ""))
        raise SourceError(Sentence("it redirects more than {n} times", n=REDIRECTS))

    def _check(self, url: URL) -> None:
        """Before each request; what names resolve to is checked by the guard, within the connection."""
        if url.scheme not in self._schemes:
            raise SourceError(Sentence("it leads to {scheme}, not to https", scheme=url.scheme))
        host = url.raw_host or ""
        if (":" in host or host.replace(".", "").isdigit()) and not self._allows(host):
            raise _private(host)


class _Guard(AbstractResolver):
    """Finds hosts' addresses for the connection itself, and gives it only those that are allowed."""

    def __init__(self, inner: AbstractResolver, allows: Callable[[str], bool]) -> None:
        self._inner = inner
        self._allows = allows

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        allowed = [result for result in found if self._allows(result["host"])]
        if found and not allowed:
            raise _private(host)
        return allowed

    async def close(self) -> None:
        await self._inner.close()


def _private(host: str) -> SourceError:
    return SourceError(
        Sentence(
            "{host} is not on the internet but in a private network; if that is meant, set allow_private",
            host=host,
        )
    )


def _url(text: str) -> URL:
    try:
        return URL(text)
    except ValueError:
        raise SourceError(Sentence("it is no address that can be asked")) from None


def _next(url: URL, location: str) -> URL:
    """Where a redirect leads. Our name and password go along only within one origin, its own never."""
    try:
        if not location:
            raise ValueError  # noqa: TRY301
        target = url.join(URL(location)).with_fragment(None)
        if target.origin() == url.origin():
            return target.with_user(url.user).with_password(url.password) if url.user else target
        return target.with_user(None)
    except ValueError:
        raise SourceError(Sentence("it redirects to what is no address")) from None


async def _answer(response: aiohttp.ClientResponse, known: Answer) -> Answer | None:
    if response.status == 304:
        return known._replace(raw=None)
    if response.status in ABSENT:
        return None
    if response.status != 200:
        raise SourceError(Sentence("it answers {status}", status=response.status))
    check_kind(response.content_type)
    body = Body(response.headers.get("Content-Encoding", ""))
    async for chunk in response.content.iter_chunked(CHUNK):
        body.add(chunk)
    return Answer(
        body.whole(response.charset),
        response.headers.get("ETag", ""),
        response.headers.get("Last-Modified", ""),
    )
