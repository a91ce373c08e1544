"""Publications, as the settings declare them."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import UsageError
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


async def id_of(connection: AsyncConnection, slug: str) -> int:
    """The publication's id. Raises UsageError if there is none."""
    found: int | None = await connection.scalar(
        sa.select(publications.c.id).where(publications.c.slug == slug)
    )
    if found is None:
        names = ", ".join(one.slug for one in await every(connection)) or "none"
        raise UsageError(f"no publication is called {slug!r}; there are: {names}")
    return found
