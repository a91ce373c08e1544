"""SQLite stores for tests that are not about the store."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.models import Publication
from bot.ports import Store
from storage import open_store
from tests.fakes.platform import Clock

DAILY = Publication(slug="ai-daily", name="AI日报")


@asynccontextmanager
async def sqlite_store(folder: Path) -> AsyncIterator[Store]:
    """An empty store with one daily publication, closed at the end."""
    store = await open_store(f"sqlite:///{folder}/ribao.db", now=Clock()())
    try:
        await store.declare_publications([DAILY])
        yield store
    finally:
        await store.close()
