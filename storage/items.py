"""Items as readers see them: one by its id, and those of a section."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.models import SectionCount, StoredItem
from storage.ids import DAY_BITS
from storage.tables import digests, items, publications, sections

COLUMNS = (
    *(column for column in items.c if column.name != "section_id"),
    digests.c.date.label("digest_date"),
    publications.c.slug.label("publication"),
    sections.c.name.label("section"),
)
PLACES = items.join(digests, items.c.digest_id == digests.c.id).join(
    publications, digests.c.publication_id == publications.c.id
)

STANDING = sa.select(*COLUMNS).select_from(PLACES.join(sections, items.c.section_id == sections.c.id))
"""Items that stand in their digest."""

EVER = sa.select(*COLUMNS).select_from(PLACES.outerjoin(sections, items.c.section_id == sections.c.id))
"""These and those that a revision took out: their section and position are null."""


def stored(row: sa.RowMapping) -> StoredItem:
    """A row of STANDING as a value."""
    return StoredItem.model_validate(dict(row))


def visible(publication: str | None, *, drafts: bool) -> list[sa.ColumnElement[bool]]:
    """The conditions on a digest that a reader may see, of this publication or of any."""
    conditions: list[sa.ColumnElement[bool]] = []
    if publication is not None:
        conditions.append(publications.c.slug == publication)
    if not drafts:
        conditions.append(digests.c.published_at.is_not(None))
    return conditions


async def of_digest(connection: AsyncConnection, digest_id: int) -> list[StoredItem]:
    """The items that stand in the digest, in order."""
    this = STANDING.where(sections.c.digest_id == digest_id).order_by(items.c.position)
    return [stored(row) for row in (await connection.execute(this)).mappings()]


async def by_id(connection: AsyncConnection, item_id: int, *, drafts: bool) -> StoredItem | None:
    """That item, if a reader may see it."""
    this = STANDING.where(items.c.id == item_id, *visible(None, drafts=drafts))
    row = (await connection.execute(this)).mappings().one_or_none()
    return None if row is None else stored(row)


async def section_counts(
    connection: AsyncConnection, publication: str | None, *, drafts: bool
) -> list[SectionCount]:
    """The names, the most used first; a section without name can't be asked for and is left out."""
    count = sa.func.sum(sections.c.item_count)
    latest = sa.func.max(digests.c.date, type_=sa.Date)
    counted = (
        sa.select(sections.c.name, count.label("items"), latest.label("latest"))
        .join(digests, sections.c.digest_id == digests.c.id)
        .join(publications, digests.c.publication_id == publications.c.id)
        .where(sections.c.name != "", sections.c.item_count > 0, *visible(publication, drafts=drafts))
        .group_by(sections.c.name)
    )
    found = [SectionCount.model_validate(dict(row)) for row in (await connection.execute(counted)).mappings()]
    return sorted(found, key=lambda one: (-one.items, -one.latest.toordinal(), one.name))


async def of_section(
    connection: AsyncConnection,
    name: str,
    *,
    publication: str | None,
    before: int | None,
    limit: int,
    drafts: bool,
) -> list[StoredItem]:
    """Items of the section, newest first.

    Sections carry their day in their ids as items do. Below the day of `before`, the newest `limit`
    sections with anything in them hold `limit` items or more: what is older need not be looked at,
    however long the archive.
    """
    with_name: list[Any] = [
        sections.c.name == name,
        sections.c.item_count > 0,
        *visible(publication, drafts=drafts),
    ]
    if before is not None:
        day = before >> DAY_BITS << DAY_BITS
        with_name.append(sections.c.id < day + (1 << DAY_BITS))
        older = sections.c.id < day
    else:
        older = sa.true()
    ids = (
        sa.select(sections.c.id)
        .join(digests, sections.c.digest_id == digests.c.id)
        .join(publications, digests.c.publication_id == publications.c.id)
        .where(*with_name)
    )
    oldest: int | None = await connection.scalar(
        sa.select(sa.func.min(ids.where(older).order_by(sections.c.id.desc()).limit(limit).subquery().c.id))
    )
    if oldest is not None:
        ids = ids.where(sections.c.id >= oldest >> DAY_BITS << DAY_BITS)
    found = STANDING.where(items.c.section_id.in_(ids.correlate(None)))
    if before is not None:
        found = found.where(items.c.id < before)
    rows = await connection.execute(found.order_by(items.c.id.desc()).limit(limit))
    return [stored(row) for row in rows.mappings()]
