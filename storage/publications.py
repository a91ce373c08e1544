"""Publications, as the settings declare them."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.models import Publication
from storage.tables import publications


async def declare(connection: AsyncConnection, declared: Sequence[Publication]) -> None:
    """Add or update these."""
    known = {one.slug: one for one in await every(connection)}
    for publication in declared:
        row = publication.model_dump()
        if publication.slug not in known:
            await connection.execute(publications.insert(), row)
        elif publication != known[publication.slug]:
            this = publications.c.slug == publication.slug
            await connection.execute(publications.update().where(this).values(row))


async def every(connection: AsyncConnection) -> list[Publication]:
    """All, by slug."""
    columns = [column for column in publications.c if column.name != "id"]
    rows = (await connection.execute(sa.select(*columns))).mappings()
    # Sorted here: a server's collation may pass over the hyphens.
    return sorted((Publication.model_validate(dict(row)) for row in rows), key=lambda one: one.slug)
