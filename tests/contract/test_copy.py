"""Everything into another database and back: the same store goes on there."""

import asyncio
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.delivery.models import Posted, Receipt
from bot.errors import StoreUnavailable, UsageError
from bot.models import Policy, SearchQuery
from bot.records import Act, Pause
from storage import SqlStore, open_store
from storage.copy import TABLES, copy
from tests.contract.making import DAILY, DAY, LEASE, NOW, day, digest, item, later, wanted
from tests.fakes.postgres import PostgresServer

DRAFT = digest(("新闻", ["稿"]), date=day(1))


async def fill(store: SqlStore) -> None:
    """Something in every table."""
    await store.declare_publications([DAILY.model_copy(update={"weekdays": ("mon", "fri")})])
    whole = digest(("新闻", ["甲", item("乙", date=None)]), ("论文", ["丙"]))
    saved = await store.save(whole, publication="ai-daily", text_hash="1", now=NOW, published=True)
    await store.save(DRAFT, publication="ai-daily", text_hash="2", now=NOW)
    found = await store.digest(DAY)
    assert found is not None
    await store.retract(found.sections[1].items[0].id, now=NOW)
    ids = [(await store.declare_target("telegram", f"@{one}", Policy(silent=True))).id for one in "abc"]
    await store.move_target(ids[2], "-100")
    await store.plan(saved.digest_id, [wanted(one, "1", "2") for one in ids], now=NOW, revision=2)
    posted, held, _ = await store.claim({"telegram": 3}, now=NOW, lease=LEASE)
    await store.settle([(posted, Posted(receipt=Receipt(message_id="7")))], now=NOW)
    assert held.target.id == ids[1]
    await store.record(Act(at=NOW, actor="cli:me", command="publish"))
    await store.claim_notice("late", now=NOW, apart=None)
    await store.heartbeat(now=later(-9000), patience=LEASE)
    await store.heartbeat(now=later(-600), patience=LEASE)
    await store.pause(Pause(since=NOW, actor="cli:me"))
    await store.jot("大模型")


async def rows_of(store: SqlStore) -> dict[str, list[dict[str, object]]]:
    """All that is kept, by table."""
    async with store._database.read() as connection:
        return {
            table.name: [
                dict(row)
                for row in (
                    await connection.execute(sa.select(table).order_by(*table.primary_key))
                ).mappings()
            ]
            for table in TABLES
        }


async def goes_on(store: SqlStore) -> None:
    """It is found, delivered and added to as if nothing had happened."""
    assert (await store.search(SearchQuery(text="乙今天发布"))).total == 1
    assert (await store.search(SearchQuery(text="丙今天发布", drafts=True))).total == 0
    assert (await store.search(SearchQuery(text="稿今天发布"))).total == 0
    assert (await store.search(SearchQuery(text="稿今天发布", drafts=True))).total == 1
    await store.unpause()
    claims = {
        claim.target.id: claim for claim in await store.claim({"telegram": 9}, now=later(61), lease=LEASE)
    }
    assert {one: (claim.part, claim.interrupted) for one, claim in claims.items()} == {
        1: (1, False),
        2: (0, True),
        3: (0, True),
    }
    assert (await store.declare_target("telegram", "@c", Policy())).id == 3, "its former address"
    assert (await store.declare_target("telegram", "@d", Policy())).id == 4
    await store.record(Act(at=NOW, actor="cli:me", command="pause"))
    assert [act.id for act in await store.acts()] == [2, 1]
    grown = await store.save(
        digest(("新闻", ["丁", "稿"]), date=day(1)), publication="ai-daily", text_hash="3", now=NOW
    )
    planned = await store.plan(grown.digest_id, [wanted(4, "neu")], now=NOW, revision=2)
    assert planned.sends == 1
    assert (await store.search(SearchQuery(text="丁今天发布"))).total == 1


@pytest.fixture
def server_url(postgres: PostgresServer) -> Iterator[str]:
    """An empty database, without tables, on the server."""
    name = postgres.create()
    yield postgres.url(name)
    postgres.drop(name)


@pytest.mark.postgres
async def test_a_store_moves_to_a_server_and_back(tmp_path: Path, server_url: str) -> None:
    urls = [f"sqlite:///{tmp_path}/one.db", server_url, f"sqlite:///{tmp_path}/three.db"]
    store = await open_store(urls[0], now=NOW)
    await fill(store)
    kept = await rows_of(store)
    assert [table for table, rows in kept.items() if not rows] == []
    await store.close()
    for there, here in pairwise(urls):
        told: dict[str, int] = {}
        await copy(there, here, now=later(60), on_table=told.__setitem__)
        assert told == {**{table: len(rows) for table, rows in kept.items()}, "search_index": 3}
        store = await open_store(here, now=later(99))
        assert await rows_of(store) == kept
        await store.close()
    for url in urls[1:]:
        store = await open_store(url, now=NOW)
        await goes_on(store)
        await store.close()


@pytest.fixture
async def full(tmp_path: Path) -> str:
    """The URL of a file with something in every table."""
    url = f"sqlite:///{tmp_path}/full.db"
    store = await open_store(url, now=NOW)
    await fill(store)
    await store.close()
    return url


async def test_nothing_is_copied_over_anything(full: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="in use already"):
        await copy(full, full, now=NOW)
    other = f"sqlite:///{tmp_path}/other.db"
    await copy(full, other, now=NOW)
    with pytest.raises(UsageError, match=r"other\.db is not empty"):
        await copy(full, other, now=NOW)


async def test_a_store_with_a_worker_is_copied_by_a_clear_word_only(full: str, tmp_path: Path) -> None:
    other = f"sqlite:///{tmp_path}/other.db"
    with pytest.raises(UsageError, match="--force"):
        await copy(full, other, now=later(-541))
    await copy(full, other, now=later(-541), force=True)


async def test_a_copy_that_is_broken_off_leaves_nothing(full: str, tmp_path: Path) -> None:
    other = f"sqlite:///{tmp_path}/other.db"

    def stop(table: str, _rows: int) -> None:
        if table == "items":
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await copy(full, other, now=NOW, on_table=stop)
    await copy(full, other, now=NOW)


async def test_many_rows_go_over_some_at_a_time(
    full: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.copy.AT_ONCE", 2)
    other = f"sqlite:///{tmp_path}/other.db"
    await copy(full, other, now=NOW)
    stores = [await open_store(url, now=NOW) for url in (full, other)]
    assert await rows_of(stores[0]) == await rows_of(stores[1])
    for store in stores:
        await store.close()


async def test_a_server_that_is_not_there_is_told_without_a_password(full: str) -> None:
    with pytest.raises(StoreUnavailable) as caught:
        await copy(full, "postgresql://me:secret@127.0.0.1:1/ribao", now=NOW)
    assert "secret" not in str(caught.value)
