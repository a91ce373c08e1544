"""The outbox holds no more than the platforms can begin, and none of them takes another's room."""

import asyncio
import contextlib

from bot.delivery.models import Claim, DesiredParts, Part, Receipt
from bot.delivery.outbox import Outbox
from bot.models import Policy
from bot.ports import Store
from tests.fakes.digests import digest
from tests.fakes.platform import Clock, FakePlatform, FakeServer

TARGETS = 30


class Narrow(FakePlatform):
    """Has little room, and is slow."""

    asking = 0
    most = 0

    def room(self) -> int:
        return 4 - self.asking

    async def send(self, claim: Claim) -> Receipt:
        self.asking += 1
        self.most = max(self.most, self.asking)
        await asyncio.sleep(0.02)
        self.asking -= 1
        return await super().send(claim)


class Silent(FakePlatform):
    """Never answers."""

    async def send(self, claim: Claim) -> Receipt:  # noqa: ARG002
        await asyncio.Event().wait()
        raise AssertionError


async def plan(store: Store, name: str) -> None:
    """A part for each of many targets of the platform."""
    saved = await store.save(digest("甲"), publication="ai-daily", text_hash="x", now=Clock()())
    targets = [await store.declare_target(name, f"@{n}", Policy()) for n in range(TARGETS)]
    parts = (Part(content={"text": "甲"}),)
    desired = DesiredParts(target_ids=tuple(target.id for target in targets), parts=parts)
    await store.plan(saved.digest_id, [desired], now=Clock()(), revision=1)


async def test_no_more_is_held_than_the_platform_has_room_for(store: Store) -> None:
    platform = Narrow(FakeServer(), "narrow")
    await plan(store, "narrow")
    await Outbox(store, {"narrow": platform}, Clock()).drain()
    assert sum(len(chat) for chat in platform.server.chats.values()) == TARGETS
    assert platform.most <= 5, "a claim is made before the one before has begun"


async def test_a_platform_that_hangs_takes_no_room_of_the_others(store: Store) -> None:
    well = FakePlatform(FakeServer(), "well")
    platforms = {"silent": Silent(FakeServer(), "silent"), "well": well}
    await plan(store, "silent")
    await plan(store, "well")
    running = asyncio.create_task(Outbox(store, platforms, Clock(), at_once=8).run())
    async with asyncio.timeout(10):
        while sum(len(chat) for chat in well.server.chats.values()) < TARGETS:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running
