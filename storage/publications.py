"""Publications, as the settings declare them."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.models import Publication
from bot.sources.models import is_address, shown
from storage.tables import publications

FIELDS = set(Publication.model_fields)
COLUMNS = [column for column in publications.c if column.name != "id"]
RULES = FIELDS - {column.name for column in COLUMNS}


def kept(publication: Publication) -> Publication:
    """What is kept of it: the settings declare more than that, and an address may hold a password."""
    fields = publication.model_dump(include=FIELDS)
    source = publication.source
    if source is not None and is_address(source):
        fields["source"] = shown(source)
    return Publication.model_validate(fields)


def row_of(publication: Publication) -> dict[str, Any]:
    """Its columns."""
    rules = publication.model_dump(mode="json", include=RULES)
    return {**publication.model_dump(exclude=RULES), "rules": rules}


async def declare(connection: AsyncConnection, declared: Iterable[Publication]) -> None:
    """Add or update these."""
    known = {one.slug: one for one in await every(connection)}
    for publication in declared:
        if publication.slug not in known:
            await connection.execute(publications.insert(), row_of(publication))
        elif publication != known[publication.slug]:
            this = publications.c.slug == publication.slug
            await connection.execute(publications.update().where(this).values(row_of(publication)))


async def every(connection: AsyncConnection) -> list[Publication]:
    """All, by slug."""
    found = []
    for row in (await connection.execute(sa.select(*COLUMNS))).mappings():
        fields = dict(row)
        rules = fields.pop("rules") or {}
        found.append(Publication.model_validate({**fields, **rules}))
    # Sorted here: a server's collation may pass over the hyphens.
    return sorted(found, key=lambda one: one.slug)
