"""The archive's promises, on each engine."""

import datetime as dt

from storage import SqlStore


async def test_empty(store: SqlStore) -> None:
    assert await store.digest() is None
    assert await store.editions() == []
    assert await store.sections() == []
    assert await store.item(1) is None
    assert await store.section("x") == []
    assert await store.outdated() == []
    assert await store.drafts("x", dt.date(2025, 5, 24)) == []
