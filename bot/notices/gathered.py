"""News of one kind that wait to be told."""

from collections.abc import Hashable, Iterable, Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

HELD = 200
"""So many pieces of news of a kind are kept; of the others it is known how many they are."""

T = TypeVar("T")


class Gathered(Generic[T]):
    """The first of them by key, and how many more came than are held."""

    def __init__(self) -> None:
        self._held: dict[Hashable, T] = {}
        self.more = 0

    def __bool__(self) -> bool:
        return bool(self._held)

    def add(self, key: Hashable, one: T) -> None:
        """Gather it; what is known by that key already is replaced."""
        if key in self._held or len(self._held) < HELD:
            self._held[key] = one
        else:
            self.more += 1

    def discard(self, key: Hashable) -> bool:
        """It is no news any more; whether it was held."""
        return self._held.pop(key, None) is not None

    def held(self) -> dict[Hashable, T]:
        """Those that are held, as they came."""
        return dict(self._held)

    @contextmanager
    def telling(self) -> Iterator[tuple[dict[Hashable, T], int]]:
        """Those that are held and how many more came; they are told when nothing was raised meanwhile."""
        held, more = self.held(), self.more
        yield held, more
        self.told(held, more)

    def told(self, keys: Iterable[Hashable], more: int) -> None:
        """These were told, and so many that were only counted."""
        for key in list(keys):
            self._held.pop(key, None)
        self.more -= more
