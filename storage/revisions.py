"""Saving: a digest becomes what its newest text says, and what that changed is remembered."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import UsageError
from bot.models import Digest, ItemDiff, Saved, SaveStatus
from storage import ids, index, publications
from storage.changes import Place, drop_sections, known_items, write_items
from storage.tables import digests, items, revisions, sections
from storage.tables import publications as publication_rows


async def save(
    connection: AsyncConnection,
    digest: Digest,
    *,
    publication: str,
    text_hash: str,
    now: dt.datetime,
    published: bool,
) -> Saved:
    """Keep the digest; within a writing transaction, so that nobody else saves meanwhile."""
    if digest.date is None:
        raise UsageError("the digest has no date; give its day, or name the file for it (2025-05-24.md)")
    found = await look_up(connection, publication, digest.date)
    kept = None if found["id"] is None else found
    if kept is not None and kept["text_hash"] == text_hash:
        return Saved(status=SaveStatus.UNCHANGED, digest_id=kept["id"], revision=kept["revision"])

    number = 1 if kept is None else kept["revision"] + 1
    header = {
        "kind": digest.kind,
        "title": digest.title,
        "intro": digest.intro,
        "byline": digest.byline,
        "cover": digest.cover,
        "item_count": len(digest.items),
        "revision": number,
        "text_hash": text_hash,
        "revised_at": now,
    }
    if kept is None:
        published_at = now if published else None
        digest_id = await add(connection, found["publication_id"], digest.date, header, published_at)
    else:
        published_at = kept["published_at"]
        digest_id = kept["id"]
        await connection.execute(digests.update().where(digests.c.id == digest_id).values(header))

    place = Place(digest_id, publication, digest.date, found["lowest_section"], found["lowest_item"])
    before = {} if kept is None else await known_items(connection, place)
    change = await write_items(connection, digest, place, before)
    if kept is not None and place.lowest_section is not None:
        await drop_sections(connection, digest_id, place.lowest_section)
    draft = published_at is None
    await index.unindex_items(connection, [*change.removed, *change.old], publication, draft)
    await index.index_items(connection, [*change.added, *change.new], publication, draft)

    diff = ItemDiff() if kept is None else change.diff
    revision = {
        "digest_id": digest_id,
        "number": number,
        "text_hash": text_hash,
        "saved_at": now,
        "diff": diff.model_dump(),
        "content": digest.model_dump_json(),
    }
    await connection.execute(revisions.insert(), revision)
    return Saved(status=status(digest, kept), digest_id=digest_id, revision=number, diff=diff)


def lowest(table: sa.Table) -> sa.ScalarSelect[int]:
    """The lowest id of a day that is taken."""
    of_day = table.c.id >= sa.bindparam("first"), table.c.id < sa.bindparam("end")
    return sa.select(sa.func.min(table.c.id)).where(*of_day).scalar_subquery()


# All that has to be known before a new digest is written, in one look.
LOOK_UP = (
    sa.select(
        publication_rows.c.id.label("publication_id"),
        *(digests.c[name] for name in ("id", "revision", "text_hash", "item_count", "published_at")),
        lowest(sections).label("lowest_section"),
        lowest(items).label("lowest_item"),
    )
    .outerjoin(
        digests,
        sa.and_(digests.c.publication_id == publication_rows.c.id, digests.c.date == sa.bindparam("date")),
    )
    .where(publication_rows.c.slug == sa.bindparam("slug"))
)


async def look_up(connection: AsyncConnection, publication: str, date: dt.date) -> sa.RowMapping:
    """The publication and, where it is kept, its digest. Raises UsageError for an unknown publication."""
    asked = {"slug": publication, "date": date, "first": ids.first_id(date), "end": ids.end_id(date)}
    row = (await connection.execute(LOOK_UP, asked)).mappings().one_or_none()
    if row is None:
        known = ", ".join(one.slug for one in await publications.every(connection)) or "none"
        raise UsageError(f"no publication is called {publication!r}; there are: {known}")
    return row


def status(digest: Digest, kept: sa.RowMapping | None) -> SaveStatus:
    """What it came to: emptying a full digest is a correction, an empty one stays empty."""
    if not digest.items and (kept is None or not kept["item_count"]):
        return SaveStatus.EMPTY
    return SaveStatus.CREATED if kept is None else SaveStatus.REVISED


async def add(
    connection: AsyncConnection,
    publication_id: int,
    date: dt.date,
    header: dict[str, Any],
    published_at: dt.datetime | None,
) -> int:
    """A new digest; returns its id."""
    row = {
        **header,
        "publication_id": publication_id,
        "date": date,
        "planned_revision": 0,
        "generation": 0,
        "published_at": published_at,
        "released": published_at is not None,
    }
    inserted = await connection.execute(digests.insert().values(row).returning(digests.c.id))
    added: int = inserted.scalar_one()
    return added
