"""The archive: what was published, and what will be."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from bot.aliases import Aliases
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


class Archive(Protocol):
    """Digests and items. Readers see what is published; `drafts=True` shows the rest as well."""

    @property
    def aliases(self) -> Aliases:
        """Other names of the same thing, by which searches and policies find it. Raises SettingsError."""

    async def declare_publications(self, publications: Sequence[Publication]) -> None:
        """Add or update these by slug; publications that are not named stay as they are."""

    async def publications(self) -> list[Publication]:
        """All publications, by slug."""

    async def save(
        self, digest: Digest, *, publication: str, text_hash: str, now: dt.datetime, published: bool = False
    ) -> Saved:
        """Keep `digest` as the edition of `publication` on its date, in one transaction.

        The same `text_hash` as the newest revision changes nothing. A different one makes a revision;
        items keep their id by key. `published` marks a new digest as published at once (an archive that
        is imported). Raises UsageError for an unknown publication or a digest without date. Two
        processes saving at once are serialised; nothing is lost.
        """

    async def revision(self, digest_id: int, number: int) -> Digest | None:
        """The digest as that revision had it, without what was retracted by then; None if there is none."""

    async def retract(self, item_id: int, *, now: dt.datetime) -> Saved | None:
        """Take the item out of its digest: a revision of the same text without it.

        Revisions of later texts leave it out as well (by its key), until it is restored. None: no such item
        stands in its digest.
        """

    async def restore(self, item_id: int, *, now: dt.datetime) -> Saved | None:
        """Put a retracted item back where the newest text has it; None: it is not retracted, or not in it."""

    async def digest(
        self, date: dt.date | None = None, *, publication: str | None = None, drafts: bool = False
    ) -> StoredDigest | None:
        """The digest of that date, or the newest one with items; of any publication when none is named.

        Among several of one date a daily comes before a weekly before a monthly.
        """

    async def digest_by_id(self, digest_id: int) -> StoredDigest | None:
        """That digest, published or not."""

    async def editions(
        self,
        *,
        publication: str | None = None,
        before: dt.date | None = None,
        limit: int = 30,
        drafts: bool = False,
    ) -> list[Edition]:
        """Editions dated before `before`, newest first.

        `limit` of them, at least 1, and all others of the last one's date: a page that begins before that
        date leaves none out.
        """

    async def item(self, item_id: int, *, drafts: bool = False) -> StoredItem | None:
        """That item, if it still stands in its digest."""

    async def sections(self, *, publication: str | None = None, drafts: bool = False) -> list[SectionCount]:
        """The section names of the archive, the most used first."""

    async def section(
        self,
        name: str,
        *,
        publication: str | None = None,
        before: int | None = None,
        limit: int = 20,
        drafts: bool = False,
    ) -> list[StoredItem]:
        """Items of the section with exactly this name, newest first, with ids below `before`."""

    async def search(self, query: SearchQuery) -> SearchPage:
        """Find items. Any text is a valid query: none raises, none scans the archive."""

    async def suggest(self, query: SearchQuery) -> list[str]:
        """What a search may become: names of the table of aliases that begin so, then titles.

        The titles are the newest that hold all the words within the filters, the last word perhaps not
        finished; without words the newest of all. `sort` and pages mean nothing. At most `limit`, each once.
        Any text is valid, and one indexed query answers it.
        """

    async def backup(self, path: Path) -> None:
        """Write a consistent copy to `path` while others read and write. Raises StoreError."""

    async def jot(self, text: str) -> str:
        """Keep a short text, such as what a button has no room for; its key is at most 16 of [A-Za-z0-9_-].

        The same text has the same key, in every process.
        """

    async def jotted(self, key: str) -> str | None:
        """The text of that key, None if there is none."""
