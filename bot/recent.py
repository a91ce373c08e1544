"""What was met lately, so that it is not done twice."""

from collections.abc import Hashable


class Recent:
    """Remembers the last `size` keys that it was told."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._keys: dict[Hashable, None] = {}

    def __contains__(self, key: Hashable) -> bool:
        return key in self._keys

    def add(self, key: Hashable) -> bool:
        """Remember the key; False if it was known already."""
        if key in self._keys:
            return False
        self._keys[key] = None
        if len(self._keys) > self._size:
            del self._keys[next(iter(self._keys))]
        return True

    def forget(self, key: Hashable) -> None:
        """The key may come again."""
        self._keys.pop(key, None)
