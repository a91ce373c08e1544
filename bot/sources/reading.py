"""All sources of a desk, read as they change: every document goes through bot.ingest."""

import asyncio
import datetime as dt
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from typing import TypeAlias

from bot.desk import Desk
from bot.errors import StoreError
from bot.ingest import Ingested, Owners, ingest
from bot.notices.news import Issue
from bot.sources.arrivals import Arrival, Failure, File
from bot.sources.asking import Rounds
from bot.sources.folder import Watch
from bot.sources.git import Pulls, by_working_copy
from bot.sources.models import Address, Folder, folders

DAY = dt.timedelta(days=1)  # wherever a publication is, its drafts are younger than that

Batch: TypeAlias = Sequence[tuple[str, Arrival | Failure]]
"""What came in at once, with the publications' slugs."""


class Reader:
    """Reads the desk's sources; of two documents with one digest it keeps to the first."""

    def __init__(
        self,
        desk: Desk,
        *,
        on_batch: Callable[[int], None],
        on_ingested: Callable[[Ingested], None],
        on_read: Callable[[], None],
    ) -> None:
        """`on_batch` hears how many documents are about to be read, `on_ingested` what became of each.

        `on_read` hears that there may be something to plan.
        """
        self._desk = desk
        self._on_batch = on_batch
        self._on_ingested = on_ingested
        self._on_read = on_read
        self._owners = Owners()
        self.looked = asyncio.Event()
        """Set when what lies in the folders has been read once; with no folder, at once."""

    async def run(self) -> None:
        """Read until cancelled. Raises StoreError; when it runs anew, everything is read again."""
        coming: asyncio.Queue[Batch] = asyncio.Queue(maxsize=1)
        try:
            if not dict(folders(self._desk.sources.items())):
                self.looked.set()
            async with asyncio.TaskGroup() as group:
                for feed in self._feeds():
                    group.create_task(_forward(feed, coming))
                while True:
                    await self._take(await coming.get())
        except* StoreError as errors:
            raise errors.exceptions[0] from None

    def _feeds(self) -> list[AsyncGenerator[Batch, None]]:
        desk = self._desk
        feeds: list[AsyncGenerator[Batch, None]] = []
        if watched := dict(folders(desk.sources.items())):
            feeds.append(_files(Watch(watched)))
        local = [(slug, source) for slug, source in desk.sources.items() if isinstance(source, Folder)]
        feeds += [Pulls(together).failures() for together in by_working_copy(local)]
        for publication in desk.publications:
            source = desk.sources.get(publication.slug)
            if isinstance(source, Address):
                feeds.append(Rounds(publication, source, zone=desk.zone, clock=desk.clock).changes())
        return feeds

    async def _take(self, batch: Batch) -> None:
        freed = [waiting for waiting in self._owners.freed() if waiting not in batch]
        whole = [*batch, *freed]
        self._on_batch(len(whole))
        for slug, arrived in whole:
            self._on_ingested(await self._ingest(slug, arrived))
        if whole:
            self._on_read()
        self.looked.set()
        await self._miss()

    async def _miss(self) -> None:
        """Tell of the digests whose documents are gone, as far as they may still be drafts."""
        now, news = self._desk.clock(), self._desk.news
        held = self._owners.since(self._desk.today - DAY)
        gone = await asyncio.to_thread(lambda: [digest for digest, arrival in held if not arrival.exists()])
        names = {publication.slug: publication.name for publication in self._desk.publications}
        for slug, date in self._owners.forsaken(gone, now):
            news.is_forsaken(Issue(slug, names[slug], date))

    async def _ingest(self, slug: str, arrived: Arrival | Failure) -> Ingested:
        if isinstance(arrived, Failure):
            return Ingested(where=arrived.where, status="failed", publication=slug, reason=arrived.reason)
        desk = self._desk
        return await ingest(
            desk.store,
            arrived,
            desk.publications,
            zone=desk.zone,
            now=desk.clock(),
            named=slug,
            owners=self._owners,
        )


async def _forward(feed: AsyncGenerator[Batch, None], coming: asyncio.Queue[Batch]) -> None:
    async with aclosing(feed):
        async for batch in feed:
            await coming.put(batch)


async def _files(watch: Watch) -> AsyncGenerator[Batch, None]:
    async with aclosing(watch.changes()) as changes:
        async for changed in changes:
            yield [(slug, File(path)) for slug, path in changed]
