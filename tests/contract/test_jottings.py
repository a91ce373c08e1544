"""Texts that a button has no room for, on each engine."""

import asyncio
import re

import pytest

from bot.errors import UsageError
from storage import SqlStore, jottings, open_store
from tests.contract.making import NOW


async def test_a_text_has_one_key_and_a_key_one_text(store: SqlStore) -> None:
    keys = [await store.jot(text) for text in ("英伟达 2025", "英伟达 2026", "英伟达 2025", "", "x" * 5000)]
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{1,16}", key) for key in keys)
    assert keys[0] == keys[2]
    assert len(set(keys)) == 4
    assert await store.jotted(keys[0]) == "英伟达 2025"
    assert await store.jotted(keys[3]) == ""
    assert await store.jotted("nothing-so-called") is None


async def test_it_is_the_same_in_every_process_and_at_once(store: SqlStore, url: str) -> None:
    stores = [await open_store(url, now=NOW) for _ in range(3)]
    keys = await asyncio.gather(*(each.jot("同一句") for each in stores for _ in range(3)))
    assert set(keys) == {jottings.key_of("同一句")}
    for each in stores:
        assert await each.jotted(keys[0]) == "同一句"
        await each.close()


async def test_writing_it_again_waits_for_no_writer(store: SqlStore) -> None:
    await store.jot("again")
    async with store._database.write(), asyncio.timeout(5):
        await store.jot("again")


async def test_the_newest_are_kept_and_what_is_asked_for_again_is_new(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jottings, "KEPT", 10)
    popular = await store.jot("popular")
    keys = []
    for number in range(40):
        keys.append(await store.jot(f"{number}"))
        assert await store.jot("popular") == popular
    assert await store.jotted(popular) == "popular"
    assert await store.jotted(keys[0]) is None
    assert [await store.jotted(key) for key in keys[-3:]] == ["37", "38", "39"]
    async with store._database.read() as connection:
        count = await connection.exec_driver_sql("SELECT count(*) FROM jottings")
        assert count.scalar_one() <= 11


async def test_what_no_database_can_keep_is_refused_in_words(store: SqlStore) -> None:
    with pytest.raises(UsageError):
        await store.jot("half a pair \ud83d")
