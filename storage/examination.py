"""How it stands with the database: whether it opens and can be written, is sound, and has room to grow."""

import asyncio
import datetime as dt
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from time import monotonic

from bot.errors import SettingsError, StoreError
from bot.findings import Finding
from storage import schema
from storage.database import Database
from storage.dialects import SQLite

PATIENCE = 20.0  # seconds for the check of a large file
TIGHT = 200_000_000  # bytes free on the disk
FULL = 20_000_000
STEPS = 100_000  # of SQLite's machine, between two looks at the time
DATABASE, DISK = "database", "disk"


async def examine(url: str, *, now: dt.datetime) -> list[Finding]:
    """Open it, which makes or updates it as every command does, and look. Raises SettingsError."""
    database = Database(url)
    try:
        await schema.prepare(database, now=now, migrate=True)
        async with database.write():
            pass  # a turn to write was granted; nothing is written
    except SettingsError:
        raise
    except StoreError as error:
        return [Finding(level="error", subject=DATABASE, told=str(error))]
    finally:
        await database.close()
    opens = "opens, can be written, and has this version's schema"
    if not isinstance(database.dialect, SQLite):
        return [Finding(level="ok", subject=DATABASE, told=opens)]
    path = Path(database.url.database or "")
    return await asyncio.to_thread(lambda: [_sound(path, opens), _room(path)])


def _sound(path: Path, opens: str) -> Finding:
    """SQLite's own check, as far as it comes in time."""
    deadline = monotonic() + PATIENCE
    size = f"{path.stat().st_size / 1e6:,.1f} MB"
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as line:
            line.set_progress_handler(lambda: monotonic() > deadline, STEPS)
            complaint = line.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
            told = f"{opens}; {size}, too large to be checked in {PATIENCE:.0f} s"
            return Finding(level="ok", subject=DATABASE, told=told)
        return Finding(level="error", subject=DATABASE, told=f"the check of {path} failed: {error}")
    except sqlite3.DatabaseError as error:
        complaint = str(error)
    if complaint == "ok":
        return Finding(level="ok", subject=DATABASE, told=f"{opens}; {size}, sound")
    remedy = "stop Ribao, keep the file, and restore a backup (docs/operating.md)"
    return Finding(level="error", subject=DATABASE, told=f"{path} is damaged: {complaint}", remedy=remedy)


def _room(path: Path) -> Finding:
    free, size = shutil.disk_usage(path.parent).free, path.stat().st_size
    told = f"{free / 1e9:,.1f} GB free where the database lies"
    if free < FULL:
        return Finding(level="error", subject=DISK, told=told, remedy="make room: nothing can be kept soon")
    if free < max(TIGHT, size):
        remedy = "make room: a backup beside it, or a year's growth, would not fit"
        return Finding(level="warning", subject=DISK, told=told, remedy=remedy)
    return Finding(level="ok", subject=DISK, told=told)
