"""Updates sent to the bot's own address, one at a time and in order."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from tests.fakes.telegram.updates import Updates


@dataclass
class Webhook:
    """Where updates go. What is not answered with 2xx is sent again, later and later."""

    updates: Updates
    url: str = ""
    secret: str = ""
    connections: int = 40
    insecure: bool = True  # plain http is taken, as the local Bot API server does
    first_wait: float = 0.05
    longest_wait: float = 2.0
    deliveries: list[tuple[int, int]] = field(default_factory=list)  # (update_id, HTTP status or 0)
    last_error: str = ""
    last_error_at: int = 0
    breach: Callable[[str, str, str], None] | None = None
    _task: "asyncio.Task[None] | None" = None

    def point(self, url: str, secret: str, connections: int) -> None:
        """Send what comes to another address from now on; "" to none."""
        self.url, self.secret, self.connections = url, secret, connections
        self.last_error, self.last_error_at = "", 0
        if self._task is not None:
            self._task.cancel()
        self._task = asyncio.create_task(self._deliver()) if url else None

    async def close(self) -> None:
        """Stop delivering."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _deliver(self) -> None:
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.secret} if self.secret else {}
        wait = self.first_wait
        async with aiohttp.ClientSession(headers=headers) as session:
            while True:
                if not self.updates.queue:
                    self.updates.arrived.clear()
                    await self.updates.arrived.wait()
                    continue
                update = self.updates.queue[0]
                if await self._sent(session, update):
                    # A drop of pending updates may have come between.
                    if self.updates.queue and self.updates.queue[0] is update:
                        self.updates.queue.popleft()
                    wait = self.first_wait
                else:
                    await asyncio.sleep(wait)
                    wait = min(self.longest_wait, wait * 2)

    def _look(self, body: bytes) -> None:
        """A bot may answer with a method to call. That is not done here: tell."""
        if b'"method"' in body and self.breach is not None:
            self.breach("webhook reply", self.url, body.decode("utf-8", "replace")[:200])

    async def _sent(self, session: aiohttp.ClientSession, update: dict[str, Any]) -> bool:
        status, reason, error = 0, None, ""
        try:
            async with session.post(self.url, json=update, timeout=aiohttp.ClientTimeout(30)) as answer:
                status, reason = answer.status, answer.reason
                self._look(await answer.read())
        except (aiohttp.ClientError, TimeoutError) as failure:
            error = f"Connection failed: {type(failure).__name__}"
        self.deliveries.append((update["update_id"], status))
        if 200 <= status < 300:
            return True
        self.last_error = error or f"Wrong response from the webhook: {status} {reason}"
        self.last_error_at = int(time.time())
        return False
