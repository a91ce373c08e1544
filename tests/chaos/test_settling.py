"""Outcomes are written in groups, and the outbox loses no time: parts, waits, moves, a bad row."""

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Sequence
from typing import cast

import pytest
from structlog.testing import capture_logs

from bot.delivery.models import (
    Claim,
    DeliveryState,
    DesiredParts,
    Moved,
    Outcome,
    Part,
    Posted,
    Receipt,
)
from bot.delivery.outbox import POLL, Outbox
from bot.delivery.settling import Settling
from bot.errors import NotYet, StoreError, TargetMoved, UsageError
from bot.models import Policy
from bot.ports import Platform, Store
from tests.fakes.digests import digest
from tests.fakes.platform import Clock, FakePlatform, FakeServer

MANY = 40


async def planned(store: Store, clock: Clock, *, targets: int, parts: int = 1) -> int:
    """So many targets are to show so many parts of a digest; returns its id."""
    saved = await store.save(digest("一"), publication="ai-daily", text_hash="x", now=clock())
    homes = [(await store.declare_target("fake", f"@{number}", Policy())).id for number in range(targets)]
    shown = tuple(Part(content={"text": f"{part}"}) for part in range(parts))
    desired = [DesiredParts(target_ids=tuple(homes), parts=shown)]
    await store.plan(saved.digest_id, desired, now=clock(), revision=1)
    return saved.digest_id


class WatchedStore:
    """Notes the groups that it is asked to settle; refuses those with a receipt that is called bad."""

    def __init__(self, store: Store, error: StoreError | UsageError | None = None) -> None:
        self._store = store
        self._error = error
        self.groups: list[int] = []

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    async def settle(self, settled: Sequence[tuple[Claim, Outcome]], *, now: dt.datetime) -> list[bool]:
        self.groups.append(len(settled))
        await asyncio.sleep(0.01)
        if self._error is not None and any(
            isinstance(outcome, Posted) and outcome.receipt.message_id == "bad" for _, outcome in settled
        ):
            raise self._error
        return await self._store.settle(settled, now=now)


def store_of(watched: WatchedStore) -> Store:
    """What the types say that it is."""
    return cast("Store", watched)


async def states(store: Store) -> dict[DeliveryState, int]:
    """The whole ledger."""
    counts: dict[DeliveryState, int] = {}
    for line in await store.ledger():
        for state, count in line.states.items():
            counts[state] = counts.get(state, 0) + count
    return counts


async def test_outcomes_that_come_together_are_written_together(store: Store, clock: Clock) -> None:
    await planned(store, clock, targets=MANY)
    watched, server = WatchedStore(store), FakeServer()
    heard: list[tuple[int, str]] = []
    outbox = Outbox(
        store_of(watched),
        {"fake": FakePlatform(server)},
        clock,
        on_outcome=lambda claim, outcome: heard.append((claim.id, type(outcome).__name__)),
    )
    await outbox.drain()
    assert await states(store) == {DeliveryState.POSTED: MANY}
    assert sum(watched.groups) == MANY
    assert len(watched.groups) <= 4
    assert sorted(heard) == sorted({(number, "Posted") for number, _ in heard})
    assert len(heard) == MANY


class OneBadReceipt(FakePlatform):
    """Answers one send with a receipt that the store refuses."""

    async def send(self, claim: Claim) -> Receipt:
        receipt = await super().send(claim)
        return Receipt(message_id="bad") if claim.target.address == "@7" else receipt


@pytest.mark.parametrize("error", [UsageError("not in a database"), StoreError("a rule was broken")])
async def test_one_bad_row_does_not_take_the_others_with_it(
    store: Store, clock: Clock, error: StoreError | UsageError
) -> None:
    await planned(store, clock, targets=MANY)
    watched = WatchedStore(store, error)
    platforms = {"fake": OneBadReceipt(FakeServer())}
    heard: list[str] = []
    outbox = Outbox(
        store_of(watched),
        platforms,
        clock,
        lease=dt.timedelta(seconds=4),
        on_outcome=lambda claim, _: heard.append(claim.target.address),
    )
    with capture_logs() as logs:
        await outbox.drain()
    assert await states(store) == {DeliveryState.POSTED: MANY - 1, DeliveryState.SENDING: 1}
    assert "@7" not in heard
    assert len(heard) == MANY - 1
    [said] = [line for line in logs if line["log_level"] == "error"]
    assert said["error"] == str(error)


async def test_who_is_stopped_while_he_writes_leaves_the_turn_to_the_next(store: Store, clock: Clock) -> None:
    await planned(store, clock, targets=3)
    claims = await store.claim({"fake": 9}, now=clock(), lease=dt.timedelta(seconds=60))
    settling = Settling(store_of(WatchedStore(store)), clock, lambda _claim, _outcome: None)
    end = asyncio.get_running_loop().time() + 5
    tasks = [
        asyncio.create_task(settling.settle(claim, Posted(receipt=Receipt(message_id="m")), end))
        for claim in claims
    ]
    await asyncio.sleep(0.005)
    tasks[0].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert (await states(store))[DeliveryState.POSTED] >= 2


async def running(outbox: Outbox, until: Callable[[], Awaitable[bool]]) -> float:
    """Run the outbox until then; returns how many seconds it took."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    task = asyncio.create_task(outbox.run())
    try:
        async with asyncio.timeout(30):
            while not await until():  # noqa: ASYNC110  (the ledger has no event)
                await asyncio.sleep(0.01)
        return loop.time() - began
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_the_parts_of_a_target_follow_each_other_without_a_pause(store: Store, clock: Clock) -> None:
    parts = 10
    await planned(store, clock, targets=1, parts=parts)
    server = FakeServer()

    async def all_there() -> bool:
        return len(server.chats["@0"]) == parts

    took = await running(Outbox(store, {"fake": FakePlatform(server)}, clock), all_there)
    assert took < parts * POLL / 2
    assert server.texts("@0") == [f"{part}" for part in range(parts)]


class PacedPlatform(FakePlatform):
    """Has no room for the first request to each target; the clock is the real one."""

    def __init__(self, server: FakeServer, wait: float) -> None:
        super().__init__(server)
        self.wait = wait
        self.asked: set[str] = set()

    async def send(self, claim: Claim) -> Receipt:
        if claim.target.address not in self.asked:
            self.asked.add(claim.target.address)
            raise NotYet("no room in this second", retry_after=self.wait)
        return await super().send(claim)


async def test_what_has_to_wait_a_little_is_sent_at_its_time_and_nobody_is_warned(store: Store) -> None:
    def clock() -> dt.datetime:
        return dt.datetime.now(dt.UTC)

    still = Clock()
    still.time = clock()
    await planned(store, still, targets=5)
    server = FakeServer()

    async def all_there() -> bool:
        return sum(len(posts) for posts in server.chats.values()) == 5

    with capture_logs() as logs:
        took = await running(Outbox(store, {"fake": PacedPlatform(server, 0.2)}, clock), all_there)
    assert 0.2 <= took < POLL
    assert logs == []
    assert {line.last_error for line in await store.ledger()} == {None}


async def test_a_rate_limit_of_one_chat_lets_all_others_go_on(store: Store, clock: Clock) -> None:
    await planned(store, clock, targets=MANY, parts=3)
    server = FakeServer()
    server.faults.append("rate limited")
    await Outbox(store, {"fake": FakePlatform(server)}, clock, at_once=4).drain()
    texts = [server.texts(f"@{number}") for number in range(MANY)]
    assert sorted(map(len, texts)) == [0, *[3] * (MANY - 1)]
    clock.forward(seconds=7)
    await Outbox(store, {"fake": FakePlatform(server)}, clock, at_once=4).drain()
    assert [server.texts(f"@{number}") for number in range(MANY)] == [["0", "1", "2"]] * MANY


class MovingPlatform(FakePlatform):
    """One chat has another address now."""

    async def send(self, claim: Claim) -> Receipt:
        if claim.target.address == "@0":
            raise TargetMoved("the group became a supergroup", address="-1001")
        return await super().send(claim)


async def test_a_target_that_moved_is_served_at_its_new_address_at_once(store: Store, clock: Clock) -> None:
    await planned(store, clock, targets=2, parts=2)
    server = FakeServer()
    heard: list[Outcome] = []
    platforms: dict[str, Platform] = {"fake": MovingPlatform(server)}
    outbox = Outbox(store, platforms, clock, on_outcome=lambda _, outcome: heard.append(outcome))
    await outbox.drain()
    assert {address: server.texts(address) for address in ("-1001", "@0", "@1")} == {
        "-1001": ["0", "1"],
        "@0": [],
        "@1": ["0", "1"],
    }
    assert [outcome for outcome in heard if isinstance(outcome, Moved)] == [
        Moved(address="-1001", reason="the group became a supergroup")
    ]


async def test_a_post_without_a_known_id_is_never_asked_for(store: Store, clock: Clock) -> None:
    digest_id = await planned(store, clock, targets=1)
    server = FakeServer()
    server.faults.append("dropped after")
    platform = FakePlatform(server, recovers=False)
    await Outbox(store, {"fake": platform}, clock).drain()
    [doubt] = await store.doubts()
    assert await store.resolve(doubt.delivery_id, stands=True, now=clock())
    requests = len(server.requests)
    desired = [DesiredParts(target_ids=(doubt.target.id,), parts=(Part(content={"text": "A"}),))]
    await store.plan(digest_id, desired, now=clock(), revision=2)
    await Outbox(store, {"fake": platform}, clock).drain()
    assert len(server.requests) == requests
    [line] = await store.ledger()
    assert line.states == {DeliveryState.DEAD: 1}
    assert "nobody knows the message id" in (line.last_error or "")


class SlowPlatform(FakePlatform):
    """Takes its time, and counts how many are asked of it at once."""

    most = 0
    now = 0

    async def send(self, claim: Claim) -> Receipt:
        self.now += 1
        self.most = max(self.most, self.now)
        await asyncio.sleep(0.05)
        self.now -= 1
        return await super().send(claim)


async def test_as_many_are_in_flight_as_may_be_and_no_more(store: Store, clock: Clock) -> None:
    await planned(store, clock, targets=MANY)
    server = FakeServer()
    platform = SlowPlatform(server)
    await Outbox(store, {"fake": platform}, clock, at_once=8).drain()
    assert platform.most == 8
    assert await states(store) == {DeliveryState.POSTED: MANY}


async def test_what_was_given_back_is_no_outcome(store: Store, clock: Clock) -> None:
    await planned(store, clock, targets=2)
    heard: list[Outcome] = []
    outbox = Outbox(
        store,
        {"fake": FakePlatform(FakeServer())},
        clock,
        on_outcome=lambda _, outcome: heard.append(outcome),
    )
    for patience in range(0, 30, 3):
        task = asyncio.create_task(outbox.run())
        for _ in range(patience):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    await outbox.drain()
    assert [type(outcome) for outcome in heard] == [Posted, Posted]
