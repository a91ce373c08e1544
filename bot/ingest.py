"""A document arrives: read it, compare it with what is stored, save it."""

import asyncio
import datetime as dt
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from bot.errors import ParseError, UsageError
from bot.heartbeat import timing_of
from bot.models import Digest, Frozen, ItemDiff, Kind, ParseWarning, Publication, SaveStatus
from bot.ports import Store
from bot.schedule import Timing
from bot.sentence import Sentence

SAMPLES = Path(__file__).parent / "samples"
"""Our own digests: an archive, whatever the clock says of their dates."""

SUFFIXES = frozenset({".md", ".markdown", ".txt"})

KINDS: dict[Kind, Sentence] = {
    "daily": Sentence("daily"),
    "weekly": Sentence("weekly"),
    "monthly": Sentence("monthly"),
}


class Ingested(Frozen):
    """What became of one file. `line` and `reason` tell why it failed; `items` counts the digest's."""

    path: Path
    status: SaveStatus | Literal["failed"]
    publication: str | None = None
    date: dt.date | None = None
    items: int = 0
    diff: ItemDiff = ItemDiff()
    warnings: tuple[ParseWarning, ...] = ()
    line: int | None = None
    reason: str | None = None

    def __str__(self) -> str:
        """One line for a person."""
        if self.status == "failed":
            where = f"{self.path}:{self.line}" if self.line else f"{self.path}"
            return f"{where}: failed: {self.reason}"
        told = f"{self.path}: {self.status} ({self.publication} {self.date}, {self.items} items"
        if self.status is SaveStatus.REVISED:
            diff = self.diff
            told += f": {len(diff.added)} added, {len(diff.removed)} removed, {len(diff.changed)} changed"
        remarks = "".join(f"\n  line {warning.line}: {warning.message}" for warning in self.warnings)
        return f"{told}){remarks}"


class Owners:
    """Which file holds a publication's digest of a date: of several the first that was read.

    A file that is gone, or that now has another date, lets go of it.
    """

    def __init__(self) -> None:
        self._files: dict[tuple[str, dt.date], Path] = {}
        self._digests: dict[Path, tuple[str, dt.date]] = {}
        self._waiting: dict[Path, tuple[str, dt.date]] = {}

    def rival(self, publication: str, date: dt.date, path: Path) -> Path | None:
        """The other file that holds this digest; None if from now on `path` does."""
        digest, real = (publication, date), Path(os.path.realpath(path))
        if (before := self._digests.get(real, digest)) != digest:
            del self._files[before], self._digests[real]
        owner = self._files.get(digest, real)
        if owner != real and owner.exists():
            self._waiting[path] = digest
            return owner
        self._waiting.pop(path, None)
        self._digests.pop(owner, None)
        self._files[digest], self._digests[real] = real, digest
        return None

    def freed(self) -> list[tuple[str, Path]]:
        """The files that had a rival which has gone since, with their publications; each is told once."""
        found = []
        for path, digest in list(self._waiting.items()):
            owner = self._files.get(digest)
            if owner is None or not owner.exists():
                del self._waiting[path]
                if path.exists():
                    found.append((digest[0], path))
        return found


def documents_in(path: Path) -> list[Path]:
    """The file itself, the documents of a folder (by name, at any depth), or the matches of a glob."""
    if path.is_dir():
        found = (file for file in path.rglob("*") if file.suffix.lower() in SUFFIXES and file.is_file())
        return sorted(file for file in found if not is_aside(file.relative_to(path)))
    fixed = without_pattern(path)
    if fixed != path:
        return sorted(file for file in fixed.glob(str(path.relative_to(fixed))) if file.is_file())
    return [path]


def is_aside(path: Path) -> bool:
    """Whether the path is hidden, or a folder's own README, and so no document."""
    return any(part.startswith(".") for part in path.parts) or path.stem.upper() == "README"


def without_pattern(path: Path) -> Path:
    """The path up to its first part that is a pattern. What exists as it is written is none."""
    for index, part in enumerate(path.parts):
        if any(sign in part for sign in "*?[") and not Path(*path.parts[: index + 1]).exists():
            return Path(*path.parts[:index])
    return path


def fixed_folder(path: Path) -> Path:
    """The folder in which a source's documents appear, at any depth: what to make and to watch."""
    fixed = without_pattern(path)
    if fixed == path and (path.is_file() or (path.suffix.lower() in SUFFIXES and not path.is_dir())):
        return path.parent
    return fixed


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
    path: Path,
    publications: Sequence[Publication],
    *,
    zone: ZoneInfo,
    now: dt.datetime,
    named: str | None = None,
    date: dt.date | None = None,
    owners: Owners | None = None,
) -> Ingested:
    """Read and save one file; nothing about the file itself ever raises, it makes a failed Ingested.

    A digest older than its publication's window is an archive: readers may see it at once, and it
    goes to no chat by itself. `date` is for a document that names none. A file whose digest is held by
    another of `owners` fails: each would undo the other. Raises StoreError.
    """
    # Its expressions are slow to compile: a command that only asks the archive imports this file too.
    from bot import documents  # noqa: PLC0415

    try:
        digest, text_hash = await asyncio.to_thread(documents.load, path)
        publication = publication_for(digest, publications, named=named)
        digest = digest.model_copy(update={"date": (day := date_of(digest, date))})
        if owners is not None and (rival := owners.rival(publication.slug, day, path)) is not None:
            raise UsageError(f"{rival} already is the digest of this date; merge the two")  # noqa: TRY301
        timing = await timing_of(store, publication, day, zone=zone, now=now)
        archive = timing is Timing.OVER or path.is_relative_to(SAMPLES)
        saved = await store.save(
            digest, publication=publication.slug, text_hash=text_hash, now=now, published=archive
        )
    except ParseError as error:
        return Ingested(path=path, status="failed", line=error.line, reason=error.message)
    except UsageError as error:
        return Ingested(path=path, status="failed", reason=str(error))
    return Ingested(
        path=path,
        status=saved.status,
        publication=publication.slug,
        date=day,
        items=len(digest.items),
        diff=saved.diff,
        warnings=digest.warnings,
    )
