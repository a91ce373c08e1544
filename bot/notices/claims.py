"""Who may tell what: a kind of notice once an hour, a piece of news once, whichever process asks."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable

from bot.ports import Register

HOUR = dt.timedelta(hours=1)
"""Between two messages of one kind."""
ASK_AGAIN = dt.timedelta(seconds=30)
"""After which the register is asked anew about an hour that was somebody else's."""


class Claims:
    """Asks the register, and remembers what it gave until that was told.

    What was claimed and could not be told, as the store went away, is not lost while the process lives.
    """

    def __init__(self, register: Register, clock: Callable[[], dt.datetime]) -> None:
        self._register = register
        self._clock = clock
        self._not_before: dict[str, dt.datetime] = {}
        self._hours: dict[str, dt.datetime] = {}
        self._pieces: defaultdict[str, set[str]] = defaultdict(set)

    async def hour(self, kind: str) -> bool:
        """Whether a message of this kind may be sent now. Raises StoreError."""
        now = self._clock()
        if now < self._not_before.get(kind, now) <= now + HOUR:  # a clock that was set back mutes nobody
            return False
        if not dt.timedelta(0) <= now - self._hours.get(kind, now - HOUR) < HOUR:
            if not await self._register.claim_notice(_hour(kind), now=now, apart=HOUR):
                self._not_before[kind] = now + ASK_AGAIN
                return False
            self._hours[kind] = now
        return True

    async def once(self, kind: str, key: str, apart: dt.timedelta | None = None) -> bool:
        """Whether this piece of news is ours to tell; nobody else did within `apart` (None: ever).

        Raises StoreError.
        """
        if key in self._pieces[kind]:
            return True
        claimed = await self._register.claim_notice(key, now=self._clock(), apart=apart)
        if claimed:
            self._pieces[kind].add(key)
        return claimed

    async def spare(self, kind: str) -> None:
        """There was nothing to say after all: the hour is anybody's again. Raises StoreError."""
        await self._register.forget_notice(_hour(kind))
        self._hours.pop(kind, None)

    def told(self, kind: str) -> None:
        """A message of this kind is on its way, with all that was claimed for it."""
        self._hours.pop(kind, None)
        self._pieces.pop(kind, None)
        self._not_before[kind] = self._clock() + HOUR


def _hour(kind: str) -> str:
    return f"hour of {kind}"
