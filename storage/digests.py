"""Digests as readers see them, and lists of editions."""

import datetime as dt
from typing import get_args

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.models import Edition, Kind, StoredDigest, StoredSection
from storage import items
from storage.items import visible
from storage.tables import OUTDATED, UNRELEASED, digests, publications, sections

# By the publication's kind: a document may not tell its own, and is a daily then.
KIND_ORDER = sa.case({kind: order for order, kind in enumerate(get_args(Kind))}, value=publications.c.kind)
NEWEST_FIRST = (digests.c.date.desc(), KIND_ORDER, digests.c.id)

EDITIONS = sa.select(
    digests.c.id,
    publications.c.slug.label("publication"),
    publications.c.name.label("publication_name"),
    digests.c.kind,
    digests.c.date,
    digests.c.title,
    digests.c.item_count.label("items"),
    digests.c.revision,
    digests.c.revised_at,
    digests.c.published_at,
).join(publications, digests.c.publication_id == publications.c.id)


def neighbour(*, later: bool, drafts: bool) -> sa.ScalarSelect[dt.date]:
    """The date of the next or previous digest of the same publication that has items."""
    other = digests.alias()
    near = sa.select(other.c.date).where(
        other.c.publication_id == digests.c.publication_id, other.c.item_count > 0
    )
    if not drafts:
        near = near.where(other.c.published_at.is_not(None))
    if later:
        near = near.where(other.c.date > digests.c.date).order_by(other.c.date)
    else:
        near = near.where(other.c.date < digests.c.date).order_by(other.c.date.desc())
    return near.limit(1).correlate(digests).scalar_subquery()


async def read(
    connection: AsyncConnection, *conditions: sa.ColumnElement[bool], drafts: bool
) -> StoredDigest | None:
    """The newest digest of those that meet the conditions, with all that it holds."""
    header = EDITIONS.add_columns(
        digests.c.intro,
        digests.c.byline,
        digests.c.cover,
        neighbour(later=False, drafts=drafts).label("previous"),
        neighbour(later=True, drafts=drafts).label("next"),
    )
    newest = header.where(*conditions).order_by(*NEWEST_FIRST).limit(1)
    row = (await connection.execute(newest)).mappings().one_or_none()
    if row is None:
        return None
    names = await connection.execute(
        sa.select(sections.c.name, sections.c.item_count)
        .where(sections.c.digest_id == row["id"])
        .order_by(sections.c.position)
    )
    rest = iter(await items.of_digest(connection, row["id"]))
    runs = tuple(
        StoredSection(name=name, items=tuple(next(rest) for _ in range(count))) for name, count in names
    )
    return StoredDigest.model_validate({**row, "sections": runs})


async def of_date(
    connection: AsyncConnection, date: dt.date | None, publication: str | None, *, drafts: bool
) -> StoredDigest | None:
    """The digest of that date, or the newest one with items."""
    which = digests.c.item_count > 0 if date is None else digests.c.date == date
    return await read(connection, which, *visible(publication, drafts=drafts), drafts=drafts)


async def by_id(connection: AsyncConnection, digest_id: int) -> StoredDigest | None:
    """That digest, published or not; its neighbours are published ones."""
    return await read(connection, digests.c.id == digest_id, drafts=False)


async def editions(
    connection: AsyncConnection,
    publication: str | None,
    before: dt.date | None,
    limit: int,
    *,
    drafts: bool,
) -> list[Edition]:
    """Editions dated before `before`, newest first: `limit`, and the others of the last one's date.

    So the next page, which begins before that date, leaves none out.
    """
    some = EDITIONS.where(*visible(publication, drafts=drafts))
    if before is not None:
        some = some.where(digests.c.date < before)
    last = (
        some.with_only_columns(digests.c.date)
        .order_by(digests.c.date.desc())
        .limit(1)
        .offset(limit - 1)
        .correlate(None)
        .scalar_subquery()
    )
    return await listed(
        connection, some.where(digests.c.date >= sa.func.coalesce(last, dt.date.min)).order_by(*NEWEST_FIRST)
    )


async def unreleased(connection: AsyncConnection, publication: str) -> list[Edition]:
    """Editions with items that were not planned to everybody yet, oldest first."""
    some = EDITIONS.where(publications.c.slug == publication, UNRELEASED, digests.c.item_count > 0)
    return await listed(connection, some.order_by(digests.c.date))


async def listed(connection: AsyncConnection, some: sa.Select[*tuple[object, ...]]) -> list[Edition]:
    """The rows as values."""
    rows = (await connection.execute(some)).mappings()
    return [Edition.model_validate(dict(row)) for row in rows]


async def outdated(connection: AsyncConnection, limit: int) -> list[int]:
    """Published digests with a revision that no plan has seen: corrections first, then the newest."""
    some = sa.select(digests.c.id).where(OUTDATED).order_by(digests.c.date.desc(), digests.c.id.desc())
    found: list[int] = []
    for which in (digests.c.planned_revision > 0, digests.c.planned_revision == 0):
        if len(found) < limit:
            found += (await connection.scalars(some.where(which).limit(limit - len(found)))).all()
    return found
