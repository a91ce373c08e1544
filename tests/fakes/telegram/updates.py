"""Updates that wait for the bot, and the one poller that may fetch them."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from tests.fakes.telegram.errors import OTHER_POLLER, conflict

OPTIONAL = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
KINDS = frozenset({
    "message", "edited_message", "channel_post", "edited_channel_post", "business_connection",
    "business_message", "edited_business_message", "deleted_business_messages", "message_reaction",
    "message_reaction_count", "inline_query", "chosen_inline_result", "callback_query", "shipping_query",
    "pre_checkout_query", "purchased_paid_media", "poll", "poll_answer", "my_chat_member", "chat_member",
    "chat_join_request", "chat_boost", "removed_chat_boost",
})  # fmt: skip


@dataclass
class Updates:
    """The queue of one bot. Updates are kept until a later offset, or the webhook, confirms them."""

    queue: deque[dict[str, Any]] = field(default_factory=deque)
    allowed: list[str] | None = None  # None: everything but the optional kinds
    conflicts: int = 0
    numbers: "count[int]" = field(default_factory=lambda: count(1000))
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    _poll: "asyncio.Future[None] | None" = None
    _alive: Callable[[], bool] = lambda: True

    def wants(self, kind: str) -> bool:
        """Whether the bot asked for such updates."""
        return kind in self.allowed if self.allowed else kind not in OPTIONAL

    def allow(self, kinds: list[str] | None) -> None:
        """Remember what the bot wants; None leaves it as it was, names that don't exist are ignored."""
        if kinds is not None:
            self.allowed = [str(kind) for kind in kinds if str(kind) in KINDS] or None

    def put(self, kind: str, content: dict[str, Any]) -> int | None:
        """Queue an update; None when the bot doesn't want it."""
        if not self.wants(kind):
            return None
        number = next(self.numbers)
        self.queue.append({"update_id": number, kind: content})
        self.arrived.set()
        return number

    def confirm(self, offset: int) -> None:
        """Forget what came before `offset`; a negative one keeps only that many of the newest."""
        if offset < 0:
            while len(self.queue) > -offset:
                self.queue.popleft()
        while offset > 0 and self.queue and self.queue[0]["update_id"] < offset:
            self.queue.popleft()

    async def poll(
        self, offset: int, limit: int, seconds: float, alive: Callable[[], bool] = lambda: True
    ) -> list[dict[str, Any]]:
        """Wait for updates. Another poll ends this one with a conflict, counted if anybody still waits."""
        self.interrupt()
        self.confirm(offset)
        if self.queue or seconds <= 0:
            return list(self.queue)[:limit]
        loop = asyncio.get_running_loop()
        mine: asyncio.Future[None] = loop.create_future()
        self._poll, self._alive = mine, alive
        deadline = loop.time() + seconds
        try:
            while not self.queue and (left := deadline - loop.time()) > 0:
                self.arrived.clear()
                arrival: asyncio.Future[Any] = asyncio.ensure_future(self.arrived.wait())
                waiting: set[asyncio.Future[Any]] = {arrival, mine}
                try:
                    await asyncio.wait(waiting, timeout=left, return_when=asyncio.FIRST_COMPLETED)
                finally:
                    arrival.cancel()
                if mine.done():
                    raise conflict(OTHER_POLLER)
        finally:
            if self._poll is mine:
                self._poll = None
        return list(self.queue)[:limit]

    @property
    def waited_for(self) -> bool:
        """Whether a poll is waiting."""
        return self._poll is not None

    def interrupt(self) -> None:
        """End the poll that waits, if one does, as a second poller would."""
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(None)
            self.conflicts += self._alive()
        self._poll = None
