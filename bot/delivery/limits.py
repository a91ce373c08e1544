"""How many requests in how many seconds: what a platform permits, what was made, what was learnt."""

from bisect import bisect_left, insort
from dataclasses import dataclass

NEVER = float("-inf")


@dataclass(frozen=True, slots=True)
class Window:
    """At most `count` requests in any span of `seconds`."""

    count: int
    seconds: float


Limit = tuple[Window, ...]
"""Windows that all hold."""

OVERALL: Limit = (Window(30, 1.0),)
PERSON: Limit = (Window(3, 3.0),)
CROWD: Limit = (Window(3, 3.0), Window(20, 60.0))
"""What Telegram says of itself (core.telegram.org/bots/faq, "My bot is hitting limits, how do I avoid
this?"): 30 messages a second in all, one a second in a chat with short bursts, 20 a minute in a group;
channels reportedly count as groups. The exact numbers are not published."""


class Log:
    """The times of the newest requests, ascending."""

    __slots__ = ("_times",)

    def __init__(self) -> None:
        self._times: list[float] = []

    def add(self, at: float, limit: Limit) -> None:
        """One more; times that no window of `limit` looks at are dropped."""
        insort(self._times, at)
        del self._times[: -max(window.count for window in limit)]

    def earlier(self, at: float, instead: float) -> None:
        """What was noted for `at` happened before, not later than `instead`."""
        index = bisect_left(self._times, at)
        if instead < at and index < len(self._times) and self._times[index] == at:
            del self._times[index]
            insort(self._times, instead)

    def free_at(self, limit: Limit, strain: float, *, ahead: int = 0, spare: int = 0) -> float:
        """When one more is within `limit`, after `ahead` others and with `spare` places left.

        `strain` stretches the spans. With others ahead the time is an estimate.
        """
        at = NEVER
        times = self._times
        for window in limit:
            room = max(window.count - spare, 1)
            leaving = len(times) - room + ahead  # which of them has to be out of the span
            if leaving < 0:
                continue
            rounds = max(-(-(leaving - len(times) + 1) // room), 0)  # it may be one of those ahead
            leaving -= rounds * room
            start = times[leaving] if leaving >= 0 else self.newest()
            at = max(at, start + (rounds + (leaving >= 0)) * window.seconds * strain)
        return at

    def newest(self) -> float:
        """The time of the newest request."""
        return self._times[-1] if self._times else NEVER


class Strain:
    """By how much slower than the published limits; learnt from refusals, and slowly forgotten."""

    __slots__ = ("_excess", "_growth", "_half_life", "_since")

    MOST = 8.0
    SLIGHT = 0.05

    def __init__(self, *, growth: float, half_life: float) -> None:
        self._growth = growth
        self._half_life = half_life
        self._excess = 0.0
        self._since = 0.0

    def at(self, now: float) -> float:
        """1 for the published limits, 2 for half of their pace."""
        if not self._excess:
            return 1.0
        excess = self._excess * 0.5 ** ((now - self._since) / self._half_life)
        return 1.0 + excess if excess > self.SLIGHT / 10 else 1.0

    def grow(self, now: float) -> None:
        """Be slower from now on."""
        self._excess = min(self.at(now) * self._growth, self.MOST) - 1.0
        self._since = now

    def slight(self, now: float) -> bool:
        """Whether it makes no difference worth remembering."""
        return self.at(now) < 1.0 + self.SLIGHT
