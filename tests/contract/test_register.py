"""What is kept beside the archive and the ledger, on each engine."""

import asyncio
import datetime as dt

from bot.delivery.models import Posted, Receipt
from bot.models import Policy
from bot.records import Act, Outage, Pause
from storage import SqlStore
from tests.contract.making import LEASE, NOW, later, published, wanted

HOUR = dt.timedelta(hours=1)
MINUTE = dt.timedelta(minutes=1)


async def test_acts_are_kept_and_read_page_by_page(store: SqlStore) -> None:
    acts = [
        Act(at=later(number), actor="telegram:100", command="publish", argument=f"{number}", result="done")
        for number in range(5)
    ]
    for act in acts:
        await store.record(act)
    newest = await store.acts(limit=2)
    assert [one.argument for one in newest] == ["4", "3"]
    older = await store.acts(before=newest[-1].id)
    assert [one.model_copy(update={"id": 0}) for one in older] == acts[2::-1]


async def test_a_notice_is_claimed_once_within_its_time(store: SqlStore) -> None:
    for apart in (HOUR, None):
        asked = [store.claim_notice(f"late {apart}", now=NOW, apart=apart) for _ in range(5)]
        assert sorted(await asyncio.gather(*asked)) == [False] * 4 + [True]
    assert not await store.claim_notice(f"late {HOUR}", now=later(3599), apart=HOUR)
    assert await store.claim_notice(f"late {HOUR}", now=later(3600), apart=HOUR)
    assert not await store.claim_notice(f"late {HOUR}", now=later(3600), apart=HOUR)
    assert not await store.claim_notice("late None", now=later(1e8), apart=None)
    assert await store.claim_notice("another", now=NOW, apart=HOUR)


async def test_a_clock_that_was_wrong_silences_nothing_for_long(store: SqlStore) -> None:
    assert await store.claim_notice("news", now=later(1e8), apart=HOUR)
    assert await store.claim_notice("news", now=NOW, apart=HOUR)
    assert not await store.claim_notice("news", now=later(-1), apart=HOUR), "another process, a second behind"


async def test_a_heartbeat_that_stays_away_is_an_outage(store: SqlStore) -> None:
    assert await store.last_heartbeat() is None
    for seconds in (0, 60, 300, 290, 340, 1000):
        await store.heartbeat(now=later(seconds), patience=MINUTE)
    assert await store.last_heartbeat() == later(1000)
    outages = [Outage(later(60), later(300)), Outage(later(340), later(1000))]
    assert await store.outages(since=NOW) == outages
    assert await store.outages(since=later(300)) == outages[1:]


async def test_a_worker_that_is_behind_makes_no_outage_and_a_clock_that_was_set_back_is_followed(
    store: SqlStore,
) -> None:
    for seconds in (0, 50, 100, 10, 120):  # the fourth is another's, whose round of planning took long
        await store.heartbeat(now=later(seconds), patience=MINUTE)
    assert await store.outages(since=NOW) == []
    assert await store.last_heartbeat() == later(120)
    await store.heartbeat(now=later(-7200), patience=MINUTE)
    assert await store.last_heartbeat() == later(-7200)


async def test_workers_that_come_back_at_once_make_one_outage(store: SqlStore) -> None:
    await store.heartbeat(now=NOW, patience=MINUTE)
    await asyncio.gather(*(store.heartbeat(now=later(600), patience=MINUTE) for _ in range(4)))
    assert await store.outages(since=NOW) == [Outage(NOW, later(600))]


async def test_nothing_is_claimed_while_a_pause_holds(store: SqlStore) -> None:
    target = await store.declare_target("telegram", "@a", Policy())
    await store.plan(await published(store), [wanted(target.id, "1", "2")], now=NOW, revision=1)
    assert await store.paused() is None
    assert not await store.unpause()
    [held] = await store.claim({"telegram": 1}, now=NOW, lease=LEASE)
    pause = Pause(since=NOW, actor="telegram:100")
    await store.pause(pause)
    await store.pause(Pause(since=later(1), actor="telegram:200"))
    assert await store.paused() == pause
    # What is under way is settled all the same.
    assert await store.settle([(held, Posted(receipt=Receipt(message_id="1")))], now=NOW) == [True]
    assert await store.claim({"telegram": 9}, now=later(600), lease=LEASE) == []
    assert await store.next_due(["telegram"]) is None
    assert await store.unpause()
    assert await store.paused() is None
    assert await store.next_due(["telegram"]) == NOW
    assert len(await store.claim({"telegram": 9}, now=NOW, lease=LEASE)) == 1
