"""What a store answered a moment ago, for those who ask with every letter that they type."""

import datetime as dt
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")

LIFE = dt.timedelta(minutes=1)
LONG_LIFE = dt.timedelta(minutes=10)
"""Of answers that change rarely, and for which a large archive has to be counted."""
ANSWERS = 500


class Memory:
    """Keeps an answer for a while; of more than ANSWERS the one goes that was asked for longest ago."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, tuple[dt.datetime, Any]] = OrderedDict()

    async def recall(
        self, key: Hashable, now: dt.datetime, ask: Callable[[], Awaitable[T]], *, life: dt.timedelta = LIFE
    ) -> T:
        """The answer as it is remembered, if it is no older than `life`, else by asking."""
        kept = self._kept.get(key)
        if kept is None or not kept[0] <= now < kept[0] + life:
            kept = self._kept[key] = now, await ask()
        self._kept.move_to_end(key)
        while len(self._kept) > ANSWERS:
            self._kept.popitem(last=False)
        answer: T = kept[1]
        return answer
