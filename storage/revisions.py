"""Saving: a digest and its items become what its newest text says."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import UsageError
from bot.models import Digest, ItemDiff, Saved, SaveStatus, StoredItem
from storage import ids, index, publications
from storage.items import EVER, stored
from storage.tables import digests, items, revisions, sections


class Place(NamedTuple):
    """Which digest is being saved."""

    digest_id: int
    publication: str
    date: dt.date


class Change(NamedTuple):
    """What a revision does to the items: `old` and `new` hold each changed one as it was and is."""

    added: list[StoredItem]
    removed: list[StoredItem]
    old: list[StoredItem]
    new: list[StoredItem]

    @property
    def diff(self) -> ItemDiff:
        """The change by item key."""
        return ItemDiff(
            added=tuple(item.key for item in self.added),
            removed=tuple(item.key for item in self.removed),
            changed=tuple(item.key for item in self.new),
        )


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
    publication_id = await publications.id_of(connection, publication)
    this = sa.select(digests).where(digests.c.publication_id == publication_id, digests.c.date == digest.date)
    kept = (await connection.execute(this)).mappings().one_or_none()
    if kept is not None and kept["text_hash"] == text_hash:
        return Saved(status=SaveStatus.UNCHANGED, digest_id=kept["id"], revision=kept["revision"])

    number = 1 if kept is None else kept["revision"] + 1
    header = {
        "kind": digest.kind,
        "title": digest.title,
        "intro": digest.intro,
        "byline": digest.byline,
        "item_count": len(digest.items),
        "revision": number,
        "text_hash": text_hash,
    }
    if kept is None:
        published_at = now if published else None
        digest_id = await add(connection, publication_id, digest.date, header, published_at)
    else:
        published_at = kept["published_at"]
        digest_id = kept["id"]
        await connection.execute(digests.update().where(digests.c.id == digest_id).values(header))

    place = Place(digest_id, publication, digest.date)
    before = {} if kept is None else await known_items(connection, place)
    change = await write_items(connection, digest, place, before)
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
    }
    inserted = await connection.execute(digests.insert().values(row).returning(digests.c.id))
    added: int = inserted.scalar_one()
    return added


async def lowest(connection: AsyncConnection, table: sa.Table, date: dt.date) -> int | None:
    """The lowest id of the day that is taken."""
    taken = sa.select(sa.func.min(table.c.id)).where(
        table.c.id >= ids.first_id(date), table.c.id < ids.end_id(date)
    )
    found: int | None = await connection.scalar(taken)
    return found


Key = tuple[str, int]


def numbered(keys: Iterable[str]) -> list[Key]:
    """Each key with how often it came before: two items of one digest may share a key."""
    seen: Counter[str] = Counter()
    result = []
    for key in keys:
        result.append((key, seen[key]))
        seen[key] += 1
    return result


async def known_items(connection: AsyncConnection, place: Place) -> dict[Key, sa.RowMapping]:
    """Every item that the digest ever had: those that stand, in order, then those that were taken out."""
    ever = (
        EVER.where(items.c.id >= ids.first_id(place.date), items.c.id < ids.end_id(place.date))
        .where(items.c.digest_id == place.digest_id)
        .order_by(items.c.position.is_(None), items.c.position, items.c.id.desc())
    )
    rows = (await connection.execute(ever)).mappings().all()
    return dict(zip(numbered(row["key"] for row in rows), rows, strict=True))


async def write_items(
    connection: AsyncConnection, digest: Digest, place: Place, before: dict[Key, sa.RowMapping]
) -> Change:
    """Make the digest's sections and items what they are now; items keep their id by key."""
    old_sections = sa.select(sections.c.id).where(sections.c.digest_id == place.digest_id)
    outlived = (await connection.scalars(old_sections)).all()
    section_ids = await write_sections(connection, digest, place)
    placed = [
        (section_id, section.name, item)
        for section_id, section in zip(section_ids, digest.sections, strict=True)
        for item in section.items
    ]
    keys = numbered(item.key for _, _, item in placed)
    count = sum(key not in before for key in keys)
    fresh = iter(ids.take(place.date, await lowest(connection, items, place.date), count))

    change = Change([], [], [], [])
    inserts: list[dict[str, Any]] = []
    updates: list[dict[str, Any]] = []
    for position, (key, (section_id, name, item)) in enumerate(zip(keys, placed, strict=True), start=1):
        was = before.pop(key, None)
        now = StoredItem.model_construct(
            **dict(item),
            id=next(fresh) if was is None else was["id"],
            digest_id=place.digest_id,
            publication=place.publication,
            digest_date=place.date,
            section=name,
            position=position,
        )
        row = {**item.model_dump(), "section_id": section_id, "position": position}
        if was is None:
            inserts.append({**row, "id": now.id, "digest_id": place.digest_id})
            change.added.append(now)
            continue
        updates.append({**row, "this": now.id})
        if was["section"] is None:
            change.added.append(now)
        elif (then := stored(was)) != now.model_copy(update={"position": then.position}):
            change.old.append(then)
            change.new.append(now)
    change.removed.extend(stored(row) for row in before.values() if row["section"] is not None)
    updates.extend({"this": item.id, "section_id": None, "position": None} for item in change.removed)
    await write_rows(connection, inserts, updates)
    if outlived:
        await connection.execute(sections.delete().where(sections.c.id.in_(outlived)))
    return change


async def write_sections(connection: AsyncConnection, digest: Digest, place: Place) -> Sequence[int]:
    """New rows for the digest's sections; returns their ids, in order."""
    taken = await lowest(connection, sections, place.date)
    section_ids = ids.take(place.date, taken, len(digest.sections))
    rows = [
        {
            "id": section_id,
            "digest_id": place.digest_id,
            "position": position,
            "name": section.name,
            "item_count": len(section.items),
        }
        for position, (section_id, section) in enumerate(
            zip(section_ids, digest.sections, strict=True), start=1
        )
    ]
    if rows:
        await connection.execute(sections.insert(), rows)
    return section_ids


async def write_rows(
    connection: AsyncConnection, inserts: list[dict[str, Any]], updates: list[dict[str, Any]]
) -> None:
    """Insert, and update by `this` id, many rows at once; rows of unlike columns in runs of like ones."""
    if inserts:
        await connection.execute(items.insert(), inserts)
    this = items.update().where(items.c.id == sa.bindparam("this"))
    for _, alike in groupby(updates, key=len):
        await connection.execute(this, list(alike))
