"""The store that the core asks for: each method is one transaction."""

import datetime as dt
from collections.abc import Sequence

from bot.models import (
    Digest,
    Edition,
    Publication,
    Saved,
    SectionCount,
    StoredDigest,
    StoredItem,
)
from storage import digests, items, publications, revisions, schema
from storage.database import Database
from storage.ids import LAST_ID


class SqlStore:
    """The archive and the ledger in one database (bot.ports.Store says what each method promises)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def close(self) -> None:
        await self._database.close()

    # --- the archive ---

    async def declare_publications(self, declared: Sequence[Publication]) -> None:
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

    async def drafts(self, publication: str, since: dt.date) -> list[Edition]:
        async with self._database.read() as connection:
            return await digests.unpublished(connection, publication, since)

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


async def open_store(url: str, *, now: dt.datetime, migrate: bool = True) -> SqlStore:
    """Open the database, making or updating it first; `now` is when a migration is said to have run.

    Raises SettingsError for a URL that is none, StoreUnavailable, StoreBusy, StoreDamaged, StoreTooNew.
    With `migrate` false an older schema is StoreUnavailable.
    """
    database = Database(url)
    try:
        await schema.prepare(database, now=now, migrate=migrate)
    except BaseException:
        await database.close()
        raise
    return SqlStore(database)
