"""The server's HTTP side: reads requests, lets faults befall them, answers."""

import asyncio
import inspect
import json
import time
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from aiohttp import web

from tests.fakes.telegram import parameters
from tests.fakes.telegram.chats import Chat
from tests.fakes.telegram.errors import Refusal, bad_request, too_many
from tests.fakes.telegram.faults import Fault
from tests.fakes.telegram.journal import Entry
from tests.fakes.telegram.methods import METHODS, Call, Method
from tests.fakes.telegram.parameters import Parameters
from tests.fakes.telegram.values import Json

if TYPE_CHECKING:
    from tests.fakes.telegram.server import TelegramServer

EVER = 3600.0
UNDONE = frozenset({"dropped before", "hang"})


@dataclass(frozen=True)
class Exchange:
    """A request on its way through the server."""

    request: web.Request
    method: Method
    given: Parameters
    chat: Chat | None
    entry: Entry

    def alive(self) -> bool:
        """Whether the client is still connected."""
        return self.request.transport is not None and not self.request.transport.is_closing()


class Front:
    """Turns HTTP requests into calls of methods."""

    def __init__(self, server: "TelegramServer") -> None:
        self.server = server

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Serve /bot<token>/<method>."""
        server, name = self.server, request.match_info["method"]
        if request.match_info["token"] != server.token:
            return _json(Refusal(401, "Unauthorized").body(), 401)
        method = METHODS.get(name.lower())
        if method is None:
            server.journal.write(Entry(server.world.clock(), name, "", "Not Found", {}, 404))
            return _json(Refusal(404, "Not Found").body(), 404)
        try:
            given = await parameters.read(request)
        except Refusal as refusal:
            return _json(refusal.body(), refusal.code)
        except ConnectionResetError:  # killed in the middle of asking
            return web.Response(status=499)
        where = str(given.values.get("chat_id", ""))
        chat = server.world.find(where)
        values = given.values if server.journal.keep else {}
        entry = Entry(server.world.clock(), method.name, where, "ok", values)
        exchange = Exchange(request, method, given, chat, entry)
        try:
            impatience = self._impatient(exchange)
            if impatience is not None:
                return _refused(exchange, impatience)
            fault = server.faults.befall(method.name, chat.id if chat else None)
            return await (self._respond(exchange) if fault is None else self._suffer(exchange, fault))
        finally:
            server.journal.write(entry)
            server.moment.set()

    async def _respond(self, exchange: Exchange) -> web.Response:
        """Do what is asked and answer it; the entry says how it went."""
        entry, method = exchange.entry, exchange.method
        try:
            self._admit(exchange)
            result = method.handler(Call(self.server, exchange.given, method.name, exchange.alive))
            if inspect.isawaitable(result):
                result = await self._unless_stopped(result)
        except Refusal as refusal:
            return _refused(exchange, refusal)
        entry.done = True
        return _json({"ok": True, "result": result}, 200)

    def _admit(self, exchange: Exchange) -> None:
        """Raise Refusal for what may not pass: unknown parameters, and more than flood control takes."""
        server, method, chat = self.server, exchange.method, exchange.chat
        given, where = exchange.given, exchange.entry.chat
        unknown = set(given.values) - method.parameters
        if unknown and server.strict:
            names = ", ".join(sorted(unknown))
            server.breach("unknown parameter", where, f"{method.name}: {names}")
            raise bad_request(f"{method.name} has no parameter {names} (the fake server is strict)")
        if not method.bulk or chat is None:
            return
        several = method.name.startswith(("copyMessages", "forwardMessages"))
        cost = max(1, len(given.list("message_ids"))) if several else 1
        refusal = server.flood.check(chat.id, shared=chat.type != "private", cost=cost, now=time.monotonic())
        if refusal is not None:
            raise refusal

    async def _suffer(self, exchange: Exchange, fault: Fault) -> web.StreamResponse:
        """Let a request meet its fault."""
        entry = exchange.entry
        entry.fault = fault.kind
        if fault.kind == "status":
            entry.outcome, entry.status = f"HTTP {fault.status}", fault.status
            return _broken(fault.status)
        if fault.kind == "flood":
            return self._flooded(exchange, fault)
        if fault.kind == "delay":
            await self._pause(fault.seconds)
            return await self._respond(exchange)
        if fault.kind in UNDONE:
            entry.outcome, entry.status = fault.kind, 0
        else:
            done = await self._respond(exchange)
            if fault.kind == "truncated":
                return await _half(exchange.request, done)
        if fault.kind in {"hang", "hang after"}:
            await self._pause(fault.seconds if fault.seconds > 1 else EVER)
        if exchange.request.transport is not None:
            exchange.request.transport.close()
        return web.Response()

    def _flooded(self, exchange: Exchange, fault: Fault) -> web.Response:
        seconds = max(1, round(fault.seconds))
        if exchange.chat is not None:
            self.server.flood.bar(exchange.chat.id, seconds, time.monotonic())
        return _refused(exchange, too_many(seconds))

    def _impatient(self, exchange: Exchange) -> Refusal | None:
        """The refusal of whoever writes to a chat while its retry_after is in force."""
        if not exchange.method.bulk or exchange.chat is None:
            return None
        refusal = self.server.flood.barred(exchange.chat.id, time.monotonic())
        if refusal is not None:
            self.server.breach(
                "impatient", exchange.entry.chat, f"{exchange.method.name}: {refusal.description}"
            )
        return refusal

    async def _pause(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self.server.stopping.wait(), seconds)
        except TimeoutError:
            return

    async def _unless_stopped(self, waiting: Awaitable[Json]) -> Json:
        task = asyncio.ensure_future(waiting)
        stop = asyncio.ensure_future(self.server.stopping.wait())
        both: set[asyncio.Future[Any]] = {task, stop}
        try:
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            if not task.done():
                raise Refusal(500, "Internal Server Error: restart")
            return task.result()
        finally:
            task.cancel()
            stop.cancel()

    async def download(self, request: web.Request) -> web.StreamResponse:
        """Serve /file/bot<token>/<path>."""
        if request.match_info["token"] != self.server.token:
            return _json(Refusal(401, "Unauthorized").body(), 401)
        parts = request.match_info["path"].split("/")
        upload = self.server.world.files.get(parts[1]) if len(parts) == 3 else None
        if upload is None or parts[2] not in {upload.name, quote(upload.name)}:
            return _json(Refusal(404, "Not Found").body(), 404)
        return web.Response(body=upload.content, content_type="application/octet-stream")


def _json(answer: dict[str, Any], status: int) -> web.Response:
    body = json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    return web.Response(body=body, status=status, content_type="application/json")


def _refused(exchange: Exchange, refusal: Refusal) -> web.Response:
    exchange.entry.outcome, exchange.entry.status = refusal.description, refusal.code
    return _json(refusal.body(), refusal.code)


def _broken(status: int) -> web.Response:
    if status in {502, 504}:
        page = f"<html><head><title>{status}</title></head><body>Bad Gateway</body></html>"
        return web.Response(status=status, text=page, content_type="text/html")
    return _json(Refusal(status, "Internal Server Error").body(), status)


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
