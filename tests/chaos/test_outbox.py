"""A crash at any call to the store or the platform loses nothing and doubles nothing."""

import asyncio
import datetime as dt
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import cast
from zoneinfo import ZoneInfo

import pytest

from bot.delivery.due import plan_due
from bot.delivery.models import Claim, DeliveryState, Outcome
from bot.delivery.outbox import LEASE, Outbox
from bot.errors import StoreBusy
from bot.models import Policy, Publication
from bot.ports import Platform, Store
from tests.chaos.crash import Crash, Fuse, Fused
from tests.fakes.digests import digest
from tests.fakes.platform import Clock, FakePlatform, FakeServer

TARGETS = ("@one", "@two")
PUBLICATION = Publication(slug="ai-daily", name="AI日报")
ZONE = ZoneInfo("Asia/Shanghai")
FIRST = ("一号", "二号", "三号", "四号", "五号")
CORRECTED = ("一号", "二号（更正）", "三号")
SHOWN_FIRST = ["一号 / 二号", "三号 / 四号", "五号"]
SHOWN_CORRECTED = ["一号 / 二号（更正）", "三号"]

pytestmark = pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning")


async def life(
    store: Store, platform: FakePlatform, clock: Clock, titles: tuple[str, ...], fuse: Fuse
) -> None:
    """One process: save the digest, plan what is due, deliver; dies where the fuse burns."""
    fused_store = cast("Store", Fused(store, fuse))
    fused_platform = cast("Platform", Fused(platform, fuse))
    platforms = {platform.name: fused_platform}
    outbox = Outbox(fused_store, platforms, clock, at_once=4)

    async def work() -> None:
        text_hash = " ".join(titles)
        await fused_store.save(digest(*titles), publication="ai-daily", text_hash=text_hash, now=clock())
        await plan_due(fused_store, [PUBLICATION], platforms, zone=ZONE, now=clock())
        await outbox.drain()

    await until_dead_or_done(work, fuse)


async def until_dead_or_done(work: Callable[[], Awaitable[None]], fuse: Fuse) -> None:
    """Run `work`; when the fuse burns, everything that it started dies at its next call to the world."""
    before = asyncio.all_tasks()
    try:
        await work()
    except Crash:
        assert fuse.burnt.is_set()
    started = asyncio.all_tasks() - before
    for result in await asyncio.gather(*started, return_exceptions=True):
        if isinstance(result, Exception):
            raise result


async def prepare(store: Store) -> None:
    for address in TARGETS:
        await store.declare_target("fake", address, Policy())


async def recover_fully(store: Store, platform: FakePlatform, clock: Clock, titles: tuple[str, ...]) -> None:
    """Lives without a crash until the ledger is settled."""
    for _ in range(2):
        await life(store, platform, clock, titles, Fuse())
        clock.forward(seconds=LEASE.total_seconds() + 1)


async def states(store: Store) -> Counter[DeliveryState]:
    counts: Counter[DeliveryState] = Counter()
    for line in await store.ledger():
        counts.update(line.states)
    return +counts


async def moments_of_a_life(store: Store, titles: tuple[str, ...], server: FakeServer, clock: Clock) -> int:
    fuse = Fuse()
    await life(store, FakePlatform(server), clock, titles, fuse)
    return fuse.moments


async def test_a_crash_at_any_call_while_publishing(
    fresh_store: Callable[[], Awaitable[Store]], clock: Clock
) -> None:
    store = await fresh_store()
    await prepare(store)
    moments = await moments_of_a_life(store, FIRST, FakeServer(), clock)
    assert moments > 30
    for burns_at in range(1, moments + 1):
        store, server = await fresh_store(), FakeServer()
        await prepare(store)
        platform = FakePlatform(server)
        await life(store, platform, clock, FIRST, Fuse(burns_at))
        clock.forward(seconds=LEASE.total_seconds() + 1)
        await recover_fully(store, platform, clock, FIRST)
        shown = {address: server.texts(address) for address in TARGETS}
        assert shown == dict.fromkeys(TARGETS, SHOWN_FIRST), f"crash at call moment {burns_at}"
        assert await states(store) == {DeliveryState.POSTED: 6}
        clock.time = Clock().time


async def test_a_crash_at_any_call_while_correcting(
    fresh_store: Callable[[], Awaitable[Store]], clock: Clock
) -> None:
    async def published() -> tuple[Store, FakeServer]:
        store, server = await fresh_store(), FakeServer()
        await prepare(store)
        await life(store, FakePlatform(server), clock, FIRST, Fuse())
        return store, server

    store, server = await published()
    moments = await moments_of_a_life(store, CORRECTED, server, clock)
    assert {address: server.texts(address) for address in TARGETS} == dict.fromkeys(TARGETS, SHOWN_CORRECTED)
    for burns_at in range(1, moments + 1):
        store, server = await published()
        platform = FakePlatform(server)
        ids = {address: [post.id for post in server.chats[address]][:2] for address in TARGETS}
        await life(store, platform, clock, CORRECTED, Fuse(burns_at))
        clock.forward(seconds=LEASE.total_seconds() + 1)
        await recover_fully(store, platform, clock, CORRECTED)
        for address in TARGETS:
            assert server.texts(address) == SHOWN_CORRECTED, f"crash at call moment {burns_at}"
            assert [post.id for post in server.chats[address]] == ids[address], "corrected in place"
        clock.time = Clock().time


async def test_where_the_platform_cannot_tell_nothing_is_doubled_and_the_doubt_is_said(
    fresh_store: Callable[[], Awaitable[Store]], clock: Clock
) -> None:
    store = await fresh_store()
    await prepare(store)
    moments = await moments_of_a_life(store, FIRST, FakeServer(), clock)
    doubts = 0
    for burns_at in range(1, moments + 1):
        store, server = await fresh_store(), FakeServer()
        await prepare(store)
        platform = FakePlatform(server, recovers=False)
        await life(store, platform, clock, FIRST, Fuse(burns_at))
        clock.forward(seconds=LEASE.total_seconds() + 1)
        await recover_fully(store, platform, clock, FIRST)
        counts = await states(store)
        for address in TARGETS:
            assert max(Counter(server.texts(address)).values(), default=1) == 1, f"doubled at {burns_at}"
        posts = sum(len(server.texts(address)) for address in TARGETS)
        assert counts[DeliveryState.POSTED] <= posts
        assert sum(counts.values()) == 6
        if counts[DeliveryState.UNKNOWN]:
            doubts += 1
    assert doubts, "a crash in the middle of a send must leave a doubt"


@pytest.mark.parametrize("fault", ["transient", "rate limited", "dropped before", "dropped after", "defect"])
async def test_a_fault_at_any_request(
    fresh_store: Callable[[], Awaitable[Store]], clock: Clock, fault: str
) -> None:
    for position in range(8):
        store, server = await fresh_store(), FakeServer()
        await prepare(store)
        server.faults.extend([*[""] * position, fault])
        platform = FakePlatform(server)
        await life(store, platform, clock, FIRST, Fuse())
        for _ in range(3):
            clock.forward(seconds=LEASE.total_seconds() + 1)
            await life(store, platform, clock, FIRST, Fuse())
        for address in TARGETS:
            texts = server.texts(address)
            if fault == "defect" and await doubts_in(store, address):
                assert len(texts) == len(set(texts))
            else:
                assert texts == SHOWN_FIRST, f"{fault} at request {position}"
        clock.time = Clock().time


async def doubts_in(store: Store, address: str) -> int:
    return sum(
        line.states.get(DeliveryState.UNKNOWN, 0)
        for line in await store.ledger()
        if line.target.address == address
    )


async def test_storms_of_faults_end_in_peace(
    fresh_store: Callable[[], Awaitable[Store]], clock: Clock
) -> None:
    store, server = await fresh_store(), FakeServer()
    await prepare(store)
    storm = ["dropped after", "rate limited", "transient", "dropped before", "", "platform down"]
    server.faults.extend(storm * 6)
    platform = FakePlatform(server)
    for _ in range(60):
        await life(store, platform, clock, FIRST, Fuse())
        clock.forward(minutes=6)
        if not server.faults and await states(store) == {DeliveryState.POSTED: 6}:
            break
    assert {address: server.texts(address) for address in TARGETS} == dict.fromkeys(TARGETS, SHOWN_FIRST)


async def test_a_rate_limit_holds_up_only_the_target_that_got_it(store: Store, clock: Clock) -> None:
    await prepare(store)
    server = FakeServer()
    server.faults.append("rate limited")
    platform = FakePlatform(server)
    await life(store, platform, clock, FIRST, Fuse())
    held_up = [address for address in TARGETS if server.texts(address) != SHOWN_FIRST]
    assert len(held_up) == 1
    assert server.texts(held_up[0]) == [], "later parts must not overtake the one that waits"
    clock.forward(seconds=6.9)
    await life(store, platform, clock, FIRST, Fuse())
    assert server.texts(held_up[0]) == []
    clock.forward(seconds=0.2)
    await life(store, platform, clock, FIRST, Fuse())
    assert server.texts(held_up[0]) == SHOWN_FIRST


async def test_a_lost_target_is_suspended_and_resumes(store: Store, clock: Clock) -> None:
    await prepare(store)
    server = FakeServer()
    server.faults.append("target lost")
    platform = FakePlatform(server)
    await life(store, platform, clock, FIRST, Fuse())
    (lost,) = [target for target in await store.targets() if target.suspended]
    assert lost.suspended == "the bot was removed from the chat"
    assert server.texts(lost.address) == []
    clock.forward(hours=5)
    await life(store, platform, clock, FIRST, Fuse())
    assert server.texts(lost.address) == []
    await store.resume_target(lost.id)
    await life(store, platform, clock, FIRST, Fuse())
    assert server.texts(lost.address) == SHOWN_FIRST


async def test_a_refusal_is_final_for_its_part_alone(store: Store, clock: Clock) -> None:
    await prepare(store)
    server = FakeServer()
    server.faults.append("refused")
    await life(store, FakePlatform(server), clock, FIRST, Fuse())
    assert await states(store) == {DeliveryState.POSTED: 5, DeliveryState.DEAD: 1}
    (line,) = [line for line in await store.ledger() if line.states.get(DeliveryState.DEAD)]
    assert line.last_error == "the text is not acceptable"


async def test_silence_counts_as_a_lost_answer(store: Store, clock: Clock) -> None:
    await store.declare_target("fake", "@one", Policy())
    server = FakeServer()
    server.faults.append("hang")
    platform = FakePlatform(server)
    await store.save(digest(*FIRST), publication="ai-daily", text_hash="x", now=clock())
    await plan_due(store, [PUBLICATION], {"fake": platform}, zone=ZONE, now=clock())
    outbox = Outbox(store, {"fake": platform}, clock, lease=dt.timedelta(seconds=0.2))
    await outbox.drain()
    assert server.texts("@one") == []
    clock.forward(seconds=3)
    await outbox.drain()
    assert server.texts("@one") == SHOWN_FIRST


async def test_when_stopped_it_gives_back_what_it_holds(store: Store, clock: Clock) -> None:
    await prepare(store)
    server = FakeServer()
    platform = FakePlatform(server)
    await store.save(digest(*FIRST), publication="ai-daily", text_hash="x", now=clock())
    await plan_due(store, [PUBLICATION], {"fake": platform}, zone=ZONE, now=clock())
    for patience in range(40):
        outbox = Outbox(store, {"fake": platform}, clock)
        running = asyncio.ensure_future(outbox.run())
        for _ in range(patience):
            await asyncio.sleep(0)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
    await Outbox(store, {"fake": platform}, clock).drain()
    assert {address: server.texts(address) for address in TARGETS} == dict.fromkeys(TARGETS, SHOWN_FIRST)
    assert "recover" not in {verb for verb, _ in server.requests}, "no hold was left to run out"


async def test_two_workers_share_the_work(store: Store, clock: Clock) -> None:
    await prepare(store)
    server = FakeServer()
    platform = FakePlatform(server)
    await store.save(digest(*FIRST), publication="ai-daily", text_hash="x", now=clock())
    await plan_due(store, [PUBLICATION], {"fake": platform}, zone=ZONE, now=clock())
    workers = [Outbox(store, {"fake": platform}, clock) for _ in range(3)]
    await asyncio.gather(*(worker.drain() for worker in workers))
    for worker in workers:
        await worker.drain()
    assert {address: server.texts(address) for address in TARGETS} == dict.fromkeys(TARGETS, SHOWN_FIRST)
    assert len(server.requests) == 6


async def test_what_was_corrected_after_a_crash_is_never_posted_as_it_was(store: Store, clock: Clock) -> None:
    """The crash came before the request left: nothing stands, and what is desired has changed since."""
    await store.declare_target("fake", "@one", Policy())
    server = FakeServer()
    platform = FakePlatform(server)
    await store.save(digest("秘密"), publication="ai-daily", text_hash="1", now=clock())
    await plan_due(store, [PUBLICATION], {"fake": platform}, zone=ZONE, now=clock())
    assert await store.claim({"fake": 1}, now=clock(), lease=LEASE)
    clock.forward(seconds=LEASE.total_seconds() + 1)
    await store.save(digest("可以说的"), publication="ai-daily", text_hash="2", now=clock())
    await plan_due(store, [PUBLICATION], {"fake": platform}, zone=ZONE, now=clock())
    await Outbox(store, {"fake": platform}, clock).drain()
    assert server.texts("@one") == ["可以说的"]
    assert [verb for verb, _ in server.requests] == ["recover", "send"]


class SlowStore:
    """A store whose `claim` takes its time, and may then fail."""

    def __init__(self, store: Store, seconds: float, error: StoreBusy | None = None) -> None:
        self._store = store
        self._seconds = seconds
        self._error = error
        self.claiming = asyncio.Event()

    def heal(self) -> None:
        """From now on it does not fail."""
        self._error = None

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    async def claim(self, room: Mapping[str, int], *, now: dt.datetime, lease: dt.timedelta) -> list[Claim]:
        self.claiming.set()
        await asyncio.sleep(self._seconds)
        if self._error is not None:
            raise self._error
        return await self._store.claim(room, now=now, lease=lease)


async def publish_first(store: Store, platform: FakePlatform, clock: Clock) -> None:
    await prepare(store)
    await store.save(digest(*FIRST), publication="ai-daily", text_hash="x", now=clock())
    await plan_due(store, [PUBLICATION], {"fake": platform}, zone=ZONE, now=clock())


@pytest.mark.parametrize("seconds", [0.3, 30])
async def test_a_stop_gets_through_while_the_store_is_busy(
    store: Store, clock: Clock, seconds: float
) -> None:
    platform = FakePlatform(FakeServer())
    await publish_first(store, platform, clock)
    slow = SlowStore(store, seconds, StoreBusy("locked by another process"))
    running = asyncio.ensure_future(Outbox(cast("Store", slow), {"fake": platform}, clock).run())
    await slow.claiming.wait()
    running.cancel()
    async with asyncio.timeout(5):
        with pytest.raises(asyncio.CancelledError):
            await running


async def test_a_claim_that_comes_too_late_asks_for_nothing(store: Store, clock: Clock) -> None:
    server = FakeServer()
    platform = FakePlatform(server)
    await publish_first(store, platform, clock)
    slow = SlowStore(store, 0.3)
    await Outbox(cast("Store", slow), {"fake": platform}, clock, lease=dt.timedelta(seconds=0.4)).drain()
    assert server.requests == []
    clock.forward(seconds=3)
    await Outbox(store, {"fake": platform}, clock).drain()
    assert {address: server.texts(address) for address in TARGETS} == dict.fromkeys(TARGETS, SHOWN_FIRST)
    assert "recover" not in {verb for verb, _ in server.requests}, "the holds were given back, not left"


class DeafStore:
    """A store that can't write an outcome down for the first `deaf` times."""

    def __init__(self, store: Store, deaf: int) -> None:
        self._store = store
        self._deaf = deaf

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    async def settle(self, settled: Sequence[tuple[Claim, Outcome]], *, now: dt.datetime) -> list[bool]:
        if self._deaf:
            self._deaf -= 1
            raise StoreBusy("locked by another process")
        return await self._store.settle(settled, now=now)


async def test_an_outcome_is_written_down_when_the_store_hears_again(store: Store, clock: Clock) -> None:
    server = FakeServer()
    platform = FakePlatform(server)
    await publish_first(store, platform, clock)
    deaf = DeafStore(store, 5)
    await Outbox(cast("Store", deaf), {"fake": platform}, clock).drain()
    assert {address: server.texts(address) for address in TARGETS} == dict.fromkeys(TARGETS, SHOWN_FIRST)
    assert await states(store) == {DeliveryState.POSTED: 6}


async def test_a_store_that_stays_deaf_leaves_a_hold_that_is_resolved_later(
    store: Store, clock: Clock
) -> None:
    server = FakeServer()
    platform = FakePlatform(server)
    await publish_first(store, platform, clock)
    deaf = DeafStore(store, 10_000)
    await Outbox(cast("Store", deaf), {"fake": platform}, clock, lease=dt.timedelta(seconds=0.6)).drain()
    assert await states(store) == {DeliveryState.SENDING: 2, DeliveryState.PENDING: 4}
    clock.forward(seconds=61)
    await Outbox(store, {"fake": platform}, clock).drain()
    assert {address: server.texts(address) for address in TARGETS} == dict.fromkeys(TARGETS, SHOWN_FIRST)
    assert await states(store) == {DeliveryState.POSTED: 6}


async def test_what_was_claimed_while_being_stopped_is_given_back(store: Store, clock: Clock) -> None:
    platform = FakePlatform(FakeServer())
    await publish_first(store, platform, clock)
    slow = SlowStore(store, 0.1)
    running = asyncio.ensure_future(Outbox(cast("Store", slow), {"fake": platform}, clock).run())
    await slow.claiming.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert await states(store) == {DeliveryState.PENDING: 6}
    assert [line.last_error for line in await store.ledger()] == [None, None], "a stop is no trouble"
    assert len(await store.claim({"fake": 9}, now=clock(), lease=LEASE)) == len(TARGETS)


async def test_a_platform_that_is_down_is_left_alone_for_a_while(store: Store, clock: Clock) -> None:
    server = FakeServer()
    server.faults.append("platform down")
    platform = FakePlatform(server)
    await publish_first(store, platform, clock)
    outbox = Outbox(store, {"fake": platform}, clock, at_once=1)
    await outbox.drain()
    assert len(server.requests) == 1
    clock.forward(minutes=4)
    await outbox.drain()
    assert len(server.requests) == 1
    clock.forward(minutes=2)
    await outbox.drain()
    assert {address: server.texts(address) for address in TARGETS} == dict.fromkeys(TARGETS, SHOWN_FIRST)


async def test_a_ledger_that_can_not_be_read_for_a_while_is_waited_for(
    store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.delivery.outbox.wait", lambda _: dt.timedelta(seconds=0.01))
    server = FakeServer()
    platform = FakePlatform(server)
    await publish_first(store, platform, clock)
    slow = SlowStore(store, 0, StoreBusy("locked by another process"))
    running = asyncio.ensure_future(Outbox(cast("Store", slow), {"fake": platform}, clock).run())
    await slow.claiming.wait()
    slow.heal()
    async with asyncio.timeout(20):
        while await states(store) != {DeliveryState.POSTED: 6}:  # noqa: ASYNC110  (the ledger has no event)
            await asyncio.sleep(0.02)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
