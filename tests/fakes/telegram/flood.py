"""How many messages Telegram takes, and what it does with more.

Three limits, each a parameter. Overall: 30 messages a second (a bucket of 30 that fills at that rate). A
chat: one a second, in bursts of up to `burst`. A group or channel, besides: 20 in any 60 seconds. What
exceeds one of them is refused with 429 and `retry_after`; until that has passed every message to the
same chat is refused too, and counted as impatient. An edit and a deletion cost as much as a message.
"""

import math
from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field

from tests.fakes.telegram.errors import Refusal, too_many


@dataclass
class Bucket:
    """Fills with `rate` tokens a second up to `size`."""

    rate: float
    size: float
    tokens: float
    at: float

    def wait(self, now: float, cost: float) -> float:
        """Seconds until `cost` tokens are there; what is asked of a full bucket never waits longer."""
        self.tokens = min(self.size, self.tokens + (now - self.at) * self.rate)
        self.at = now
        lacking = min(cost, self.size) - self.tokens
        return lacking / self.rate if lacking > 1e-9 else 0.0


@dataclass
class Flood:
    """The flood control of one bot. Off unless `on`; bars set by faults hold all the same."""

    on: bool = False
    overall: float = 30.0
    per_chat: float = 1.0
    burst: int = 3
    per_minute: int = 20
    window: float = 60.0
    grace: int = 0  # seconds that retry_after says more than needed
    impatient: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    bars: dict[int, float] = field(default_factory=dict)
    accepted: int = 0
    _all: Bucket | None = None
    _chats: dict[int, Bucket] = field(default_factory=dict)
    _minutes: dict[int, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def barred(self, chat: int, now: float) -> Refusal | None:
        """The refusal that a chat's standing retry_after demands. Counts the impatience."""
        until = self.bars.get(chat)
        if until is None:
            return None
        if until <= now:
            del self.bars[chat]
            return None
        self.impatient += 1
        self.refused["impatient"] += 1
        return too_many(max(1, math.ceil(until - now)))

    def bar(self, chat: int, seconds: float, now: float) -> None:
        """Let nobody write to the chat for some seconds."""
        self.bars[chat] = now + seconds

    def check(self, chat: int, *, shared: bool, cost: int, now: float) -> Refusal | None:
        """Take `cost` messages to a chat (`shared`: a group or channel), or say why not."""
        if not self.on:
            return None
        if self._all is None:
            self._all = Bucket(self.overall, self.overall, self.overall, now)
        own = self._chats.setdefault(chat, Bucket(self.per_chat, self.burst, self.burst, now))
        waits = {"overall": self._all.wait(now, cost), "chat": own.wait(now, cost)}
        if shared:
            waits["minute"] = self._minute(chat, now, cost)
        reason = max(waits, key=lambda name: waits[name])
        if waits[reason] > 0:
            seconds = math.ceil(waits[reason]) + self.grace
            self.refused[reason] += 1
            self.bar(chat, seconds, now)
            return too_many(seconds)
        self._all.tokens -= cost
        own.tokens -= cost
        if shared:
            self._minutes[chat].extend([now] * cost)
        self.accepted += cost
        return None

    def _minute(self, chat: int, now: float, cost: int) -> float:
        times = self._minutes[chat]
        while times and times[0] <= now - self.window:
            times.popleft()
        over = min(cost, self.per_minute) + len(times) - self.per_minute
        return times[over - 1] + self.window - now if over > 0 else 0.0

    def set(self, **parameters: float) -> None:
        """Change parameters; buckets start afresh."""
        for name, value in parameters.items():
            if name not in {"on", "overall", "per_chat", "burst", "per_minute", "window", "grace"}:
                raise ValueError(f"flood control has no parameter {name}")
            setattr(self, name, value)
        self._all = None
        self._chats.clear()
        self._minutes.clear()
        self.bars.clear()
