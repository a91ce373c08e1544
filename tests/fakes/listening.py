"""What the fake servers share: a port of 127.0.0.1, waiting for a condition, a process of their own."""

import asyncio
import json
import signal
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Any, ClassVar, Self, TypeVar

from aiohttp import web

from tests.fakes.journal import Journal

T = TypeVar("T")


class Listening(ABC):
    """A server on 127.0.0.1, as an async context manager. `moment` is set after each request."""

    max_body: ClassVar[int]
    token: str
    journal: Journal[Any, Any]

    def __init__(self, port: int) -> None:
        self.port = port
        self.moment = asyncio.Event()
        self.stopping = asyncio.Event()
        self._runner: web.AppRunner | None = None

    @abstractmethod
    def served(self) -> Iterable[web.RouteDef]:
        """What is answered."""

    @abstractmethod
    async def hang_up(self) -> None:
        """End what the server itself has begun."""

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    @property
    def address(self) -> str:
        """The server's own address."""
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        """Listen, on a free port unless one was named. What the world holds stays as it is."""
        self.stopping = asyncio.Event()
        app = web.Application(client_max_size=self.max_body)
        app.add_routes(self.served())
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        if self.port == 0:
            self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Close all connections; the same server can be started again on its port."""
        self.stopping.set()
        await self.hang_up()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def until(self, condition: Callable[[], T], seconds: float = 10.0, what: str = "") -> T:
        """Wait until the condition holds, looked at after each request; returns its value.

        Raises AssertionError with the latest requests when time is out.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while not (value := condition()):
            left = deadline - loop.time()
            if left <= 0:
                latest = [str(entry) for entry in self.journal.entries[-8:]]
                raise AssertionError(f"{what or 'the condition'} did not come true in {seconds} s; {latest}")
            self.moment.clear()
            try:
                # Conditions may look at more than requests: look again now and then.
                await asyncio.wait_for(self.moment.wait(), min(left, 0.1))
            except TimeoutError:
                continue
        return value


async def serve(server: Listening, **where: str) -> None:
    """Serve until a signal comes; say where that is as one JSON line."""
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, ended.set)
    async with server:
        told = {"address": server.address, "control": f"{server.address}/control/", "token": server.token}
        sys.stdout.write(json.dumps(told | where) + "\n")
        sys.stdout.flush()
        await ended.wait()
