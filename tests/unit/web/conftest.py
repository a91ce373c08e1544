"""A filled archive, made once; a site on a copy of it for each test; and a reader."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientSession, DummyCookieJar

from storage import SqlStore, open_store
from tests.unit.web.newsstand import NOW, fill, on_show
from tests.unit.web.reader import Reader


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of the filled archive; not to be written to."""
    path = tmp_path_factory.mktemp("newsstand") / "ribao.db"
    asyncio.run(fill(path))
    return path


@pytest.fixture
async def store(filled: Path, tmp_path: Path) -> AsyncIterator[SqlStore]:
    """An open copy of the filled archive."""
    path = tmp_path / "ribao.db"
    shutil.copyfile(filled, path)
    opened = await open_store(f"sqlite:///{path}", now=NOW)
    yield opened
    await opened.close()


@pytest.fixture
async def empty(tmp_path: Path) -> AsyncIterator[SqlStore]:
    """An open archive with nothing in it."""
    opened = await open_store(f"sqlite:///{tmp_path / 'empty.db'}", now=NOW)
    yield opened
    await opened.close()


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    """A client without memory."""
    async with ClientSession(cookie_jar=DummyCookieJar()) as opened:
        yield opened


@pytest.fixture
async def reader(store: SqlStore, session: ClientSession) -> AsyncIterator[Reader]:
    """A reader of the filled site."""
    async with on_show(store) as address:
        yield Reader(session, address)
