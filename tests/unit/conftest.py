"""What most tests of the rooms need."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.ports import Store
from tests.fakes.stores import sqlite_store


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """An empty store with one daily publication."""
    async with sqlite_store(tmp_path) as store:
        yield store
