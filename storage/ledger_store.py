"""The ledger in a database (bot.ports.Ledger says what each method promises)."""

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence

from bot.delivery.models import (
    Admission,
    Alike,
    Backlog,
    Claim,
    DesiredParts,
    DigestLine,
    Doubt,
    Failure,
    LedgerLine,
    Outcome,
    Part,
    Planned,
    Post,
    Progress,
    Scope,
)
from bot.models import Edition, Policy, Target
from storage import (
    admission,
    backlog,
    digests,
    directory,
    generations,
    ledger,
    lines,
    plan,
    progress,
    targets,
    troubles,
    waiting,
    withdrawal,
)
from storage.database import Database


class LedgerStore:
    """Who receives, what is to stand where, and what became of it."""

    _database: Database

    async def declare_target(self, platform: str, address: str, policy: Policy) -> Target:
        async with self._database.write() as connection:
            return await targets.declare(connection, platform, address, policy)

    async def change_target(
        self, platform: str, address: str, change: Callable[[Policy | None], Policy]
    ) -> Target:
        async with self._database.write() as connection:
            return await targets.change(connection, platform, address, change)

    async def declare_targets(self, declared: Sequence[tuple[str, str, Policy]]) -> None:
        async with self._database.write() as connection:
            await targets.declare_all(connection, declared)

    async def admit_targets(self, admitted: Sequence[Admission]) -> None:
        async with self._database.write() as connection:
            await admission.admit(connection, admitted)

    async def targets(self, *, platform: str | None = None, suspended: bool = True) -> list[Target]:
        async with self._database.read() as connection:
            return await targets.every(connection, platform, suspended=suspended)

    async def alike(self, *, planned: int | None = None) -> list[Alike]:
        async with self._database.read() as connection:
            return await targets.alike(connection, planned)

    async def targets_at(self, platform: str, addresses: Sequence[str]) -> list[Target]:
        async with self._database.read() as connection:
            return await targets.at(connection, platform, addresses)

    async def title_targets(self, titles: Mapping[int, str]) -> None:
        async with self._database.write() as connection:
            await targets.entitle(connection, titles)

    async def mark_target(self, target_id: int, mark: str) -> None:
        async with self._database.write() as connection:
            await targets.note(connection, target_id, mark)

    async def suspend_target(self, target_id: int, reason: str) -> None:
        async with self._database.write() as connection:
            await targets.suspend(connection, target_id, reason)

    async def move_target(self, target_id: int, address: str) -> None:
        async with self._database.write() as connection:
            await targets.move(connection, target_id, address)

    async def resume_target(self, target_id: int) -> None:
        async with self._database.write() as connection:
            await targets.resume(connection, target_id)

    async def plan(
        self,
        digest_id: int,
        desired: Sequence[DesiredParts],
        *,
        now: dt.datetime,
        revision: int,
        scope: Scope = Scope.ALL,
        generation: int | None = None,
        unasked: bool = False,
    ) -> Planned:
        async with self._database.write() as connection:
            return await plan.plan(
                connection,
                digest_id,
                desired,
                now=now,
                revision=revision,
                scope=scope,
                generation=generation,
                unasked=unasked,
            )

    async def withdraw(self, digest_id: int, *, now: dt.datetime, generation: int | None = None) -> Planned:
        async with self._database.write() as connection:
            return await withdrawal.withdraw(connection, digest_id, now, generation)

    async def last_published(self, *, since: dt.datetime) -> tuple[int, int] | None:
        async with self._database.read() as connection:
            return await generations.last(connection, since)

    async def retry(self, target_ids: Sequence[int] | None = None, *, now: dt.datetime) -> int:
        async with self._database.write() as connection:
            return await waiting.retry(connection, target_ids, now)

    async def waiting(self, target_id: int) -> list[int]:
        async with self._database.read() as connection:
            return await waiting.digests_of(connection, target_id)

    async def drop(self, target_id: int, digest_ids: Collection[int], *, now: dt.datetime) -> int:
        async with self._database.hold() as connection:
            return await waiting.drop(connection, target_id, digest_ids, now)

    async def progress(self, *, patient: dt.datetime | None = None) -> list[Progress]:
        async with self._database.read() as connection:
            return await progress.progress(connection, patient)

    async def told(self, progressed: Progress) -> bool:
        async with self._database.hold() as connection:
            return await progress.told(connection, progressed)

    async def failures(self, digest_id: int, *, limit: int) -> list[Failure]:
        async with self._database.read() as connection:
            return await troubles.failures(connection, digest_id, limit)

    async def unreleased(self, publication: str) -> list[Edition]:
        async with self._database.read() as connection:
            return await digests.unreleased(connection, publication)

    async def outdated(self, limit: int = 100) -> list[int]:
        async with self._database.read() as connection:
            return await digests.outdated(connection, limit)

    async def planned_targets(self, digest_id: int) -> list[int]:
        async with self._database.read() as connection:
            return await ledger.planned_targets(connection, digest_id)

    async def generation(self, digest_id: int) -> int:
        async with self._database.read() as connection:
            return await ledger.generation(connection, digest_id)

    async def claim(self, room: Mapping[str, int], *, now: dt.datetime, lease: dt.timedelta) -> list[Claim]:
        async with self._database.hold() as connection:
            return await ledger.claim(connection, room, now, lease)

    async def settle(self, settled: Sequence[tuple[Claim, Outcome]], *, now: dt.datetime) -> list[bool]:
        async with self._database.hold() as connection:
            return await ledger.settle(connection, settled, now)

    async def next_due(self, platforms: Sequence[str]) -> dt.datetime | None:
        async with self._database.read() as connection:
            return await ledger.next_due(connection, platforms)

    async def standing(self, target_id: int, digest_id: int) -> list[Part]:
        async with self._database.read() as connection:
            return await ledger.standing(connection, target_id, digest_id)

    async def posts(self, target_id: int, digest_id: int) -> list[Post]:
        async with self._database.read() as connection:
            return await ledger.posts(connection, target_id, digest_id)

    async def backlog(self) -> list[Backlog]:
        async with self._database.read() as connection:
            return await backlog.by_platform(connection)

    async def doubts(self) -> list[Doubt]:
        async with self._database.read() as connection:
            return await troubles.doubts(connection)

    async def resolve(self, delivery_id: int, *, stands: bool, now: dt.datetime) -> bool:
        async with self._database.hold() as connection:
            return await ledger.resolve(connection, delivery_id, now, stands=stands)

    async def ledger(self, target_ids: Sequence[int] | None = None) -> list[LedgerLine]:
        async with self._database.read() as connection:
            return await lines.lines(connection, target_ids)

    async def find_targets(self, words: str = "", *, limit: int, offset: int = 0) -> tuple[list[Target], int]:
        async with self._database.read() as connection:
            return await directory.find(connection, words, limit, offset)

    async def digest_lines(self, target_id: int, *, limit: int) -> list[DigestLine]:
        async with self._database.read() as connection:
            return await directory.digest_lines(connection, target_id, limit)

    async def reach(self, digest_id: int) -> int:
        async with self._database.read() as connection:
            return await directory.reach(connection, digest_id)
