"""SQLite stores for tests that are not about the store."""

import atexit
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path

from bot.models import Publication
from bot.ports import Store
from storage import open_store
from tests.fakes.platform import Clock

DAILY = Publication(slug="ai-daily", name="AI日报")


@cache
def template() -> Path:
    """Where this process keeps an empty store to copy: making one takes ten times as long as opening it."""
    folder = tempfile.mkdtemp(prefix="ribao-store-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder, "ribao.db")


async def opened(path: Path) -> Store:
    """The store in that file; an empty one where there is none yet."""
    if not template().exists():
        await (await open_store(f"sqlite:///{template()}", now=Clock()())).close()
    if not path.exists():  # noqa: ASYNC240  (a moment)
        shutil.copyfile(template(), path)
    return await open_store(f"sqlite:///{path}", now=Clock()())


@asynccontextmanager
async def sqlite_store(folder: Path) -> AsyncIterator[Store]:
    """An empty store with one daily publication, closed at the end."""
    store = await opened(folder / "ribao.db")
    try:
        await store.declare_publications([DAILY])
        yield store
    finally:
        await store.close()
