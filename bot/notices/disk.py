"""The disk on which the database lies."""

import asyncio
import datetime as dt
import shutil
from collections.abc import Iterator
from contextlib import suppress

from bot.commands.models import Reply
from bot.desk import Desk
from bot.notices import alarms
from bot.notices.claims import Claims
from bot.notices.topics import Words

LOOKS = dt.timedelta(minutes=10)
"""Between two looks."""
DAY = dt.timedelta(days=1)
LEAST = 500_000_000  # bytes
SHARE = 0.05  # of the whole disk


class Disk:
    """Tells once a day that it is nearly full, where the database is a file."""

    def __init__(self, desk: Desk, claims: Claims) -> None:
        self._desk = desk
        self._claims = claims
        self._looked: dt.datetime | None = None
        self._free: int | None = None

    async def look(self) -> None:
        """See how much is left, at times."""
        now, folder = self._desk.clock(), self._desk.folder
        if folder is None or (self._looked is not None and abs(now - self._looked) < LOOKS):
            return
        self._looked = now
        with suppress(OSError):
            total, _, free = await asyncio.to_thread(shutil.disk_usage, folder)
            self._free = free if free < LEAST or free < SHARE * total else None

    def kinds(self) -> Iterator[tuple[str, Words]]:
        """That it is nearly full."""
        if self._free is not None:
            yield "disk", self._words

    async def _words(self) -> Reply | None:
        free, folder = self._free, self._desk.folder
        self._free = None
        if free is None or folder is None or not await self._claims.once("disk", "the disk is full", DAY):
            return None
        return alarms.full(self._desk.words, folder, free)
