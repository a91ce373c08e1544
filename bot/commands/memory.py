"""What a store answered a moment ago, for those who ask with every letter that they type."""

import datetime as dt
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")

LIFE = dt.timedelta(minutes=1)
ANSWERS = 500


class Memory:
    """Keeps an answer for LIFE; of more than ANSWERS the one goes that was asked for longest ago."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, tuple[dt.datetime, Any]] = OrderedDict()

    async def recall(self, key: Hashable, now: dt.datetime, ask: Callable[[], Awaitable[T]]) -> T:
        """The answer as it is remembered, else by asking."""
        kept = self._kept.get(key)
        if kept is None or not kept[0] <= now < kept[0] + LIFE:
            kept = self._kept[key] = now, await ask()
        self._kept.move_to_end(key)
        while len(self._kept) > ANSWERS:
            self._kept.popitem(last=False)
        answer: T = kept[1]
        return answer
