"""Saving: a digest becomes what its newest text says, and what that changed is remembered."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import UsageError
from bot.models import Digest, ItemDiff, Saved, SaveStatus
from storage import ids, index, publications, retractions
from storage.changes import Place, drop_sections, known_items, numbered, write_items
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
    if found["id"] is not None and found["text_hash"] == text_hash:
        return Saved(status=SaveStatus.UNCHANGED, digest_id=found["id"], revision=found["revision"])
    return await write(connection, digest, found, text_hash=text_hash, now=now, published=published)


async def read(connection: AsyncConnection, digest_id: int, number: int) -> Digest | None:
    """The digest as that revision had it."""
    text = await text_of(connection, digest_id, number)
    if text is None:
        return None
    return retractions.without(text, await retractions.then(connection, digest_id, number))


async def retract(connection: AsyncConnection, item_id: int, now: dt.datetime) -> Saved | None:
    """Take the item out of its digest; within a writing transaction."""
    found = await whose(connection, item_id)
    if found is None:
        return None
    number = found["revision"] + 1
    named, _ = await retractions.named(connection, found["id"], number)
    known = await known_items(connection, place_of(found, found["id"]), named)
    key = next(
        (key for key, row in known.items() if row["id"] == item_id and row["section"] is not None), None
    )
    text = await text_of(connection, found["id"], found["revision"])
    if key is None or text is None:
        return None
    await retractions.begin(connection, found["id"], item_id, key, number)
    return await write(connection, text, found, text_hash=found["text_hash"], now=now)


async def restore(connection: AsyncConnection, item_id: int, now: dt.datetime) -> Saved | None:
    """Put a retracted item back; within a writing transaction."""
    found = await whose(connection, item_id)
    if found is None:
        return None
    number = found["revision"] + 1
    named, _ = await retractions.named(connection, found["id"], number)
    text = await text_of(connection, found["id"], found["revision"])
    if text is None or named.get(item_id) not in numbered(item.key for item in text.items):
        return None
    await retractions.end(connection, found["id"], item_id, number)
    return await write(connection, text, found, text_hash=found["text_hash"], now=now)


async def write(
    connection: AsyncConnection,
    text: Digest,
    found: sa.RowMapping,
    *,
    text_hash: str,
    now: dt.datetime,
    published: bool = False,
) -> Saved:
    """The next revision of what was found: what the text says, without what is retracted."""
    kept = None if found["id"] is None else found
    number = 1 if kept is None else kept["revision"] + 1
    named, left_out = (
        ({}, frozenset()) if kept is None else await retractions.named(connection, kept["id"], number)
    )
    digest = retractions.without(text, left_out)
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
        digest_id = await add(connection, found, header, published_at)
    else:
        published_at = kept["published_at"]
        digest_id = kept["id"]
        await connection.execute(digests.update().where(digests.c.id == digest_id).values(header))

    place = place_of(found, digest_id)
    before = {} if kept is None else await known_items(connection, place, named)
    change = await write_items(connection, digest, place, before, left_out)
    if kept is not None and place.lowest_section is not None:
        await drop_sections(connection, digest_id, place.lowest_section)
    draft = published_at is None
    await index.unindex_items(connection, [*change.removed, *change.old], place.publication, draft)
    await index.index_items(connection, [*change.added, *change.new], place.publication, draft)

    diff = ItemDiff() if kept is None else change.diff
    revision = {
        "digest_id": digest_id,
        "number": number,
        "text_hash": text_hash,
        "saved_at": now,
        "diff": diff.model_dump(),
        "content": text.model_dump_json(),
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
        publication_rows.c.slug,
        sa.bindparam("date", type_=sa.Date).label("date"),
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


WHOSE = (
    sa.select(publication_rows.c.slug, digests.c.date)
    .select_from(
        items.join(digests, items.c.digest_id == digests.c.id).join(
            publication_rows, digests.c.publication_id == publication_rows.c.id
        )
    )
    .where(items.c.id == sa.bindparam("item"))
)


async def look_up(connection: AsyncConnection, publication: str, date: dt.date) -> sa.RowMapping:
    """The publication and, where it is kept, its digest. Raises UsageError for an unknown publication."""
    asked = {"slug": publication, "date": date, "first": ids.first_id(date), "end": ids.end_id(date)}
    row = (await connection.execute(LOOK_UP, asked)).mappings().one_or_none()
    if row is None:
        known = ", ".join(one.slug for one in await publications.every(connection)) or "none"
        raise UsageError(f"no publication is called {publication!r}; there are: {known}")
    return row


async def whose(connection: AsyncConnection, item_id: int) -> sa.RowMapping | None:
    """What `look_up` tells of the digest that has the item, or had it."""
    place = (await connection.execute(WHOSE, {"item": item_id})).one_or_none()
    return None if place is None else await look_up(connection, place.slug, place.date)


def place_of(found: sa.RowMapping, digest_id: int) -> Place:
    """Where its sections and items are written."""
    return Place(digest_id, found["slug"], found["date"], found["lowest_section"], found["lowest_item"])


async def text_of(connection: AsyncConnection, digest_id: int, number: int) -> Digest | None:
    """The text of that revision, with what is retracted."""
    this = revisions.c.digest_id == digest_id, revisions.c.number == number
    content = await connection.scalar(sa.select(revisions.c.content).where(*this))
    return None if content is None else Digest.model_validate_json(content)


def status(digest: Digest, kept: sa.RowMapping | None) -> SaveStatus:
    """What it came to: emptying a full digest is a correction, an empty one stays empty."""
    if not digest.items and (kept is None or not kept["item_count"]):
        return SaveStatus.EMPTY
    return SaveStatus.CREATED if kept is None else SaveStatus.REVISED


async def add(
    connection: AsyncConnection,
    found: sa.RowMapping,
    header: dict[str, Any],
    published_at: dt.datetime | None,
) -> int:
    """A new digest; returns its id."""
    row = {
        **header,
        "publication_id": found["publication_id"],
        "date": found["date"],
        "planned_revision": 0,
        "generation": 0,
        "published_at": published_at,
        "released": published_at is not None,
    }
    inserted = await connection.execute(digests.insert().values(row).returning(digests.c.id))
    added: int = inserted.scalar_one()
    return added
