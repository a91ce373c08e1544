"""The limits of channels and routes, as Discord's headers tell them: discord.py's, with two differences.

The library holds the last answer of a window back until the next window begins: a receipt that is not
written down for seconds, and a kill in them makes a doubt of it. Here answers are handed on at once, and who
comes next waits. And the bulk waits for a moment only: whoever asks can serve another channel meanwhile.
"""

import asyncio

from discord import RateLimited
from discord.http import Ratelimit

from bot.errors import NotYet
from handlers.discord.journey import UNDER_WAY

BULK_WAITS = 0.5  # seconds
MANY = 256  # buckets


class Bucket(Ratelimit):
    """How many requests may be made until when, and who waits for that."""

    __slots__ = ()

    async def acquire(self) -> None:
        """Wait for a turn. Raises RateLimited, or for the bulk NotYet, where it is too far away."""
        self._last_request = self._loop.time()
        while not self._has_room():
            await self._wait()
        self.remaining -= 1
        self.outgoing += 1

    async def __aexit__(self, *_error: object) -> None:
        self.outgoing -= 1
        if self.expires is None and self.remaining <= 0:
            self._begin_anew()  # nothing was told of a limit
        self._wake(len(self._pending_requests))

    def _has_room(self) -> bool:
        """What Discord says is left may not count those yet that are on their way."""
        if self.is_expired():
            self._begin_anew()
        return self.remaining > self.outgoing

    def _begin_anew(self) -> None:
        self.reset()  # type: ignore[no-untyped-call]

    async def _wait(self) -> None:
        """Wait until somebody is answered, or the next window begins."""
        wait = None if self.expires is None else max(self.expires - self._loop.time(), 0) + 0.001
        if wait is not None:
            longest = self._max_ratelimit_timeout
            if longest is not None and wait > longest:
                raise RateLimited(wait)
            journey = UNDER_WAY.get()
            if journey is not None and journey.bulk and wait > BULK_WAITS:
                raise NotYet(f"Discord's limit leaves no room here for {wait:.1f} s", wait)
        turn = self._loop.create_future()
        self._pending_requests.append(turn)
        try:
            await asyncio.wait([turn], timeout=wait)
        finally:
            turn.cancel()


class Buckets(dict[str, Ratelimit]):
    """The buckets of a client, made as they are asked for; those that nobody needs any more are dropped."""

    def __init__(self, longest_wait: float) -> None:
        super().__init__()
        self._longest_wait = longest_wait
        self._many = MANY

    def __missing__(self, key: str) -> Ratelimit:
        if len(self) >= self._many:
            for name in [name for name, bucket in self.items() if bucket.is_inactive()]:
                del self[name]
            self._many = max(MANY, 2 * len(self))
        bucket = self[key] = Bucket(self._longest_wait)
        return bucket
