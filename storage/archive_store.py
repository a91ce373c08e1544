"""The archive in a database (bot.ports.Archive says what each method promises)."""

import datetime as dt
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from bot.aliases import Aliases, load_aliases
from bot.models import (
    Digest,
    Edition,
    Publication,
    Saved,
    SearchPage,
    SearchQuery,
    SectionCount,
    StoredDigest,
    StoredItem,
)
from storage import backup, completions, digests, items, jottings, publications, revisions, search
from storage.database import Database
from storage.ids import LAST_ID


class ArchiveStore:
    """What was published, and what will be."""

    _database: Database
    _aliases_file: Path | None

    async def declare_publications(self, declared: Sequence[Publication]) -> None:
        # Every command declares them: one that only reads must not queue behind a writer for nothing.
        kept = {publications.kept(one) for one in declared}
        if kept <= set(await self.publications()):
            return
        async with self._database.write() as connection:
            await publications.declare(connection, kept)

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

    async def revision(self, digest_id: int, number: int) -> Digest | None:
        async with self._database.read() as connection:
            return await revisions.read(connection, digest_id, number)

    async def retract(self, item_id: int, *, now: dt.datetime) -> Saved | None:
        if not 0 < item_id <= LAST_ID:
            return None
        async with self._database.write() as connection:
            return await revisions.retract(connection, item_id, now)

    async def restore(self, item_id: int, *, now: dt.datetime) -> Saved | None:
        if not 0 < item_id <= LAST_ID:
            return None
        async with self._database.write() as connection:
            return await revisions.restore(connection, item_id, now)

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
            return await search.search(connection, query, self.aliases)

    async def suggest(self, query: SearchQuery) -> list[str]:
        async with self._database.read() as connection:
            return await completions.completions(connection, query, self._names)

    @cached_property  # read at the first search: most starts make none
    def aliases(self) -> Aliases:
        return load_aliases(self._aliases_file)

    @cached_property
    def _names(self) -> completions.Names:
        return completions.Names(self.aliases)

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
