"""The server's HTTP side: reads requests, lets limits and faults befall them, answers."""

import asyncio
import inspect
import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.fakes.discord.calls import Call, Method, Upload, found
from tests.fakes.discord.errors import Refusal, TooMany, Unauthorized, invalid
from tests.fakes.discord.faults import Fault
from tests.fakes.discord.journal import Entry
from tests.fakes.discord.limits import Bucket, Exhausted
from tests.fakes.discord.snowflakes import number
from tests.fakes.discord.values import Json

if TYPE_CHECKING:
    from tests.fakes.discord.server import DiscordServer

EVER = 3600.0
UNDONE = frozenset({"dropped before", "hang"})
MAJOR = ("channel_id", "guild_id", "webhook_id", "interaction_id")


@dataclass(slots=True)
class Exchange:
    """A request on its way through the server."""

    request: web.Request
    method: Method
    call: Call
    entry: Entry
    bucket: Bucket | None = None


class Front:
    """Turns HTTP requests into calls of handlers."""

    def __init__(self, server: "DiscordServer") -> None:
        self.server = server

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Serve /api/v10/<path>."""
        server, path = self.server, "/" + request.match_info["path"]
        began = time.monotonic()
        known = found(request.method, path)
        name = f"{request.method} {path}" if known is None else known[0].name
        names = {} if known is None else known[1]
        entry = Entry(server.clock(), name, path, names.get("channel_id", ""), "ok", None)
        try:
            return await self._exchange(request, known, entry)
        except Refusal as refusal:
            return self._refused(entry, refusal)
        except ConnectionResetError:  # killed in the middle of asking
            entry.outcome, entry.status = "gone", 499
            return web.Response(status=499)
        finally:
            entry.seconds = time.monotonic() - began
            server.journal.write(entry)
            server.moment.set()

    async def _exchange(
        self, request: web.Request, known: tuple[Method, dict[str, str]] | None, entry: Entry
    ) -> web.StreamResponse:
        if known is None:
            raise Refusal(0)
        method, names = known
        self._admit(request, method)
        given, files = await _read(request)
        if self.server.journal.keep:
            entry.body = given
        exchange = Exchange(request, method, Call(self.server, names, request.query, given, files), entry)
        fault = None
        if self.server.faults.script:
            asked = f"{request.method} {entry.path}"
            fault = self.server.faults.befall(asked, number(entry.channel))
        return await (self._respond(exchange) if fault is None else self._suffer(exchange, fault))

    def _admit(self, request: web.Request, method: Method) -> None:
        given = request.headers.get("Authorization")
        if given == f"Bot {self.server.token}" or (given is None and method.free):
            return
        self.server.breach("unauthorized", method.name, "a wrong token")
        raise Unauthorized

    async def _respond(self, exchange: Exchange) -> web.Response:
        """Do what is asked and answer it; the entry says how it went."""
        entry, method = exchange.entry, exchange.method
        limits = self.server.limits
        try:
            names = exchange.call.names
            major = next((names[name] for name in MAJOR if name in names), "")
            exchange.bucket = limits.enter(method.name, major, free=method.free)
            result = method.handler(exchange.call)
            if inspect.isawaitable(result):
                result = await result
        except Refusal as refusal:
            return self._refused(entry, refusal, exchange.bucket)
        entry.done = True
        headers = None if exchange.bucket is None else limits.headers(exchange.bucket)
        if result is None:
            entry.status = 204
            return web.Response(status=204, headers=headers)
        return _json(result, 200, headers)

    def _refused(self, entry: Entry, refusal: Refusal, bucket: Bucket | None = None) -> web.Response:
        """Answer an error, and note what no client should have asked."""
        server = self.server
        entry.outcome, entry.status, entry.code = refusal.message, refusal.status, refusal.code
        headers: dict[str, str] = {}
        if isinstance(refusal, Exhausted):
            bucket = refusal.bucket
        if bucket is not None:
            headers = server.limits.headers(bucket)
        if refusal.status == 429:
            headers["Via"] = "1.1 google"
        if isinstance(refusal, TooMany):
            headers |= {
                "Retry-After": str(int(refusal.seconds) + 1),
                "X-RateLimit-Scope": refusal.scope,
            }
            if refusal.scope == "global":
                headers["X-RateLimit-Global"] = "true"
        if refusal.careless:
            detail = json.dumps(refusal.body(), ensure_ascii=False)
            server.breach("refused", entry.method, f"{entry.path}: {detail}")
        return _json(refusal.body(), refusal.status, headers)

    async def _suffer(self, exchange: Exchange, fault: Fault) -> web.StreamResponse:
        """Let a request meet its fault."""
        entry = exchange.entry
        entry.fault = fault.kind
        if fault.kind == "flood":
            self.server.limits.refused["fault"] += 1
            return self._refused(entry, TooMany(fault.seconds))
        if fault.kind == "status":
            return _broken(entry, fault)
        if fault.kind == "delay":
            await self._pause(fault.seconds)
            return await self._respond(exchange)
        if fault.kind in UNDONE:
            entry.outcome, entry.status = fault.kind, 0
        else:
            done = await self._respond(exchange)
            if fault.kind == "status after":
                return _broken(entry, fault)
            if fault.kind == "truncated":
                return await _half(exchange.request, done)
            if fault.kind == "delay after":
                await self._pause(fault.seconds)
                return done
        if fault.kind in {"hang", "hang after"}:
            await self._pause(fault.seconds if fault.seconds > 1 else EVER)
        if exchange.request.transport is not None:
            exchange.request.transport.close()
        return web.Response()

    async def _pause(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self.server.stopping.wait(), seconds)
        except TimeoutError:
            return


async def _read(request: web.Request) -> tuple[Json, tuple[Upload, ...]]:
    if not request.body_exists:
        return {}, ()
    if request.content_type == "multipart/form-data":
        form = await request.post()
        files = tuple(
            Upload(value.filename, value.file.read(), value.content_type)
            for value in form.values()
            if isinstance(value, web.FileField)
        )
        return _loaded(form.get("payload_json", "{}")), files
    if request.content_type != "application/json":
        raise invalid("_", "CONTENT_TYPE", f"Expected application/json, not {request.content_type}")
    return _loaded(await request.read() or b"{}"), ()


def _loaded(body: Json) -> Json:
    try:
        return json.loads(body)
    except ValueError:
        raise Refusal(50109) from None


def _json(answer: Json, status: int, headers: dict[str, str] | None = None) -> web.Response:
    body = json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    return web.Response(body=body, status=status, headers=headers, content_type="application/json")


def _broken(entry: Entry, fault: Fault) -> web.Response:
    entry.outcome, entry.status, entry.code = f"HTTP {fault.status}", fault.status, fault.code
    if fault.status in {502, 504}:
        page = f"<html><head><title>{fault.status}</title></head><body>Bad Gateway</body></html>"
        return web.Response(status=fault.status, text=page, content_type="text/html")
    words = fault.message or f"{fault.status}: Internal Server Error"
    answer: dict[str, Any] = {"message": words, "code": fault.code}
    return _json(answer, fault.status)


async def _half(request: web.Request, done: web.Response) -> web.StreamResponse:
    """Promise a whole answer, send half of it, and close the connection."""
    body = done.body if isinstance(done.body, bytes) else b""
    answer = web.StreamResponse(status=done.status, headers={"Content-Type": "application/json"})
    answer.content_length = len(body)
    await answer.prepare(request)
    await answer.write(body[: len(body) // 2])
    if request.transport is not None:
        request.transport.close()
    return answer
