"""No statement of the outbox, and none that a reader waits for, reads more than it must."""

import re
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine.interfaces import DBAPICursor, ExecutionContext

from bot.delivery.models import DesiredParts, Posted, Receipt
from bot.models import Policy
from storage import SqlStore
from storage.tables import targets
from tests.contract.making import LEASE, NOW, day, parts, published

HOW_MANY = 2000


class Seen:
    """Every statement that the store makes, with what it was given."""

    def __init__(self, store: SqlStore) -> None:
        self.database = store._database
        self.statements: list[tuple[str, Any]] = []
        sa.event.listen(self.database.engine.sync_engine, "before_cursor_execute", self.note)

    def note(
        self,
        _connection: sa.Connection,
        _cursor: DBAPICursor,
        statement: str,
        given: Any,  # noqa: ANN401
        _context: ExecutionContext,
        many: bool,
    ) -> None:
        """Remember one."""
        if statement.startswith(("SELECT", "UPDATE", "DELETE")) and "pg_advisory" not in statement:
            self.statements.append((statement, given[0] if many else given))

    async def plans(self) -> dict[str, str]:
        """How the engine means to do each."""
        seen, self.statements = self.statements, []
        word = "EXPLAIN QUERY PLAN" if self.database.dialect.name == "sqlite" else "EXPLAIN"
        async with self.database.write() as connection:
            if self.database.dialect.name == "postgresql":
                # It rightly reads small tables whole; the question is whether it has to.
                await connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
            told = {}
            for statement, given in seen:
                rows = await connection.exec_driver_sql(f"{word} {statement}", given)
                told[statement] = "\n".join(str(row[-1]) for row in rows)
            return told


@pytest.fixture
async def seen(store: SqlStore) -> Seen:
    """A store in which thousands of targets wait for three parts each, and of which the engine knows."""
    digest_id = await published(store)
    for number in range(1, 60):
        await published(store, day(number), f"a{number}", f"b{number}")
    rows = [
        {"platform": "telegram", "address": f"{number}", "policy": Policy().model_dump(), "declared": False}
        for number in range(HOW_MANY)
    ]
    async with store._database.write() as connection:
        await connection.execute(targets.insert(), rows)
    same = parts("a", "b", "c")
    desired = [DesiredParts(target_ids=tuple(one.id for one in await store.targets()), parts=same)]
    assert (await store.plan(digest_id, desired, now=NOW, revision=1)).sends == 3 * HOW_MANY
    if store._database.dialect.name == "postgresql":
        # As the server does by itself before long; SQLite is never told and keeps to the indexes.
        async with store._database.write() as connection:
            await connection.exec_driver_sql("ANALYZE deliveries, targets, items, sections, digests")
    return Seen(store)


WHOLE = re.compile(
    r"SCAN (?:deliveries|targets|items|payloads)\b"
    r"|SCAN (?:digests|sections)(?! USING)"
    r"|Seq Scan on (?:deliveries|targets|items)\b"
)
SORTED = re.compile(r"USE TEMP B-TREE|Sort Key: .*due_at")


async def test_claiming_and_settling_read_only_what_they_hold(store: SqlStore, seen: Seen) -> None:
    claims = await store.claim({"telegram": 32, "discord": 32}, now=NOW, lease=LEASE)
    assert len(claims) == 32
    posted = Posted(receipt=Receipt(message_id="1"))
    assert await store.settle([(claim, posted) for claim in claims[:20]], now=NOW) == [True] * 20
    assert not await store.resolve(claims[0].id, stands=True, now=NOW)
    assert await store.next_due(["telegram", "discord"]) == NOW
    assert await store.outdated() != []
    plans = await seen.plans()
    assert len(plans) >= 10
    assert {one: plan for one, plan in plans.items() if WHOLE.search(plan) or SORTED.search(plan)} == {}


async def test_asking_about_one_target_or_a_doubt_reads_no_other_deliveries(
    store: SqlStore, seen: Seen
) -> None:
    [claim] = await store.claim({"telegram": 1}, now=NOW, lease=LEASE)
    await store.settle([(claim, Posted(receipt=Receipt(message_id="1")))], now=NOW)
    await seen.plans()
    assert await store.doubts() == []
    assert len(await store.posts(claim.target.id, claim.digest_id)) == 1
    assert len(await store.ledger([claim.target.id])) == 1
    assert [one.id for one in await store.targets_at("telegram", ["0", "@a"])] == [1]
    plans = await seen.plans()
    many = re.compile(
        r"(?:SCAN|Seq Scan on) (?:deliveries(?! USING INDEX ix_deliveries_doubtful)|targets|payloads)\b"
    )
    assert {one: plan for one, plan in plans.items() if many.search(plan)} == {}


async def test_news_and_what_waits_are_found_by_an_index(store: SqlStore, seen: Seen) -> None:
    [told] = await store.progress()
    assert (told.waiting, told.ended) == (HOW_MANY, None)
    await seen.plans()
    assert await store.progress(patient=NOW - LEASE) == []
    assert await store.told(told)
    assert await store.progress() == []
    assert await store.last_published(since=NOW) == (told.digest_id, 1)
    assert await store.waiting(1) == [told.digest_id]
    assert await store.drop(1, [told.digest_id], now=NOW) == 3
    assert await store.retry([1, 2], now=NOW) == 0
    plans = {
        one: plan.replace("SCAN targets USING COVERING INDEX ix_targets_platform_due_at", "what is due")
        for one, plan in (await seen.plans()).items()
    }
    assert {one: plan for one, plan in plans.items() if WHOLE.search(plan)} == {}


async def test_readers_read_only_what_they_are_shown(store: SqlStore, seen: Seen) -> None:
    newest = await store.digest()
    assert newest is not None
    one = newest.sections[0].items[0]
    await store.digest(day(50))
    await store.digest_by_id(newest.id)
    await store.item(one.id)
    await store.section("新闻资讯", before=one.id)
    await store.section("新闻资讯")
    await store.editions(limit=10)
    plans = await seen.plans()
    assert {one: plan for one, plan in plans.items() if WHOLE.search(plan)} == {}
