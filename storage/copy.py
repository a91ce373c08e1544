"""A copy of everything in another database, on either engine: all of it, or nothing.

Rows go over as they are, ids and all, some at a time; the search index, which each engine keeps in its own
form, is made anew.
"""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import StoreError, UsageError
from storage import index, register, schema
from storage.database import Database
from storage.dialects import SQLite
from storage.tables import items, metadata, migrations

AT_ONCE = 1_000  # rows
FRESH = dt.timedelta(minutes=1)
"""A worker that was heard of so lately is taken to be at work."""

TABLES = metadata.sorted_tables
NUMBERED = [table for table in TABLES if table.autoincrement_column is not None]

# A server that counts by itself goes on after the highest id; SQLite looks at the table.
GO_ON = sa.text("SELECT setval(pg_get_serial_sequence(:table, 'id'), :highest)")
LEARN = sa.text("ANALYZE")


async def copy(
    source_url: str,
    destination_url: str,
    *,
    now: dt.datetime,
    force: bool = False,
    on_table: Callable[[str, int], None] = lambda _table, _rows: None,
) -> str:
    """Copy the one database into the other, which must be empty; returns its URL, without a password.

    `force`: even while a worker is at work, whose doings from now on the copy does not have. `on_table`
    hears of each table that is done, and of the search index. Raises UsageError, SettingsError, StoreError.
    """
    source, destination = Database(source_url), Database(destination_url)
    if source.url == destination.url:
        raise UsageError("that is the database which is in use already; name another one")
    try:
        for database in (source, destination):
            await schema.prepare(database, now=now, migrate=True)
        async with source.read() as there, destination.write() as here:
            await check_empty(here, destination.dialect.place)
            if not force:
                await check_quiet(there, source.dialect.place, now)
            await copy_tables(there, here, on_table)
    finally:
        await source.close()
        await destination.close()
    return shown(destination)


def shown(database: Database) -> str:
    """Its URL for people: wherever it is read from, and by whomever."""
    url = database.url
    if isinstance(database.dialect, SQLite):
        url = url.set(database=str(Path(database.dialect.place).absolute()))
    return url.render_as_string(hide_password=True)


async def check_empty(connection: AsyncConnection, place: str) -> None:
    """Raise UsageError if anything was ever kept there."""
    for table in TABLES:
        if table is not migrations and await connection.scalar(sa.select(sa.exists().select_from(table))):
            raise UsageError(f"{place} is not empty (it has {table.name}); name an empty database")


async def check_quiet(connection: AsyncConnection, place: str, now: dt.datetime) -> None:
    """Raise UsageError if a worker was just at work."""
    last = await register.last_beat(connection)
    if last is not None and abs(now - last) < FRESH:
        raise UsageError(
            f"Ribao was at work on {place} less than a minute ago; stop it and wait for a minute, "
            "or say --force: what it does from now on will not be in the copy"
        )


async def copy_tables(
    there: AsyncConnection, here: AsyncConnection, on_table: Callable[[str, int], None]
) -> None:
    """Copy all rows; in a reading transaction of the one and a writing one of the other."""
    # When it was made is part of what tells a ledger from others: so it stays the same ledger.
    await here.execute(migrations.delete())
    for table in TABLES:
        count = await copy_rows(there, here, table)
        if await rows_in(there, table) != count or await rows_in(here, table) != count:
            raise StoreError(f"the copy does not have all rows of {table.name}; nothing was kept, try again")
        on_table(table.name, count)
    if here.dialect.name == "postgresql":
        await count_on(here)
    await index.rebuild(here)
    standing = sa.select(sa.func.count()).where(items.c.section_id.is_not(None))
    on_table("search_index", await here.scalar(standing) or 0)
    if here.dialect.name == "postgresql":
        await here.execute(LEARN)


async def copy_rows(there: AsyncConnection, here: AsyncConnection, table: sa.Table) -> int:
    """Copy one table, in the order of its key; returns how many rows it has."""
    count = 0
    found = await there.stream(sa.select(table).order_by(*table.primary_key))
    async for rows in found.mappings().partitions(AT_ONCE):
        await here.execute(table.insert(), [dict(row) for row in rows])
        count += len(rows)
    return count


async def rows_in(connection: AsyncConnection, table: sa.Table) -> int:
    """How many rows it has."""
    count: int | None = await connection.scalar(sa.select(sa.func.count()).select_from(table))
    return count or 0


async def count_on(connection: AsyncConnection) -> None:
    """Have the server's own numbers go on after those that were copied."""
    for table in NUMBERED:
        highest = await connection.scalar(sa.select(sa.func.max(table.c.id)))
        if highest is not None:
            await connection.execute(GO_ON, {"table": table.name, "highest": highest})
