"""Ids as Discord makes them: the time in milliseconds since 2015, and a number."""

from collections.abc import Callable

EPOCH = 1420070400000


class Snowflakes:
    """Ids that always grow, whatever the clock does."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.clock = clock
        self._last = 0

    def next(self) -> int:
        """A new id, of this moment."""
        made = (int(self.clock() * 1000) - EPOCH) << 22
        self._last = max(made, self._last + 1)
        return self._last


def born(snowflake: int) -> float:
    """When an id was made, in seconds since 1970."""
    return ((snowflake >> 22) + EPOCH) / 1000


def number(text: object) -> int | None:
    """The id that a path, query or body names; None for what is none."""
    if isinstance(text, int) and not isinstance(text, bool):
        return text
    return int(text) if isinstance(text, str) and text.isascii() and text.isdigit() else None
