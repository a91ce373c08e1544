"""A task that is cancelled in the middle of anything leaves all or nothing, and no lock behind."""

import asyncio
from collections.abc import Awaitable

from bot.delivery.models import DeliveryState, Posted, Receipt
from bot.models import Policy
from storage import SqlStore
from tests.contract.making import DAILY, DAY, LEASE, NOW, digest, wanted

STEPS = range(0, 60, 7)


async def cancelled_after(steps: int, work: Awaitable[object]) -> bool:
    """Let the loop turn so often, then cancel; true if that came before the end."""
    task = asyncio.ensure_future(work)
    for _ in range(steps):
        await asyncio.sleep(0.0005)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        return True
    return False


async def test_saving(store: SqlStore) -> None:
    await store.declare_publications([DAILY])
    revision = 0
    for steps in STEPS:
        keys = [f"{steps}-{number}" for number in range(30)]
        work = store.save(
            digest(("新闻", keys)), publication="ai-daily", text_hash=f"{steps}", now=NOW, published=True
        )
        await cancelled_after(steps, work)
        found = await store.digest(DAY)
        if found is not None and found.revision > revision:
            revision = found.revision
            assert [item.key for run in found.sections for item in run.items] == keys
    saved = await store.save(digest(("新闻", ["a"])), publication="ai-daily", text_hash="end", now=NOW)
    assert saved.revision == revision + 1


async def test_planning_claiming_and_settling(store: SqlStore) -> None:
    await store.declare_publications([DAILY])
    saved = await store.save(digest(("新闻", ["a"])), publication="ai-daily", text_hash="1", now=NOW)
    homes = [(await store.declare_target("web", f"t{number}", Policy())).id for number in range(8)]
    for steps in STEPS:
        desired = [wanted(home, *(f"{steps} {part}" for part in "abc")) for home in homes]
        await cancelled_after(steps, store.plan(saved.digest_id, desired, now=NOW, revision=1))
        planned = {sum(line.states.values()) for line in await store.ledger()}
        assert planned in ({0}, {3})
        await cancelled_after(steps, store.claim({"web": 2}, now=NOW, lease=LEASE))
        in_flight = sum(line.states.get(DeliveryState.SENDING, 0) for line in await store.ledger())
        assert in_flight % 2 == 0
    # every lease runs out; what was cancelled is done in the end
    now = NOW + LEASE
    while claims := await store.claim({"web": 3}, now=now, lease=LEASE):
        for claim in claims:
            outcome = Posted(receipt=claim.receipt or Receipt(message_id=f"m{claim.id}"))
            if not await cancelled_after(claim.id % 5, store.settle([(claim, outcome)], now=now)):
                continue
            await store.settle([(claim, outcome)], now=now)
    for home in homes:
        assert len(await store.standing(home, saved.digest_id)) == 3
