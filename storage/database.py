"""One database: three kinds of transaction, and no library's error gets out."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext
from pathlib import Path
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.errors import SettingsError, UsageError
from storage.dialects import Dialect, PostgreSQL, SQLite

T = TypeVar("T")


class Database:
    """An engine and how Ribao uses it."""

    def __init__(self, url: str) -> None:
        """Connect to nothing yet. Raises SettingsError for a URL that is none of ours."""
        self.url, self.dialect = read_url(url)
        self.engine: AsyncEngine = self.dialect.connect(self.url)
        self._reading = self.engine.execution_options(**self.dialect.reading)
        self._writing = self.engine.execution_options(**self.dialect.writing)
        self._holding = self.engine.execution_options(**self.dialect.holding)
        # SQLite lets writers of different processes poll for their turn; those of this one queue here.
        self._turn = asyncio.Lock()
        alike = self.dialect.holding == self.dialect.writing
        self._hold_turn: asyncio.Lock | nullcontext[None] = self._turn if alike else nullcontext()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that sees one state of the database and changes nothing."""
        with self.explained():
            async with connected(self._reading) as connection, connection.begin():
                yield connection

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that is the only one of its kind at a time, in any process."""
        with self.explained():
            async with self._turn, connected(self._writing) as connection, connection.begin():
                yield connection

    @asynccontextmanager
    async def hold(self) -> AsyncIterator[AsyncConnection]:
        """A short transaction that locks the rows it takes where the engine can, else like `write`."""
        with self.explained():
            async with self._hold_turn, connected(self._holding) as connection, connection.begin():
                yield connection

    @contextmanager
    def explained(self) -> Iterator[None]:
        """Turn the libraries' errors into ours.

        A task that is cancelled within a statement may get the driver's complaint about the broken
        connection instead, or psycopg's own assertion: a cancellation stays one.
        """
        try:
            yield
        except (sa.exc.SQLAlchemyError, sqlite3.Error, AssertionError) as error:
            if being_cancelled():
                raise asyncio.CancelledError from error
            if isinstance(error, AssertionError):
                raise
            raise self.dialect.explain(error) from error
        except (OverflowError, UnicodeEncodeError) as error:
            raise UsageError(f"a value can't be kept in a database: {error}") from error

    async def close(self) -> None:
        """Let go of all connections."""
        with self.explained():
            await to_its_end(asyncio.ensure_future(self.engine.dispose()))


@asynccontextmanager
async def connected(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A connection from the pool. Whoever is cancelled while it opens or closes leaves none behind."""
    connecting = asyncio.ensure_future(engine.connect().start())
    try:
        connection = await to_its_end(connecting)
    except asyncio.CancelledError:
        if not connecting.exception():
            await to_its_end(asyncio.ensure_future(connecting.result().close()))
        raise
    try:
        yield connection
    except BaseException:
        if being_cancelled():  # within a statement, for all we know: psycopg may be left in a pipeline
            await to_its_end(asyncio.ensure_future(connection.invalidate()))
        raise
    finally:
        await to_its_end(asyncio.ensure_future(connection.close()))


def being_cancelled() -> bool:
    """Whether somebody has asked this task to end."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


async def to_its_end(task: asyncio.Future[T]) -> T:
    """What the task comes to; who is cancelled meanwhile, however often, is cancelled when it is done."""
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is not None:
        if not task.cancelled():
            task.exception()  # asked for, so that asyncio does not complain that nobody did
        raise cancelled
    return task.result()


def read_url(url: str) -> tuple[sa.URL, Dialect]:
    """The URL in SQLAlchemy's terms, and its dialect."""
    try:
        parsed = sa.make_url(url)
    except (sa.exc.ArgumentError, ValueError):  # which may tell the password: a port that is no number
        raise SettingsError(
            "database.url can't be read; write sqlite:///data/ribao.db or postgresql://user@host:5432/name"
        ) from None
    if parsed.drivername == "sqlite":
        if not parsed.database or parsed.database == ":memory:" or parsed.host:
            raise SettingsError(
                "database.url names no file; write sqlite:///data/ribao.db (sqlite:////data/… for /data/…)"
            )
        if parsed.query:
            raise SettingsError(
                f"database.url has options that Ribao does not use ({', '.join(parsed.query)}); "
                "write sqlite:///data/ribao.db, without ? and what follows it"
            )
        return parsed, SQLite(Path(parsed.database))
    if parsed.drivername in {"postgresql", "postgres"}:
        where = parsed.set(query={}).render_as_string(hide_password=True)
        return parsed, PostgreSQL(where)
    raise SettingsError(
        f"database.url begins with {parsed.drivername!r}; Ribao keeps its archive in sqlite or postgresql"
    )
