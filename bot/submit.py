"""A document that an operator hands in: read, compared with what stands, kept, published when it is said."""

import asyncio
import datetime as dt
import hashlib
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path

from bot import documents, filing
from bot.commands import names
from bot.delivery.due import found, is_caught_up
from bot.delivery.models import Planned
from bot.delivery.receivers import receivers
from bot.desk import Desk
from bot.errors import ParseError, UsageError
from bot.heartbeat import timing_of
from bot.ingest import date_of, publication_for
from bot.models import Digest, Frozen, ItemDiff, Publication, Saved
from bot.schedule import Timing
from bot.sentence import Sentence
from bot.sources.files import SAMPLES, takes
from bot.submission import Submission, compare


class Kept(Frozen):
    """A submission that is in the archive; `path` is the file of it, None where the source takes none."""

    saved: Saved
    path: Path | None


class Sent(Frozen):
    """What planning to all targets changed, and how many of them can receive the digest at all."""

    planned: Planned
    able: int


class Fate(StrEnum):
    """What happens by itself to a digest that is in the archive."""

    LATER = "goes out at its hour"
    NOW = "its hour has come: goes out at once"
    ARCHIVED = "an archive: shown to who asks, and goes to no chat"
    STANDING = "is out: its posts are corrected at once"


async def examine(desk: Desk, raw: bytes, name: str, *, remark: str = "") -> Submission:
    """Read a document; the `remark` that came with it may name its publication.

    Raises ParseError for what is no digest, UsageError where it is not clear whose it is.
    """
    text, digest = await asyncio.to_thread(_read, raw, name)
    owner = _owner(digest, desk, remark)
    date = date_of(digest, None)
    if not digest.items:
        line = digest.warnings[0].line if digest.warnings else None
        raise ParseError(Sentence("{name} has no items: there is nothing to publish", name=name), line)
    stands = await desk.store.digest(date, publication=owner.slug, drafts=True)
    return Submission(
        name=name,
        text=text,
        text_hash=hashlib.sha256(text.encode()).hexdigest(),
        digest=digest,
        date=date,
        publication=owner,
        timing=await timing_of(desk.store, owner, date, zone=desk.zone, now=desk.clock()),
        stands=stands,
        diff=ItemDiff() if stands is None else compare(digest, stands),
    )


async def keep(desk: Desk, submission: Submission) -> Kept:
    """Put the document into its publication's source and the digest into the archive.

    The file comes first: what is read at the next start is what was handed in. Raises StoreError, and
    UsageError where another file would undo it.
    """
    source = desk.sources.get(submission.publication.slug)
    place = None if source is None else source.place
    path = None
    if place is not None and not place.is_relative_to(SAMPLES):
        others = [
            other.place
            for slug, other in desk.sources.items()
            if slug != submission.publication.slug and other.place is not None
        ]
        path = await asyncio.to_thread(_file, submission, place, others)
    saved = await desk.store.save(
        submission.digest,
        publication=submission.publication.slug,
        text_hash=submission.text_hash,
        now=desk.clock(),
        published=submission.timing is Timing.OVER,
    )
    return Kept(saved=saved, path=path)


async def send(desk: Desk, kept: Kept) -> Sent:
    """Plan the digest to all targets, now. Raises StoreError."""
    digest = await found(desk.store, kept.saved.digest_id)
    planned = await desk.publish(digest)
    able = receivers(digest, await desk.store.targets(), desk.platforms).able
    return Sent(planned=planned, able=len(able))


async def fate(desk: Desk, publication: Publication, date: dt.date) -> Fate:
    """What becomes of the archive's digest of that date if nobody does anything. Raises StoreError."""
    timing = await timing_of(desk.store, publication, date, zone=desk.zone, now=desk.clock())
    if timing is Timing.OVER:
        return Fate.ARCHIVED
    waiting = [edition.date for edition in await desk.store.unreleased(publication.slug)]
    if date not in waiting:
        return Fate.STANDING
    if timing is Timing.MISSED and not await is_caught_up(desk.store, publication, date, waiting):
        return Fate.ARCHIVED
    return Fate.LATER if timing is Timing.EARLY else Fate.NOW


def _read(raw: bytes, name: str) -> tuple[str, Digest]:
    text = documents.decode(raw, name)
    return text, documents.read(text, name)


def _owner(digest: Digest, desk: Desk, remark: str) -> Publication:
    match names.publications(remark, desk.publications):
        case (named,):
            return named
    try:
        return publication_for(digest, desk.publications)
    except UsageError as error:
        raise UsageError(
            Sentence("{reason}; send the name along with the document", reason=error.sentence)
        ) from error


def _file(submission: Submission, source: Path, others: Sequence[Path]) -> Path | None:
    """Write the document into the source; None where it has no place there. Raises UsageError.

    A file that one of the `others`, the other publications' sources, would find is no place for it: it would
    be read as a digest of theirs as well.
    """
    date, text = submission.date, submission.text

    def fits(name: str) -> bool:
        return documents.read(text, name).date == date

    def is_shared(path: Path) -> bool:
        return any(takes(other, path) for other in others)

    held = filing.holder(source, date, known=submission.stands is not None)
    if held is not None and is_shared(held):
        raise UsageError(
            Sentence(
                "{name} is another publication's document too; give each publication a source of its own",
                name=held.name,
            )
        )
    if held is not None and not fits(held.name):
        raise UsageError(
            Sentence(
                "{name} already is the digest of {date}; write `date: {date}` at the top of the new text",
                name=held.name,
                date=date,
            )
        )
    places = filing.fresh(source, date, submission.name, fits)
    path = held or next((place for place in places if not is_shared(place)), None)
    if path is None:
        return None
    try:
        filing.write(path, text)
    except OSError as error:
        if held is not None:  # it would come back at the next start
            raise UsageError(
                Sentence("{path} can't be written: {reason}", path=held, reason=error.strerror or error)
            ) from error
        return None
    return path
