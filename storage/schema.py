"""Which schema a database has, and how it gets the newest.

Alembic is imported only when there is something to migrate: opening costs one look at the version.
"""

import asyncio
import datetime as dt
import errno
import os
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import StoreBusy, StoreDamaged, StoreTooNew, StoreUnavailable
from storage import index
from storage.database import Database, connected
from storage.dialects import SQLite

REVISIONS = ("0001", "0002", "0003")
"""All that were ever made, oldest first; a test compares them with storage/migrations."""

WAL_TRIES = 100
SMALLEST_PAGE = 512  # bytes; an SQLite file is a multiple of it

VERSION = sa.text("SELECT version_num FROM alembic_version")


async def prepare(database: Database, *, now: dt.datetime, migrate: bool) -> None:
    """Make sure that the database is there, is ours and is up to date, its search index too."""
    if isinstance(database.dialect, SQLite):
        check_file(Path(database.dialect.place))
        await enter_wal(database)
    async with database.read() as connection:
        current = await version(connection, database.dialect.place)
        if current == REVISIONS[-1] and await index.is_current(connection):
            return
    if not migrate:
        raise StoreUnavailable(
            f"{database.dialect.place} has an older schema; open it once with `ribao run` or `ribao import`"
        )
    async with database.write() as connection:
        # Another process may have done it while this one waited for its turn.
        current = await version(connection, database.dialect.place)
        if current != REVISIONS[-1]:
            await connection.run_sync(upgrade, current, now)
        if not await index.is_current(connection):
            await index.rebuild(connection)


def check_file(file: Path) -> None:
    """Make the folder of the file, and see that no part of a page is missing at its end.

    SQLite notices by itself when whole pages are, and overlooks a part of the last one.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnavailable(f"the folder {file.parent} can't be made: {error.strerror}") from error
    if file.is_dir():
        raise StoreUnavailable(f"{file} is a folder; database.url must name a file in it")
    try:
        # Asked here, because a driver that can't open the file leaves its thread behind. A file that is there
        # is not opened for it: to close it would end all locks that this process holds on it.
        if not file.exists():
            file.touch()
        elif not os.access(file, os.R_OK | os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    except OSError as error:
        raise StoreUnavailable(
            f"{file} can't be opened for writing ({error.strerror}); "
            "check that the file and its folder belong to this user"
        ) from error
    if file.stat().st_size % SMALLEST_PAGE:
        raise StoreDamaged(f"{file} is cut off; restore a backup, or move the file away to begin anew")


async def enter_wal(database: Database) -> None:
    """Set the file's journal to WAL, which stays.

    Two processes that do this to a new file at once get an error instead of a wait: try again.
    """
    for left in range(WAL_TRIES, -1, -1):
        try:
            with database.explained():
                async with connected(database.engine) as connection:
                    if await connection.scalar(sa.text("PRAGMA journal_mode")) != "wal":
                        await connection.execute(sa.text("PRAGMA journal_mode = WAL"))
        except StoreBusy:
            if not left:
                raise
            await asyncio.sleep(0.05)
        else:
            return


async def version(connection: AsyncConnection, place: str) -> str | None:
    """The revision of the schema, None for an empty database."""
    tables = await connection.run_sync(lambda sync: sa.inspect(sync).get_table_names())
    if "alembic_version" not in tables:
        if tables:
            raise StoreDamaged(
                f"{place} is the database of another program (it has a table {tables[0]!r}); "
                "name another one in database.url"
            )
        return None
    found: str | None = await connection.scalar(VERSION)
    if found is not None and found not in REVISIONS:
        raise StoreTooNew(
            f"{place} was written by a later Ribao (schema {found}); install that version or a newer one"
        )
    return found


def upgrade(connection: sa.Connection, current: str | None, now: dt.datetime) -> None:
    """Run what is missing, within the connection's transaction."""
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    from storage.tables import migrations  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    missing = REVISIONS if current is None else REVISIONS[REVISIONS.index(current) + 1 :]
    connection.execute(migrations.insert(), [{"revision": one, "applied_at": now} for one in missing])
