"""What a text makes of the items and sections of its digest: items keep their id by key."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.models import Digest, ItemDiff, StoredItem
from storage import ids
from storage.items import EVER, stored
from storage.tables import items, sections


class Place(NamedTuple):
    """Which digest is being saved, and the lowest ids of its day that are taken."""

    digest_id: int
    publication: str
    date: dt.date
    lowest_section: int | None
    lowest_item: int | None


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


Key = tuple[str, int]


def numbered(keys: Iterable[str], taken: Collection[Key] = ()) -> list[Key]:
    """Each key with how often it came before: two items of one digest may share a key.

    `taken` are those of items that are not among them.
    """
    seen: Counter[str] = Counter()
    result = []
    for key in keys:
        while (key, seen[key]) in taken:
            seen[key] += 1
        result.append((key, seen[key]))
        seen[key] += 1
    return result


async def known_items(
    connection: AsyncConnection, place: Place, named: Mapping[int, Key]
) -> dict[Key, sa.RowMapping]:
    """Every item that the digest ever had: those that stand, in order, then those that were taken out.

    `named`: the keys of items, by id, that their order does not tell (storage.retractions).
    """
    ever = (
        EVER.where(items.c.id >= ids.first_id(place.date), items.c.id < ids.end_id(place.date))
        .where(items.c.digest_id == place.digest_id)
        .order_by(items.c.position.is_(None), items.c.position, items.c.id.desc())
    )
    rows = (await connection.execute(ever)).mappings().all()
    rest = iter(numbered((row["key"] for row in rows if row["id"] not in named), set(named.values())))
    return {named[row["id"]] if row["id"] in named else next(rest): row for row in rows}


async def write_items(
    connection: AsyncConnection,
    digest: Digest,
    place: Place,
    before: dict[Key, sa.RowMapping],
    left_out: Collection[Key],
) -> Change:
    """Make the digest's sections and items what they are now; items keep their id by key.

    `left_out` of the digest are these, which its text has.
    """
    section_ids = await write_sections(connection, digest, place)
    placed = [
        (section_id, section.name, item)
        for section_id, section in zip(section_ids, digest.sections, strict=True)
        for item in section.items
    ]
    keys = numbered((item.key for _, _, item in placed), left_out)
    count = sum(key not in before for key in keys)
    fresh = iter(ids.take(place.date, place.lowest_item, count))

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
    return change


async def write_sections(connection: AsyncConnection, digest: Digest, place: Place) -> Sequence[int]:
    """New rows for the digest's sections; returns their ids, in order."""
    section_ids = ids.take(place.date, place.lowest_section, len(digest.sections))
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


async def drop_sections(connection: AsyncConnection, digest_id: int, lowest_old: int) -> None:
    """Remove the digest's sections of the revision before: the new ones were given lower ids."""
    old = sections.c.digest_id == digest_id, sections.c.id >= lowest_old
    await connection.execute(sections.delete().where(*old))


async def write_rows(
    connection: AsyncConnection, inserts: list[dict[str, Any]], updates: list[dict[str, Any]]
) -> None:
    """Insert, and update by `this` id, many rows at once; rows of unlike columns in runs of like ones."""
    if inserts:
        await connection.execute(items.insert(), inserts)
    this = items.update().where(items.c.id == sa.bindparam("this"))
    for _, alike in groupby(updates, key=len):
        await connection.execute(this, list(alike))
