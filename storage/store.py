"""The store that the core asks for: each method is one transaction."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from bot.aliases import Aliases, load_aliases
from bot.delivery.models import (
    Alike,
    Claim,
    DesiredParts,
    DigestLine,
    Doubt,
    LedgerLine,
    Outcome,
    Part,
    Planned,
    Post,
    Scope,
)
from bot.errors import SettingsError
from bot.models import (
    Digest,
    Edition,
    Policy,
    Publication,
    Saved,
    SearchPage,
    SearchQuery,
    SectionCount,
    StoredDigest,
    StoredItem,
    Target,
)
from storage import (
    backup,
    completions,
    digests,
    directory,
    items,
    jottings,
    ledger,
    plan,
    publications,
    revisions,
    schema,
    search,
    targets,
)
from storage.database import Database
from storage.ids import LAST_ID


class SqlStore:
    """The archive and the ledger in one database (bot.ports.Store says what each method promises)."""

    def __init__(self, database: Database, aliases: Path | None = None) -> None:
        self._database = database
        self._aliases_file = aliases

    async def close(self) -> None:
        await self._database.close()

    # --- the archive ---

    async def declare_publications(self, declared: Sequence[Publication]) -> None:
        # Every command declares them: one that only reads must not queue behind a writer for nothing.
        if set(declared) <= set(await self.publications()):
            return
        async with self._database.write() as connection:
            await publications.declare(connection, declared)

    async def publications(self) -> list[Publication]:
        async with self._database.read() as connection:
            return await publications.every(connection)

    async def save(
        self, digest: Digest, *, publication: str, text_hash: str, now: dt.datetime, published: bool = False
    ) -> Saved:
        async with self._database.write() as connection:
            return await revisions.save(
                connection,
                digest,
                publication=publication,
                text_hash=text_hash,
                now=now,
                published=published,
            )

    async def digest(
        self, date: dt.date | None = None, *, publication: str | None = None, drafts: bool = False
    ) -> StoredDigest | None:
        async with self._database.read() as connection:
            return await digests.of_date(connection, date, publication, drafts=drafts)

    async def digest_by_id(self, digest_id: int) -> StoredDigest | None:
        async with self._database.read() as connection:
            return await digests.by_id(connection, digest_id)

    async def editions(
        self,
        *,
        publication: str | None = None,
        before: dt.date | None = None,
        limit: int = 30,
        drafts: bool = False,
    ) -> list[Edition]:
        async with self._database.read() as connection:
            return await digests.editions(connection, publication, before, limit, drafts=drafts)

    async def unreleased(self, publication: str) -> list[Edition]:
        async with self._database.read() as connection:
            return await digests.unreleased(connection, publication)

    async def outdated(self, limit: int = 100) -> list[int]:
        async with self._database.read() as connection:
            return await digests.outdated(connection, limit)

    async def item(self, item_id: int, *, drafts: bool = False) -> StoredItem | None:
        if not 0 < item_id <= LAST_ID:
            return None
        async with self._database.read() as connection:
            return await items.by_id(connection, item_id, drafts=drafts)

    async def sections(self, *, publication: str | None = None, drafts: bool = False) -> list[SectionCount]:
        async with self._database.read() as connection:
            return await items.section_counts(connection, publication, drafts=drafts)

    async def section(
        self,
        name: str,
        *,
        publication: str | None = None,
        before: int | None = None,
        limit: int = 20,
        drafts: bool = False,
    ) -> list[StoredItem]:
        async with self._database.read() as connection:
            return await items.of_section(
                connection,
                name,
                publication=publication,
                before=None if before is None else max(0, min(before, LAST_ID)),
                limit=limit,
                drafts=drafts,
            )

    async def search(self, query: SearchQuery) -> SearchPage:
        async with self._database.read() as connection:
            return await search.search(connection, query, self._aliases)

    async def suggest(self, query: SearchQuery) -> list[str]:
        async with self._database.read() as connection:
            return await completions.completions(connection, query, self._names)

    @cached_property  # read at the first search: most starts make none
    def _aliases(self) -> Aliases:
        return load_aliases(self._aliases_file)

    @cached_property
    def _names(self) -> completions.Names:
        return completions.Names(self._aliases)

    async def backup(self, path: Path) -> None:
        await backup.write(self._database, path)

    async def jot(self, text: str) -> str:
        async with self._database.read() as connection:
            kept = await jottings.is_fresh(connection, text)
        if not kept:
            async with self._database.hold() as connection:
                await jottings.keep(connection, text)
        return jottings.key_of(text)

    async def jotted(self, key: str) -> str | None:
        async with self._database.read() as connection:
            return await jottings.text_of(connection, key)

    # --- the ledger ---

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
            )

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

    async def doubts(self) -> list[Doubt]:
        async with self._database.read() as connection:
            return await ledger.doubts(connection)

    async def resolve(self, delivery_id: int, *, stands: bool, now: dt.datetime) -> bool:
        async with self._database.hold() as connection:
            return await ledger.resolve(connection, delivery_id, now, stands=stands)

    async def ledger(self, target_ids: Sequence[int] | None = None) -> list[LedgerLine]:
        async with self._database.read() as connection:
            return await ledger.lines(connection, target_ids)

    async def find_targets(self, words: str = "", *, limit: int, offset: int = 0) -> tuple[list[Target], int]:
        async with self._database.read() as connection:
            return await directory.find(connection, words, limit, offset)

    async def digest_lines(self, target_id: int, *, limit: int) -> list[DigestLine]:
        async with self._database.read() as connection:
            return await directory.digest_lines(connection, target_id, limit)

    async def reach(self, digest_id: int) -> int:
        async with self._database.read() as connection:
            return await directory.reach(connection, digest_id)


async def open_store(
    url: str, *, now: dt.datetime, migrate: bool = True, aliases: Path | None = None
) -> SqlStore:
    """Open the database, making or updating it first; `now` is when a migration is said to have run.

    `aliases` is an operator's file of other names that searches use as well. Raises SettingsError for a
    URL that is none or a file that is not there (what is wrong within it is told by the first search),
    StoreUnavailable, StoreBusy, StoreDamaged, StoreTooNew. With `migrate` false an older schema is
    StoreUnavailable.
    """
    check_aliases(aliases)
    database = Database(url)
    try:
        await schema.prepare(database, now=now, migrate=migrate)
    except BaseException:
        await database.close()
        raise
    return SqlStore(database, aliases)


def check_aliases(file: Path | None) -> None:
    """See that the file is there."""
    if file is not None and not file.is_file():
        raise SettingsError(f"the aliases file {file} is not there; make it, or leave it out of the settings")
