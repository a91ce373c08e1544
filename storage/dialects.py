"""What differs between SQLite and PostgreSQL; everything else in this room is one set of statements."""

import asyncio
import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.util import await_only

from bot.errors import StoreBusy, StoreDamaged, StoreError, StoreUnavailable, UsageError

WAIT = 30  # seconds that a lock is waited for: longer than planning 100,000 targets takes
DRIVER_WAIT = 0.2  # seconds of it that SQLite waits by itself, in a thread that no cancellation reaches
PAUSE = 0.01  # seconds between two such waits
CONNECT_WAIT = 5  # seconds

# No statistics are gathered (PRAGMA optimize): every statement has its index, and without them its plan
# stays the same whatever the archive grows to.
#
# A claim must be on the disk before its message is sent, and a receipt before it is forgotten; with
# synchronous=NORMAL a power cut takes back the newest commits of a WAL, and what was sent would be sent
# again. FULL costs one fsync a transaction.
#
# Each connection maps the file by itself, and what it has read of it counts as memory of the process: with
# 2 GB four readers of a file of 780 MB seem to hold 3.2 GB, for searches that are 15 % faster.
PRAGMAS = """
    PRAGMA foreign_keys = ON;
    PRAGMA synchronous = FULL;
    PRAGMA temp_store = MEMORY;
    PRAGMA cache_size = -16000; -- KiB
    PRAGMA mmap_size = 268435456;
"""

# What the planner is told after many rows were written at once. SQLite's follows the indexes by itself.
AFTER_MANY = {"sqlite": sa.text("SELECT 1"), "postgresql": sa.text("ANALYZE targets, deliveries")}

dump = partial(json.dumps, ensure_ascii=False, separators=(",", ":"))


class Numbers(FunctionElement[Any]):
    """The rows (value) of a JSON array of numbers: thousands of ids in one parameter, whatever the engine."""

    inherit_cache = True


class Pairs(FunctionElement[Any]):
    """The rows (key, value) of a JSON object."""

    inherit_cache = True


@compiles(Numbers, "sqlite")
@compiles(Pairs, "sqlite")
def each_in_sqlite(element: Numbers | Pairs, compiler: SQLCompiler, **more: Any) -> str:  # noqa: ANN401
    """One function serves both."""
    return f"json_each({compiler.process(element.clauses, **more)})"


@compiles(Numbers, "postgresql")
def numbers_in_postgresql(element: Numbers, compiler: SQLCompiler, **more: Any) -> str:  # noqa: ANN401
    """Its values are text."""
    return f"json_array_elements_text(CAST({compiler.process(element.clauses, **more)} AS JSON))"


@compiles(Pairs, "postgresql")
def pairs_in_postgresql(element: Pairs, compiler: SQLCompiler, **more: Any) -> str:  # noqa: ANN401
    """Keys and values are text."""
    return f"json_each_text(CAST({compiler.process(element.clauses, **more)} AS JSON))"


def listed(name: str) -> sa.Select[tuple[int]]:
    """The numbers of the parameter `name`, a JSON array."""
    return sa.select(sa.cast(Numbers(sa.bindparam(name)).table_valued("value").c.value, sa.BigInteger))


@dataclass(frozen=True)
class Dialect:
    """One engine: how it connects, how its transactions begin, what its errors mean.

    `reading`, `writing` and `holding` are execution options. Writers take turns, on both engines; holds
    (claims and settlements), of which many workers make many, lock only their rows where they can.
    """

    name: str
    place: str
    reading: Mapping[str, Any] = field(default_factory=dict)
    writing: Mapping[str, Any] = field(default_factory=dict)
    holding: Mapping[str, Any] = field(default_factory=dict)

    def connect(self, url: sa.URL) -> AsyncEngine:
        """An engine whose connections are set up; it connects at first use."""
        raise NotImplementedError

    def explain(self, error: sa.exc.SQLAlchemyError | sqlite3.Error) -> StoreError | UsageError:
        """The library's error as one sentence for a person; never with a password."""
        if isinstance(error, sqlite3.Error):
            return self._explain(error)
        if isinstance(error, sa.exc.TimeoutError):
            return StoreBusy(f"{self.place} is too busy: no free connection; try again")
        if isinstance(error, sa.exc.DataError):
            return UsageError("the words hold a character that a database can't keep (NUL?); leave it out")
        if isinstance(error, sa.exc.DBAPIError) and error.orig is not None:
            return self._explain(error.orig)
        return StoreError(f"{self.place} can't be used: {error}")

    def _explain(self, error: BaseException) -> StoreError:
        raise NotImplementedError


class SQLite(Dialect):
    """A file in WAL mode: readers never wait, writers take turns."""

    def __init__(self, path: Path) -> None:
        # A deferred transaction would meet a lock only at its first statement, where nobody tries again.
        deferred = {"ribao_begin": "BEGIN; SELECT 1 FROM sqlite_master LIMIT 1"}
        immediate = {"ribao_begin": "BEGIN IMMEDIATE"}
        super().__init__("sqlite", str(path), deferred, immediate, immediate)

    def connect(self, url: sa.URL) -> AsyncEngine:
        engine = create_async_engine(
            url.set(drivername="sqlite+aiosqlite"),
            connect_args={"timeout": DRIVER_WAIT, "isolation_level": None},  # None: `begin_in_turn` begins
            json_serializer=dump,
        )
        sa.event.listen(engine.sync_engine, "invalidate", roll_back)
        sa.event.listen(engine.sync_engine, "begin", begin_in_turn)
        return engine

    def _explain(self, error: BaseException) -> StoreError:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        match code:
            case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
                return StoreBusy(f"{self.place} is locked by another process; try again when it is done")
            case sqlite3.SQLITE_NOTADB | sqlite3.SQLITE_CORRUPT:
                return StoreDamaged(
                    f"{self.place} is not a sound SQLite database ({error}); "
                    "restore a backup, or move the file away to begin anew"
                )
            case sqlite3.SQLITE_FULL:
                return StoreUnavailable(f"the disk is full: {self.place} can't grow; make room and try again")
            case (
                sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM | sqlite3.SQLITE_IOERR
            ):
                return StoreUnavailable(
                    f"{self.place} can't be opened for writing ({error}); "
                    "check that the file and its folder belong to this user"
                )
        return StoreError(f"{self.place} can't be used: {error}")


class PostgreSQL(Dialect):
    """A server: writers take turns by an advisory lock, holds lock their rows."""

    def __init__(self, place: str) -> None:
        # One reading transaction sees one state of the database, as it does on SQLite.
        reading = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        writing = {"ribao_begin": "SELECT pg_advisory_xact_lock(7226)"}
        super().__init__("postgresql", place, reading, writing, {})

    def connect(self, url: sa.URL) -> AsyncEngine:
        options = (*url.normalized_query.get("options", ()), f"-c lock_timeout={WAIT}s")
        try:
            engine = create_async_engine(
                url.set(drivername="postgresql+psycopg"),
                connect_args={"connect_timeout": CONNECT_WAIT, "options": " ".join(options)},
                json_serializer=dump,
            )
        except ImportError as error:
            raise StoreUnavailable(
                "PostgreSQL needs the psycopg library; install it with: pip install 'ribao[postgres]'"
            ) from error
        sa.event.listen(engine.sync_engine, "begin", begin)
        return engine

    def _explain(self, error: BaseException) -> StoreError:
        state = getattr(error, "sqlstate", None) or ""
        reason = " ".join(str(error).split())
        match state[:2]:
            case "55" | "40":  # a lock not got in time, a deadlock
                return StoreBusy(f"{self.place} is locked by another process; try again when it is done")
            case "XX":
                return StoreDamaged(f"{self.place} is damaged ({reason}); restore a backup")
            case "" | "08" | "28" | "3D" | "53" | "57":
                return StoreUnavailable(
                    f"{self.place} can't be reached ({reason}); check that the server runs, "
                    "and the host, name, user and password in database.url"
                )
            case "42" if state == "42501":
                return StoreUnavailable(f"{self.place} refuses this user ({reason}); grant it the right")
        return StoreError(f"{self.place} can't be used: {reason}")


def roll_back(connection: DBAPIConnection, _record: object, _error: BaseException | None) -> None:
    """End the transaction of a connection that is given up, because whoever used it was cancelled.

    Closing it is not enough: a cursor that somebody's traceback still holds would keep its lock.
    """
    connection.rollback()


def begin_in_turn(connection: sa.Connection) -> None:
    """Begin a transaction on SQLite, again and again while another process holds the lock.

    The first of a connection sets the pragmas; to look at them a lock may have to be waited for as well.
    """
    statements = connection.get_execution_options().get("ribao_begin")
    if statements is not None:
        if not connection.info.get("ribao_pragmas"):
            statements = PRAGMAS + statements
        await_only(get_turn(connection.connection.driver_connection, statements))
        connection.info["ribao_pragmas"] = True


async def get_turn(file: Any, statements: str) -> None:  # noqa: ANN401 - aiosqlite's, imported at need
    """Execute these within WAIT seconds; who is cancelled meanwhile need not wait for the lock."""
    loop = asyncio.get_running_loop()
    end = loop.time() + WAIT
    while True:
        try:
            await file.executescript(statements)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or loop.time() >= end:
                raise
            await file.rollback()
            await asyncio.sleep(PAUSE)
        else:
            return


def begin(connection: sa.Connection) -> None:
    """Begin a transaction on PostgreSQL in the way that its execution options name."""
    statement = connection.get_execution_options().get("ribao_begin")
    if statement is not None:
        connection.exec_driver_sql(statement)
