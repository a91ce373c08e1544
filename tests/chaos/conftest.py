"""A store in a file, as a worker has it."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from bot.models import Publication
from bot.ports import Store
from storage import open_store
from tests.fakes.platform import Clock


@pytest.fixture
def clock() -> Clock:
    """A clock that stands at 09:00 in Shanghai."""
    return Clock()


@pytest.fixture
async def fresh_store(tmp_path: Path) -> AsyncIterator[Callable[[], Awaitable[Store]]]:
    """Makes empty SQLite stores with one publication; each call closes the one before."""
    empty = tmp_path / "empty.db"
    await (await open_store(f"sqlite:///{empty}", now=Clock()())).close()
    opened: list[Store] = []

    async def make() -> Store:
        if opened:
            await opened[-1].close()
        path = tmp_path / f"ribao{len(opened)}.db"
        shutil.copy(empty, path)
        store = await open_store(f"sqlite:///{path}", now=Clock()())
        opened.append(store)
        await store.declare_publications([Publication(slug="ai-daily", name="AI日报")])
        return store

    yield make
    if opened:
        await opened[-1].close()


@pytest.fixture
async def store(fresh_store: Callable[[], Awaitable[Store]]) -> Store:
    """One empty store."""
    return await fresh_store()
