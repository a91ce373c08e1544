"""Rate limits: a bucket for each route and channel, one for everything, and 429 for what is too much."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from zlib import crc32

from tests.fakes.discord.errors import TooMany

MESSAGES = "/channels/{channel_id}/messages"
DEFAULTS = {
    f"POST {MESSAGES}": (5, 5.0),
    f"PATCH {MESSAGES}/{{message_id}}": (5, 5.0),
    f"DELETE {MESSAGES}/{{message_id}}": (5, 1.0),
    f"GET {MESSAGES}": (5, 1.0),
    f"POST {MESSAGES}/{{message_id}}/crosspost": (5, 5.0),
    f"POST {MESSAGES}/{{message_id}}/threads": (10, 10.0),
    "POST /channels/{channel_id}/threads": (10, 10.0),
}


@dataclass(slots=True)
class Bucket:
    """What is left of a limit until it is full again."""

    limit: int
    window: float
    hash: str
    left: int
    resets: float = 0.0
    barred: bool = False  # a 429 was given in this window


@dataclass
class Limits:
    """All limits. `speed`: how many times faster than Discord's everything fills again.

    `refused` counts each 429 by its scope: user (a bucket), global, shared (hourly limits), fault.
    `impatient` counts what came while a 429's retry_after was still in force.
    """

    on: bool = True
    overall: int = 50
    speed: float = 1.0
    rates: dict[str, tuple[int, float]] = field(default_factory=lambda: dict(DEFAULTS))
    default: tuple[int, float] = (50, 1.0)
    clock: Callable[[], float] = time.monotonic
    refused: Counter[str] = field(default_factory=Counter)
    impatient: int = 0
    accepted: int = 0
    _buckets: dict[tuple[str, str], Bucket] = field(default_factory=dict)
    _hashes: dict[str, str] = field(default_factory=dict)
    _second: float = 0.0
    _spent: int = 0
    _barred: float = 0.0

    def set(self, **limits: float) -> None:
        """Change `on`, `overall`, `speed`; what was counted in the buckets is forgotten."""
        for name, value in limits.items():
            if name not in {"on", "overall", "speed"}:
                raise LookupError(f"there is no limit {name}, only on, overall, speed")
            setattr(self, name, {"on": bool, "overall": int}.get(name, float)(value))
        self._buckets.clear()

    def rate(self, method: str, limit: int, window: float) -> None:
        """Let a method, as `POST /channels/{channel_id}/messages`, take that many in so many seconds."""
        self.rates[method] = (limit, window)
        self._buckets.clear()

    def enter(self, method: str, major: str, *, free: bool) -> Bucket | None:
        """Count a request. `free` ones don't count in the overall limit. Raises TooMany."""
        if not self.on:
            self.accepted += 1
            return None
        now = self.clock()
        if not free:
            self._overall(now)
        bucket = self._bucket(method, major, now)
        if bucket.left <= 0:
            self.impatient += bucket.barred
            bucket.barred = True
            self.refused["user"] += 1
            raise Exhausted(bucket, bucket.resets - now)
        bucket.left -= 1
        self.accepted += 1
        return bucket

    def _overall(self, now: float) -> None:
        if now < self._barred:
            self.impatient += 1
        if now >= self._second:
            self._second, self._spent = now + 1.0 / self.speed, 0
        if self._spent >= self.overall:
            self._barred = self._second
            self.refused["global"] += 1
            raise TooMany(self._second - now, "global")
        self._spent += 1

    def _bucket(self, method: str, major: str, now: float) -> Bucket:
        bucket = self._buckets.get((method, major))
        if bucket is None:
            limit, window = self.rates.get(method, self.default)
            name = self._hashes.setdefault(method, f"{crc32(method.encode()):08x}fa6e")
            bucket = self._buckets[method, major] = Bucket(limit, window / self.speed, name, limit)
        if now >= bucket.resets:
            bucket.left, bucket.resets, bucket.barred = bucket.limit, now + bucket.window, False
        return bucket

    def headers(self, bucket: Bucket) -> dict[str, str]:
        """What an answer says of its bucket."""
        after = max(0.0, bucket.resets - self.clock())
        return {
            "X-RateLimit-Limit": str(bucket.limit),
            "X-RateLimit-Remaining": str(max(0, bucket.left)),
            "X-RateLimit-Reset": f"{time.time() + after:.3f}",
            "X-RateLimit-Reset-After": f"{after:.3f}",
            "X-RateLimit-Bucket": bucket.hash,
        }


class Exhausted(TooMany):
    """A bucket is empty."""

    def __init__(self, bucket: Bucket, seconds: float) -> None:
        # A hair later than the window's end, as rounding may never call a client too early.
        super().__init__(seconds + 0.001)
        self.bucket = bucket
