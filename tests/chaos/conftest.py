"""A store in a file, as a worker has it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from bot.ports import Store
from tests.fakes.platform import Clock
from tests.fakes.stores import DAILY, opened


@pytest.fixture
def clock() -> Clock:
    """A clock that stands at 09:00 in Shanghai."""
    return Clock()


@pytest.fixture
async def fresh_store(tmp_path: Path) -> AsyncIterator[Callable[[], Awaitable[Store]]]:
    """Makes empty SQLite stores with one publication; each call closes the one before."""
    stores: list[Store] = []

    async def make() -> Store:
        if stores:
            await stores[-1].close()
        store = await opened(tmp_path / f"ribao{len(stores)}.db")
        stores.append(store)
        await store.declare_publications([DAILY])
        return store

    yield make
    if stores:
        await stores[-1].close()


@pytest.fixture
async def store(fresh_store: Callable[[], Awaitable[Store]]) -> Store:
    """One empty store."""
    return await fresh_store()
