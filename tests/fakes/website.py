"""A web server for tests: what it answers is set by path, what it was asked is kept."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.utils import format_datetime
from typing import Any

from aiohttp import web
from aiohttp.test_utils import unused_port

from tests.fakes.platform import Clock


@dataclass
class Website:
    """`texts` are answered with their ETag, `answers` as they are; what has neither is not there."""

    port: int
    texts: dict[str, str] = field(default_factory=dict)
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: list[web.Request] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    slow: asyncio.Event = field(default_factory=asyncio.Event)

    def at(self, path: str, host: str = "127.0.0.1") -> str:
        """The address of a path."""
        return f"http://{host}:{self.port}{path}"

    def paths(self) -> list[str]:
        """What was asked since the last time, in order."""
        found = [request.path for request in self.asked]
        self.asked.clear()
        return found

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """One request's."""
        self.asked.append(request)
        response = await self._answer(request)
        self.statuses.append(response.status)
        return response

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        if request.path == "/slow":
            await self.slow.wait()
        if (given := self.answers.get(request.path)) is not None:
            return web.Response(**given)
        text = self.texts.get(request.path)
        if text is None:
            return web.Response(status=404)
        etag = f'"{hash(text)}"'
        if request.headers.get("If-None-Match") == etag:
            return web.Response(status=304)
        headers = {"ETag": etag, "Last-Modified": format_datetime(Clock()(), usegmt=True)}
        return web.Response(text=text, content_type="text/markdown", headers=headers)


@asynccontextmanager
async def website() -> AsyncIterator[Website]:
    """The server, at work on every address of this machine's loopback."""
    site = Website(unused_port())
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", site.answer)
    runner = web.AppRunner(application, shutdown_timeout=0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", site.port).start()
    try:
        yield site
    finally:
        site.slow.set()
        await runner.cleanup()
