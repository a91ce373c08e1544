"""A consistent copy of the database, while others read and write."""

import asyncio
import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bot.errors import StoreError, StoreUnavailable
from storage.database import Database, connected
from storage.dialects import SQLite

VACUUM = sa.text("VACUUM INTO :file")


async def write(database: Database, path: Path) -> None:
    """Copy to `path`, which appears only when it is whole and is never overwritten."""
    await asyncio.to_thread(check, path)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        if isinstance(database.dialect, SQLite):
            await copy_file(database, part)
        else:
            await dump(database, part)
        await asyncio.to_thread(put_in_place, part, path)
    except OSError as error:
        raise StoreUnavailable(f"the backup {path} can't be written: {error.strerror}") from error
    finally:
        part.unlink(missing_ok=True)


def check(path: Path) -> None:
    """Refuse a name that can't be written to, before any work is done."""
    if path.exists():
        raise StoreError(f"{path} exists already; name another file or move that one away")
    if not path.parent.is_dir():
        raise StoreUnavailable(f"there is no folder {path.parent} to write the backup to; make it first")


async def copy_file(database: Database, part: Path) -> None:
    """SQLite writes the copy from one reading transaction."""
    with database.explained():
        async with connected(database.engine) as connection:
            driver: Any = (await connection.get_raw_connection()).driver_connection
            copying = asyncio.ensure_future(connection.execute(VACUUM, {"file": str(part)}))
            try:
                await asyncio.shield(copying)
            except asyncio.CancelledError:
                # Else the thread would go on until the whole copy is written.
                while not copying.done():
                    await driver.interrupt()
                    await asyncio.wait({copying}, timeout=0.1)
                copying.exception()
                raise


async def dump(database: Database, part: Path) -> None:
    """PostgreSQL's own program writes the copy; the password goes by its environment."""
    program = shutil.which("pg_dump")
    if program is None:
        raise StoreUnavailable(
            "a backup of PostgreSQL needs the program pg_dump; install PostgreSQL's client programs"
        )
    url = database.url.set(drivername="postgresql")
    environment = dict(os.environ)
    if url.password is not None:
        environment["PGPASSWORD"] = str(url.password)
        url = sa.URL.create("postgresql", url.username, None, url.host, url.port, url.database, url.query)
    process = await asyncio.create_subprocess_exec(
        program,
        "--format=custom",
        f"--file={part}",
        url.render_as_string(),
        env=environment,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        _, said = await process.communicate()
    except asyncio.CancelledError:
        with suppress(ProcessLookupError):  # it has just ended by itself
            process.terminate()
        await process.communicate()
        raise
    if process.returncode:
        reason = " ".join(said.decode(errors="replace").split())
        raise StoreUnavailable(f"pg_dump could not copy {database.dialect.place}: {reason}")


def put_in_place(part: Path, path: Path) -> None:
    """Give the finished copy its name, once it is on the disk."""
    with part.open("rb") as copy:
        os.fsync(copy.fileno())
    try:
        path.hardlink_to(part)  # unlike a rename, this never overwrites
    except FileExistsError:
        raise StoreError(f"{path} exists already; name another file or move that one away") from None
