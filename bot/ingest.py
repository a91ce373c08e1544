"""A document arrives: read it, compare it with what is stored, save it."""

import asyncio
import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import InstanceOf

from bot.errors import ParseError, UsageError
from bot.heartbeat import timing_of
from bot.models import Digest, Frozen, ItemDiff, Kind, ParseWarning, Publication, SaveStatus
from bot.ports import Store
from bot.schedule import Timing
from bot.sentence import Sentence
from bot.sources.arrivals import Arrival

KINDS: dict[Kind, Sentence] = {
    "daily": Sentence("daily"),
    "weekly": Sentence("weekly"),
    "monthly": Sentence("monthly"),
}


class Ingested(Frozen):
    """What became of one document. `where` is its path or address; `items` counts the digest's.

    `line` and `reason` tell why it failed.
    """

    where: str
    status: SaveStatus | Literal["failed"]
    publication: str | None = None
    date: dt.date | None = None
    items: int = 0
    diff: ItemDiff = ItemDiff()
    warnings: tuple[ParseWarning, ...] = ()
    line: int | None = None
    reason: InstanceOf[str] | None = None  # a Sentence stays one

    def __str__(self) -> str:
        """One line for a person."""
        if self.status == "failed":
            where = f"{self.where}:{self.line}" if self.line else self.where
            return f"{where}: failed: {self.reason}"
        told = f"{self.where}: {self.status} ({self.publication} {self.date}, {self.items} items"
        if self.status is SaveStatus.REVISED:
            diff = self.diff
            told += f": {len(diff.added)} added, {len(diff.removed)} removed, {len(diff.changed)} changed"
        remarks = "".join(f"\n  line {warning.line}: {warning.message}" for warning in self.warnings)
        return f"{told}){remarks}"


Place = tuple[str, dt.date]
"""A publication's slug and a date: where a digest belongs."""

GRACE = dt.timedelta(seconds=10)
"""For which a document may be away: some editors delete the old file before they write the new one."""


class Owners:
    """Which document holds a publication's digest of a date: of several the first that was read.

    A document that is gone, or that now has another date, lets go of it.
    """

    def __init__(self) -> None:
        self._owners: dict[Place, Arrival] = {}
        self._digests: dict[str, Place] = {}
        self._waiting: dict[str, tuple[Place, Arrival]] = {}
        self._left: set[Place] = set()
        self._missed: dict[Place, dt.datetime] = {}

    def rival(self, publication: str, date: dt.date, arrival: Arrival) -> Arrival | None:
        """The other document that holds this digest; None if from now on `arrival` does."""
        digest, key = (publication, date), arrival.key
        if (before := self._digests.get(key, digest)) != digest:
            del self._owners[before], self._digests[key]
            self._left.add(before)
        owner = self._owners.get(digest, arrival)
        if owner.key != key and owner.exists():
            self._waiting[arrival.where] = (digest, arrival)
            return owner
        self._waiting.pop(arrival.where, None)
        self._digests.pop(owner.key, None)
        self._owners[digest], self._digests[key] = arrival, digest
        self._left.discard(digest)
        return None

    def since(self, date: dt.date) -> list[tuple[Place, Arrival]]:
        """The digests from that date on, with the documents that hold them."""
        return [(digest, arrival) for digest, arrival in self._owners.items() if digest[1] >= date]

    def forsaken(self, gone: Iterable[Place], now: dt.datetime) -> list[Place]:
        """The digests that no document holds any more, for a while now; each is told once.

        `gone` are those whose documents are not there at the moment.
        """
        self._missed = {digest: self._missed.get(digest, now) for digest in {*gone, *self._left}}
        found = sorted(digest for digest, since in self._missed.items() if now - since >= GRACE)
        for digest in found:
            self._left.discard(digest)
            if (owner := self._owners.pop(digest, None)) is not None:
                self._digests.pop(owner.key, None)
        return found

    def freed(self) -> list[tuple[str, Arrival]]:
        """The documents that had a rival which has gone since, with their publications; each is told once."""
        found = []
        for where, (digest, arrival) in list(self._waiting.items()):
            owner = self._owners.get(digest)
            if owner is None or not owner.exists():
                del self._waiting[where]
                if arrival.exists():
                    found.append((digest[0], arrival))
        return found


def publication_for(
    digest: Digest, publications: Sequence[Publication], *, named: str | None = None
) -> Publication:
    """The publication that the digest belongs to: the named one, the only one, or the only one of its kind.

    Raises UsageError with the choices when that does not tell.
    """
    if named is not None:
        for publication in publications:
            if publication.slug == named:
                return publication
        raise UsageError(f"no publication is called {named!r}; there are: {slugs(publications)}")
    fitting: Iterable[Publication] = publications
    if len(publications) > 1:
        fitting = [publication for publication in publications if publication.kind == digest.kind]
    match list(fitting):
        case [publication]:
            return publication
        case []:
            raise UsageError(
                Sentence(
                    "no publication is {kind}; name one of: {names}",
                    kind=KINDS[digest.kind],
                    names=slugs(publications),
                )
            )
        case several:
            raise UsageError(
                Sentence(
                    "several publications are {kind}; name one of: {names}",
                    kind=KINDS[digest.kind],
                    names=slugs(several),
                )
            )


def slugs(publications: Iterable[Publication]) -> str:
    """The publications' slugs, for an error's sentence."""
    return ", ".join(publication.slug for publication in publications) or Sentence("none")


def date_of(digest: Digest, otherwise: dt.date | None) -> dt.date:
    """The digest's own date, or else this one. Raises ParseError where there is neither."""
    date = digest.date or otherwise
    if date is None:
        raise ParseError(
            Sentence(
                "the document names no date; "
                "write `date: 2025-05-24` at its top or name the file 2025-05-24.md"
            )
        )
    return date


async def ingest(
    store: Store,
    arrival: Arrival,
    publications: Sequence[Publication],
    *,
    zone: ZoneInfo,
    now: dt.datetime,
    named: str | None = None,
    owners: Owners | None = None,
) -> Ingested:
    """Read and save one document; nothing about it ever raises, it makes a failed Ingested.

    A digest older than its publication's window is an archive: readers may see it at once, and it
    goes to no chat by itself. A document whose digest is held by another of `owners` fails: each would undo
    the other. Raises StoreError.
    """
    # Its expressions are slow to compile: a command that only asks the archive imports this file too.
    from bot import documents  # noqa: PLC0415

    try:
        digest, text_hash = await asyncio.to_thread(lambda: documents.parse(arrival.read(), arrival.name))
        publication = publication_for(digest, publications, named=named)
        digest = digest.model_copy(update={"date": (day := date_of(digest, arrival.date))})
        if owners is not None and (rival := owners.rival(publication.slug, day, arrival)) is not None:
            told = Sentence("{where} already is the digest of this date; merge the two", where=rival.where)
            raise UsageError(told)  # noqa: TRY301
        timing = await timing_of(store, publication, day, zone=zone, now=now)
        archive = timing is Timing.OVER or arrival.is_sample
        saved = await store.save(
            digest, publication=publication.slug, text_hash=text_hash, now=now, published=archive
        )
    except ParseError as error:
        return Ingested(where=arrival.where, status="failed", line=error.line, reason=error.message)
    except UsageError as error:
        return Ingested(where=arrival.where, status="failed", reason=error.sentence)
    return Ingested(
        where=arrival.where,
        status=saved.status,
        publication=publication.slug,
        date=day,
        items=len(digest.items),
        diff=saved.diff,
        warnings=digest.warnings,
    )
