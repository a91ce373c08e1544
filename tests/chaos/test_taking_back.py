"""A crash at any call while something is taken back loses nothing: what is to go is gone, the rest stands."""

from collections.abc import Awaitable, Callable
from typing import cast

import pytest

from bot.delivery.due import plan_due
from bot.delivery.models import DeliveryState
from bot.delivery.outbox import LEASE, Outbox
from bot.ports import Platform, Store
from tests.chaos.crash import Fuse, Fused
from tests.chaos.test_outbox import FIRST, TARGETS, ZONE, life, prepare, states, until_dead_or_done
from tests.fakes.platform import Clock, FakePlatform, FakeServer

pytestmark = pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning")

DENSE, SPARSE = 8, 7
"""The word itself and its plan come first, with each of their moments; of the deliveries, all alike, some."""

Change = Callable[[Store, Clock], Awaitable[None]]


async def retract_one(store: Store, clock: Clock) -> None:
    """Take the second item out of the newest digest; done before, it changes nothing."""
    digest = await store.digest()
    assert digest is not None
    for item in [item for section in digest.sections for item in section.items]:
        if item.title == "二号":
            await store.retract(item.id, now=clock())


async def undo(store: Store, clock: Clock) -> None:
    """Take down what was published last, if anything was."""
    last = await store.last_published(since=clock.time.replace(year=2000))
    if last is not None:
        await store.withdraw(last[0], now=clock())


async def taking_back(store: Store, platform: FakePlatform, clock: Clock, change: Change, fuse: Fuse) -> None:
    """One process: somebody's word, what follows from it, deliveries; dies where the fuse burns."""
    fused_store = cast("Store", Fused(store, fuse))
    platforms = {platform.name: cast("Platform", Fused(platform, fuse))}
    outbox = Outbox(fused_store, platforms, clock, at_once=4)

    async def work() -> None:
        await change(fused_store, clock)
        await plan_due(fused_store, [], platforms, zone=ZONE, now=clock())
        await outbox.drain()

    await until_dead_or_done(work, fuse)


@pytest.mark.parametrize(
    ("change", "shown"), [(retract_one, ["一号 / 三号", "四号 / 五号"]), (undo, [])], ids=["item", "undo"]
)
async def test_a_crash_at_any_call_while_taking_back(
    fresh_store: Callable[[], Awaitable[Store]], clock: Clock, change: Change, shown: list[str]
) -> None:
    moments = burns_at = 1
    while burns_at <= moments:
        store, server = await fresh_store(), FakeServer()
        platform = FakePlatform(server)
        await prepare(store)
        await life(store, platform, clock, FIRST, Fuse())
        fuse = Fuse(burns_at if burns_at > 1 else None)  # the first life tells how many moments there are
        await taking_back(store, platform, clock, change, fuse)
        moments = max(moments, fuse.moments)
        for _ in range(2):
            clock.forward(seconds=LEASE.total_seconds() + 1)
            await taking_back(store, platform, clock, change, Fuse())
        assert [server.texts(address) for address in TARGETS] == [shown] * 2, f"crash at {burns_at}"
        after = await states(store)
        assert after[DeliveryState.POSTED] == 2 * len(shown)
        assert set(after) <= {DeliveryState.POSTED, DeliveryState.CANCELLED}
        clock.time = Clock().time
        burns_at += 1 if burns_at < DENSE else SPARSE
