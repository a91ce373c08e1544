"""The store on each engine: a fresh database a test, copied from one that was migrated once."""

import asyncio
import datetime as dt
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from storage import SqlStore, open_store
from tests.conftest import absent
from tests.fakes.postgres import PostgresServer, running, server_programs

NOW = dt.datetime(2025, 5, 24, 0, 30, tzinfo=dt.UTC)


async def migrated(url: str) -> None:
    """Make the schema there."""
    store = await open_store(url, now=NOW)
    await store.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An up-to-date, empty file."""
    path = tmp_path_factory.mktemp("template") / "ribao.db"
    asyncio.run(migrated(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A server of our own."""
    programs = server_programs()
    if programs is None:
        absent("PostgreSQL's server programs")
    assert programs is not None
    with running(programs) as server:
        yield server


@pytest.fixture(scope="session")
def postgres_template(postgres: PostgresServer) -> str:
    """The name of an up-to-date, empty database."""
    name = postgres.create()
    asyncio.run(migrated(postgres.url(name)))
    return name


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An up-to-date, empty database on either engine."""
    if request.param == "sqlite":
        path = tmp_path / "ribao.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
    else:
        server: PostgresServer = request.getfixturevalue("postgres")
        name = server.create(template=request.getfixturevalue("postgres_template"))
        yield server.url(name)
        server.drop(name)


@pytest.fixture
async def store(url: str) -> AsyncIterator[SqlStore]:
    """An open, empty store on either engine."""
    opened = await open_store(url, now=NOW)
    yield opened
    await opened.close()
