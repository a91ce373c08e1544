"""A guard against those who ask more than anybody reads (pure; whoever asks brings the time)."""

from dataclasses import dataclass

MOST = 12.0
"""Questions that may come at once."""
A_SECOND = 0.5
"""Questions that are earned back in a second."""
PEACE = 5.0
"""Questions that must be earned back before one who asked too much is answered again."""
REMEMBERED = 10_000


@dataclass(slots=True)
class Bucket:
    """What one person may still ask, as it stood at `at` (seconds); `told`: to be patient."""

    left: float
    at: float
    told: bool = False


class Flood:
    """One bucket a person, for the last REMEMBERED of them; nobody's questions count for another."""

    def __init__(
        self, *, most: float = MOST, a_second: float = A_SECOND, peace: float = PEACE, size: int = REMEMBERED
    ) -> None:
        self._most = most
        self._a_second = a_second
        self._peace = peace
        self._size = size
        self._buckets: dict[str, Bucket] = {}  # who asked last comes last

    def wait(self, who: str, now: float, *, cost: float = 1.0) -> float | None:
        """None: answer this one. Seconds: tell them to wait so long. 0: they were told, keep silent.

        What is asked meanwhile costs nothing: the wait does not grow.
        """
        bucket = self._buckets.pop(who, None) or Bucket(self._most, now)
        self._buckets[who] = bucket
        if len(self._buckets) > self._size:
            del self._buckets[next(iter(self._buckets))]
        passed = max(now - bucket.at, 0.0)  # a clock that was set back earns nothing
        bucket.left = min(bucket.left + passed * self._a_second, self._most)
        bucket.at = now
        if bucket.told and bucket.left < self._peace:
            return 0.0
        bucket.told = False
        if bucket.left >= cost:
            bucket.left -= cost
            return None
        bucket.told = True
        return (self._peace - bucket.left) / self._a_second
