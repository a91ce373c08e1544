"""Folders and globs whose new and changed documents are ingested as they appear."""

import asyncio
from collections.abc import AsyncGenerator, Iterable, Mapping
from itertools import zip_longest
from pathlib import Path

import structlog
from watchfiles import awatch

from bot.sources.files import documents_in, fixed_folder

RESCAN = 5_000  # milliseconds: where the system tells nothing of a change (a network folder), looking does
DEBOUNCE = 200  # milliseconds within which changes are taken together
SETTLE = 0.3  # seconds a file must have been left alone: an editor may be in the middle of writing it

log = structlog.get_logger("ribao.sources")

Stamp = tuple[int, int]


class Watch:
    """Looks after the sources, by publication slug. A file is reported when its size or time changed."""

    def __init__(self, sources: Mapping[str, Path]) -> None:
        self._sources = dict(sources)
        self._seen: dict[tuple[str, Path], Stamp] = {}

    def prepare(self) -> None:
        """Make the folders that are missing, so that a document can be put there."""
        for source in self._sources.values():
            folder = fixed_folder(source)
            if not folder.exists():
                try:
                    folder.mkdir(parents=True)
                except OSError as error:
                    log.warning("the source folder can't be made", folder=str(folder), error=error.strerror)

    def look(self) -> dict[tuple[str, Path], Stamp]:
        """Stamps of the documents that are new or changed since they were reported, by (slug, path)."""
        changed = {}
        for slug, source in self._sources.items():
            for path in documents_in(source):
                try:
                    status = path.stat()
                except OSError:
                    continue  # gone since it was listed, or never there
                stamp = (status.st_mtime_ns, status.st_size)
                if self._seen.get((slug, path)) != stamp:
                    changed[slug, path] = stamp
        return changed

    async def _settled(self) -> list[tuple[str, Path]]:
        """The changed documents that nobody is writing just now; the others come with their next change.

        Newest first: today's digest does not wait behind the archive.
        """
        before = await asyncio.to_thread(self.look)
        if not before:
            return []
        await asyncio.sleep(SETTLE)
        after = await asyncio.to_thread(self.look)
        settled = {key: stamp for key, stamp in after.items() if before.get(key) == stamp}
        self._seen |= settled
        return newest_first(settled)

    async def changes(self) -> AsyncGenerator[list[tuple[str, Path]], None]:
        """The documents there are, then those that change, until cancelled. A batch may be empty."""
        await asyncio.to_thread(self.prepare)
        yield await self._settled()
        folders = {fixed_folder(source) for source in self._sources.values()}
        watched = [folder for folder in folders if folder.exists()]
        # Without a filter: what it keeps to itself, such as a pull's work in .git, would put off the rescan.
        async for _ in awatch(
            *watched,
            watch_filter=None,
            debounce=DEBOUNCE,
            step=50,
            rust_timeout=RESCAN,
            yield_on_timeout=True,
        ):
            yield await self._settled()


def newest_first(documents: Iterable[tuple[str, Path]]) -> list[tuple[str, Path]]:
    """The documents by name, the last first (names tell dates), the sources taking turns."""
    by_source: dict[str, list[tuple[str, Path]]] = {}
    for slug, path in sorted(documents, key=lambda document: document[1], reverse=True):
        by_source.setdefault(slug, []).append((slug, path))
    return [
        document for turn in zip_longest(*by_source.values()) for document in turn if document is not None
    ]
