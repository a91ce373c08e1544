"""How it went with each digest: published, corrected or taken down, n of n, told when all is settled."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from functools import partial

from bot.commands.models import Reply
from bot.delivery.models import Progress
from bot.desk import Desk
from bot.errors import StoreError
from bot.models import StoredDigest
from bot.notices.changes import Changes, changes
from bot.notices.reporting import CORRECTED, PUBLISHED, WITHDRAWN, Outcome, report
from bot.notices.topics import Words

PATIENCE = dt.timedelta(minutes=10)
"""So long a report waits for deliveries that are tried again."""
REASONS = 10
"""Failures of which a report gives the reasons."""


class Reports:
    """Finds in the ledger what there is to report: a crash loses nothing of it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._ready: dict[str, list[tuple[StoredDigest, Progress]]] = {}

    async def look(self) -> None:
        """See what is ready to be told. Raises StoreError."""
        ready: defaultdict[str, list[tuple[StoredDigest, Progress]]] = defaultdict(list)
        now = self._desk.clock()
        for progress in await self._desk.store.progress(patient=now - PATIENCE):
            digest = await self._desk.store.digest_by_id(progress.digest_id)
            if digest is not None:
                ready[kind_of(digest, progress)].append((digest, progress))
        self._ready = dict(ready)

    def kinds(self) -> Iterator[tuple[str, Words]]:
        """Those of which there is something to tell."""
        for kind in self._ready:
            yield kind, partial(self._words, kind)

    async def _words(self, kind: str) -> Reply | None:
        """What there is to tell of the kind, which from now on was told. Raises StoreError."""
        found = [await self._outcome(*one) for one in self._ready.pop(kind, [])]
        told = []
        for outcome in found:
            try:
                if await self._desk.store.told(outcome.progress) and outcome.concerned:
                    told.append(outcome)
            except StoreError:  # those that were claimed are told all the same, the others found again
                break
        return report(self._desk.words, kind, told, today=self._desk.today) if told else None

    async def _outcome(self, digest: StoredDigest, progress: Progress) -> Outcome:
        failures = await self._desk.store.failures(digest.id, limit=REASONS) if progress.failed else []
        return Outcome(digest, progress, await self._changes(progress), failures)

    async def _changes(self, progress: Progress) -> Changes:
        """What readers see changed since the last report, or since the revision before."""
        if not progress.edited:
            return Changes()
        number = progress.told_revision or progress.revision - 1
        before = await self._desk.store.revision(progress.digest_id, number)
        after = await self._desk.store.revision(progress.digest_id, progress.revision)
        return Changes() if before is None or after is None else changes(before, after)


def kind_of(digest: StoredDigest, progress: Progress) -> str:
    """Which kind of report it is."""
    if digest.published_at is None:
        return WITHDRAWN
    if progress.edited and progress.generation == progress.told_generation:
        return CORRECTED
    return PUBLISHED
