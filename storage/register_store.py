"""The register in a database (bot.ports.Register says what each method promises)."""

import datetime as dt
from collections.abc import Sequence

from bot.records import Act, Outage, Pause
from storage import register
from storage.database import Database


class RegisterStore:
    """What operators did and were told, and when Ribao was at work.

    Its writing transactions are short ones, which on a server wait for no plan.
    """

    _database: Database

    async def record(self, act: Act) -> None:
        async with self._database.hold() as connection:
            await register.record(connection, act)

    async def acts(self, *, before: int | None = None, limit: int = 20) -> Sequence[Act]:
        async with self._database.read() as connection:
            return await register.read_acts(connection, before, limit)

    async def claim_notice(self, key: str, *, now: dt.datetime, apart: dt.timedelta | None) -> bool:
        # Most are told already: who only asks must not queue behind a writer for that.
        async with self._database.read() as connection:
            if await register.is_told(connection, key, now, apart):
                return False
        async with self._database.hold() as connection:
            return await register.claim_notice(connection, key, now, apart)

    async def forget_notice(self, key: str) -> bool:
        async with self._database.hold() as connection:
            return await register.forget_notice(connection, key)

    async def heartbeat(self, *, now: dt.datetime, patience: dt.timedelta) -> None:
        async with self._database.hold() as connection:
            await register.beat(connection, now, patience)

    async def first_heartbeat(self) -> dt.datetime | None:
        async with self._database.read() as connection:
            return await register.first_beat(connection)

    async def last_heartbeat(self) -> dt.datetime | None:
        async with self._database.read() as connection:
            return await register.last_beat(connection)

    async def outages(self, *, since: dt.datetime) -> Sequence[Outage]:
        async with self._database.read() as connection:
            return await register.outages_since(connection, since)

    async def pause(self, pause: Pause) -> None:
        async with self._database.hold() as connection:
            await register.pause(connection, pause)

    async def paused(self) -> Pause | None:
        async with self._database.read() as connection:
            return await register.paused(connection)

    async def unpause(self) -> bool:
        async with self._database.hold() as connection:
            return await register.unpause(connection)
