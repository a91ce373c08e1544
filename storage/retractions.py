"""Items that are left out of a digest by a word of their own, whatever its text says."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.models import Digest, Section
from storage.changes import Key, numbered
from storage.tables import retractions

KEYS = sa.select(retractions.c.item_id, retractions.c.key, retractions.c.nth).where(
    retractions.c.digest_id == sa.bindparam("digest")
)
# What is retracted now, and what the revision that is being written puts back.
NAMED = KEYS.add_columns(retractions.c.until.is_(None).label("holds")).where(
    sa.or_(retractions.c.until.is_(None), retractions.c.until == sa.bindparam("number"))
)
# What was retracted then.
THEN = KEYS.where(
    retractions.c.since <= sa.bindparam("number"),
    sa.or_(retractions.c.until.is_(None), retractions.c.until > sa.bindparam("number")),
)
END = retractions.update().where(
    retractions.c.digest_id == sa.bindparam("digest"),
    retractions.c.item_id == sa.bindparam("item"),
    retractions.c.until.is_(None),
)


async def named(
    connection: AsyncConnection, digest_id: int, number: int
) -> tuple[dict[int, Key], frozenset[Key]]:
    """The keys of items that are retracted, or put back by this new revision; and those to be left out."""
    rows = (await connection.execute(NAMED, {"digest": digest_id, "number": number})).all()
    keys = {row.item_id: (row.key, row.nth) for row in rows}
    return keys, frozenset(keys[row.item_id] for row in rows if row.holds)


async def then(connection: AsyncConnection, digest_id: int, number: int) -> frozenset[Key]:
    """What this revision, which is kept, leaves out of its text."""
    rows = await connection.execute(THEN, {"digest": digest_id, "number": number})
    return frozenset((row.key, row.nth) for row in rows)


async def begin(connection: AsyncConnection, digest_id: int, item_id: int, key: Key, number: int) -> None:
    """From this revision on the item is left out."""
    name, nth = key
    row = {"digest_id": digest_id, "item_id": item_id, "since": number, "key": name, "nth": nth}
    await connection.execute(retractions.insert(), row)


async def end(connection: AsyncConnection, digest_id: int, item_id: int, number: int) -> None:
    """From this revision on it no longer is."""
    await connection.execute(END.values(until=number), {"digest": digest_id, "item": item_id})


def without(digest: Digest, left_out: Collection[Key]) -> Digest:
    """The digest without these items; a section that they leave empty goes with them."""
    if not left_out:
        return digest
    keys = iter(numbered(item.key for item in digest.items))
    sections = [
        (section, tuple(item for item in section.items if next(keys) not in left_out))
        for section in digest.sections
    ]
    left = tuple(
        Section(name=section.name, items=items) for section, items in sections if items or not section.items
    )
    return digest.model_copy(update={"sections": left})
