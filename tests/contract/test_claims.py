"""Holding and settling deliveries, on each engine."""

import asyncio
import datetime as dt

import pytest

from bot.delivery.models import (
    Action,
    Claim,
    Dead,
    Deleted,
    DeliveryState,
    DesiredParts,
    Doubtful,
    Gone,
    Outcome,
    Posted,
    Receipt,
    Retry,
    Suspend,
)
from bot.models import Policy
from storage import SqlStore, open_store
from tests.contract.making import LEASE, NOW, day, later, published, shown, wanted

WEB = ["web"]


def posted(number: int | str = 1) -> Posted:
    """It stands."""
    return Posted(receipt=Receipt(message_id=str(number)))


class Desk:
    """A store with one target and one digest, and short words for what a test does with them."""

    def __init__(self, store: SqlStore, digest_id: int, home: int) -> None:
        self.store = store
        self.digest_id = digest_id
        self.home = home

    async def plan(self, *texts: str, revision: int = 1, generation: int | None = None) -> None:
        """Desire these texts in the target."""
        await self.store.plan(
            self.digest_id,
            [wanted(self.home, *texts)],
            now=NOW,
            revision=revision,
            generation=generation,
        )

    async def claim(self, seconds: float = 0) -> Claim:
        """The one delivery that is due."""
        [claim] = await self.claims(seconds)
        return claim

    async def claims(self, seconds: float = 0, limit: int = 10) -> list[Claim]:
        """What is due so many seconds after the plan."""
        return await self.store.claim(dict.fromkeys(WEB, limit), now=later(seconds), lease=LEASE)

    async def settle(self, claim: Claim, outcome: Outcome, seconds: float = 0) -> bool:
        """Settle so many seconds after the plan."""
        [held] = await self.store.settle([(claim, outcome)], now=later(seconds))
        return held

    async def states(self) -> dict[str, int]:
        """The target's ledger."""
        return {state.value: count for state, count in (await self.store.ledger())[0].states.items()}

    async def due(self) -> dt.datetime | None:
        """When there is something to do."""
        return await self.store.next_due(WEB)


@pytest.fixture
async def desk(store: SqlStore) -> Desk:
    """A digest and a target, nothing planned."""
    digest_id = await published(store)
    return Desk(store, digest_id, (await store.declare_target("web", "home", Policy())).id)


async def test_a_claim_tells_all_that_a_sender_needs(desk: Desk) -> None:
    await desk.plan("a", "b", generation=3)
    claim = await desk.claim()
    assert claim.action is Action.SEND
    assert claim.target == (await desk.store.targets())[0]
    assert (claim.digest_id, claim.generation, claim.part) == (desk.digest_id, 3, 0)
    assert (claim.content, claim.receipt) == ({"text": "a"}, None)
    assert (claim.attempts, claim.interrupted) == (0, False)
    assert len(claim.key) <= 25
    await desk.settle(claim, posted(7))
    await desk.plan("A", "b")
    claim = await desk.claim()
    assert (claim.action, claim.content) == (Action.EDIT, {"text": "A"})
    assert claim.receipt == Receipt(message_id="7")
    await desk.settle(claim, posted(8))
    await desk.plan()
    claim = await desk.claim()
    assert (claim.action, claim.content) == (Action.DELETE, None)
    assert claim.receipt == Receipt(message_id="8")


async def test_one_in_flight_a_target_and_parts_in_order(desk: Desk) -> None:
    await desk.plan("a", "b")
    first = await desk.claim()
    assert await desk.claims() == []
    assert await desk.due() == later(60)  # the lease's end
    assert await desk.settle(first, posted())
    second = await desk.claim()
    assert shown([first, second]) == ["a", "b"]
    assert first.key != second.key
    assert await desk.states() == {"posted": 1, "sending": 1}


async def test_the_oldest_delivery_of_a_target_comes_first(desk: Desk) -> None:
    other = await published(desk.store, day(1))
    await desk.store.plan(other, [wanted(desk.home, "x")], now=NOW, revision=1)
    await desk.plan("a")
    assert shown([await desk.claim()]) == ["x"]


async def test_a_retry_holds_back_the_parts_behind_it(desk: Desk) -> None:
    await desk.plan("a", "b")
    await desk.settle(await desk.claim(), Retry(at=later(30), reason="slow down"))
    assert await desk.due() == later(30)
    assert await desk.claims(29) == []
    claim = await desk.claim(30)
    assert (shown([claim]), claim.attempts, claim.interrupted) == (["a"], 1, False)
    await desk.settle(claim, Retry(at=later(90), reason="slower"), 30)
    claim = await desk.claim(90)
    assert claim.attempts == 2
    await desk.settle(claim, posted(), 90)
    line = (await desk.store.ledger())[0]
    assert (line.last_error, line.last_settled_at) == (None, later(90))
    await desk.plan("A", "b")
    assert (await desk.claim(91)).attempts == 0


async def test_targets_are_claimed_the_longest_due_first_up_to_the_limit(desk: Desk) -> None:
    homes = [(await desk.store.declare_target("web", f"t{number}", Policy())).id for number in range(5)]
    for number, home in enumerate(reversed(homes)):
        await desk.store.plan(desk.digest_id, [wanted(home, "a")], now=later(number), revision=1)
    assert await desk.due() == later(0)
    claims = await desk.claims(3, limit=3)
    assert [claim.target.id for claim in claims] == [homes[4], homes[3], homes[2]]
    assert [claim.target.id for claim in await desk.claims(3)] == [homes[1]]
    assert [claim.target.id for claim in await desk.claims(4)] == [homes[0]]


async def test_only_the_named_platforms_are_claimed(desk: Desk) -> None:
    chat = (await desk.store.declare_target("telegram", "home", Policy())).id
    await desk.store.plan(
        desk.digest_id, [wanted(chat, "t"), wanted(desk.home, "w")], now=later(5), revision=1
    )
    assert await desk.store.next_due([]) is None
    assert await desk.store.next_due(["discord"]) is None
    assert await desk.store.next_due(["discord", "telegram", "telegram"]) == later(5)
    assert await desk.store.claim({}, now=later(9), lease=LEASE) == []
    assert await desk.store.claim({"discord": 9}, now=later(9), lease=LEASE) == []
    claims = await desk.store.claim({"web": 1, "telegram": 0}, now=later(9), lease=LEASE)
    claims += await desk.store.claim({"web": 9, "telegram": 9}, now=later(9), lease=LEASE)
    assert sorted(one.target.id for one in claims) == sorted([chat, desk.home])


async def test_a_lease_that_runs_out_is_claimed_again_as_interrupted(desk: Desk) -> None:
    await desk.plan("a")
    lost = await desk.claim()
    assert await desk.claims(59) == []
    claim = await desk.claim(60)
    assert (claim.id, claim.key, claim.interrupted, claim.content) == (lost.id, lost.key, True, lost.content)
    assert claim.token != lost.token
    assert not await desk.settle(lost, posted("stale"), 61)
    assert await desk.settle(claim, posted("fresh"), 62)
    assert not await desk.settle(claim, posted("twice"), 63)
    await desk.plan("b")
    assert (await desk.claim()).receipt == Receipt(message_id="fresh")


async def test_a_hold_that_ran_out_but_that_nobody_else_has_still_counts(desk: Desk) -> None:
    await desk.plan("a")
    claim = await desk.claim()
    assert await desk.settle(claim, posted(), 3600)
    assert await desk.states() == {"posted": 1}


async def test_a_retry_that_may_have_sent_is_claimed_as_interrupted(desk: Desk) -> None:
    await desk.plan("a")
    await desk.settle(await desk.claim(), Retry(at=later(1), reason="lost", interrupted=True))
    claim = await desk.claim(1)
    assert (claim.interrupted, claim.attempts, claim.content) == (True, 1, {"text": "a"})
    await desk.settle(claim, Retry(at=later(2), reason="surely not"), 1)
    claim = await desk.claim(2)
    assert (claim.interrupted, claim.attempts) == (False, 2)


async def test_the_moment_of_a_send_stays_while_nobody_knows_what_became_of_it(desk: Desk) -> None:
    await desk.plan("a")
    assert (await desk.claim(5)).begun == later(5)
    claim = await desk.claim(65)  # its lease ran out
    assert (claim.begun, claim.interrupted) == (later(5), True)
    await desk.settle(claim, Retry(at=later(70), reason="lost", interrupted=True), 66)
    claim = await desk.claim(70)
    assert (claim.begun, claim.interrupted) == (later(5), True)
    await desk.settle(claim, Retry(at=later(80), reason="surely not"), 71)
    claim = await desk.claim(80)
    assert (claim.begun, claim.interrupted) == (later(80), False)
    await desk.settle(claim, posted(), 81)
    await desk.plan("b")
    claim = await desk.claim(90)
    assert (claim.action, claim.begun) == (Action.EDIT, later(80))


async def test_a_key_is_of_one_send(desk: Desk) -> None:
    keys = []
    await desk.plan("a")
    claim = await desk.claim()
    first = claim.key
    outcomes: list[Outcome] = [
        Retry(at=later(0), reason="lost", interrupted=True),
        Retry(at=later(0), reason="surely not"),
        Suspend(reason="away", interrupted=True),
        Doubtful(reason="who knows"),
        posted(),
    ]
    for seconds, outcome in enumerate(outcomes):
        assert (claim.key, claim.sends) == (first, 0), seconds
        await desk.settle(claim, outcome)
        if isinstance(outcome, Suspend):
            await desk.store.resume_target(desk.home)
        if isinstance(outcome, Doubtful):
            assert await desk.store.resolve(claim.id, stands=False, now=NOW)
        if not isinstance(outcome, Posted):
            claim = await desk.claim()
    for ending in (Deleted(), Gone(reason="by hand")):
        await desk.plan("b", revision=2)
        claim = await desk.claim()
        keys.append(claim.key)
        await desk.settle(claim, posted(f"m{len(keys)}"))
        await desk.plan("c" if isinstance(ending, Gone) else "", revision=3)
        if isinstance(ending, Deleted):
            await desk.plan(revision=4)
        claim = await desk.claim()
        keys.append(claim.key)
        await desk.settle(claim, ending, 1)
    await desk.plan("d", revision=5)
    claim = await desk.claim(2)
    keys.append(claim.key)
    assert (claim.action, claim.sends, claim.begun) == (Action.SEND, 2, later(2))
    assert keys == [first, first, keys[2], keys[2], keys[4]]
    assert len(set(keys)) == 3
    assert max(map(len, keys)) <= 25


@pytest.mark.parametrize("how", ["lease", "retry"])
async def test_an_interrupted_send_is_finished_as_it_was_begun(desk: Desk, how: str) -> None:
    await desk.plan("a")
    held = await desk.claim()
    if how == "retry":
        await desk.settle(held, Retry(at=later(1), reason="lost", interrupted=True))
    await desk.plan("b", revision=2)
    claim = await desk.claim(60)
    # what may stand is "a": only that can be recognised
    assert (claim.action, claim.content, claim.interrupted) == (Action.SEND, {"text": "a"}, True)
    await desk.settle(claim, posted(), 61)
    claim = await desk.claim(61)
    assert (claim.action, claim.content, claim.interrupted) == (Action.EDIT, {"text": "b"}, False)


@pytest.mark.parametrize("how", ["lease", "retry"])
async def test_an_interrupted_send_that_is_taken_down_is_looked_for_first(desk: Desk, how: str) -> None:
    await desk.plan("a")
    held = await desk.claim()
    if how == "retry":
        await desk.settle(held, Retry(at=later(1), reason="lost", interrupted=True))
    await desk.plan(revision=2)
    claim = await desk.claim(60)
    assert (claim.action, claim.content, claim.interrupted) == (Action.SEND, {"text": "a"}, True)
    await desk.settle(claim, Retry(at=later(99), reason="surely not there"), 60)
    assert await desk.states() == {"cancelled": 1}


async def test_an_interrupted_edit_goes_on_to_what_is_desired_now(desk: Desk) -> None:
    await desk.plan("a")
    await desk.settle(await desk.claim(), posted())
    await desk.plan("b")
    await desk.claim()
    await desk.plan("a")  # back to what stood; but the edit may have happened
    claim = await desk.claim(60)
    assert (claim.action, claim.content, claim.interrupted) == (Action.EDIT, {"text": "a"}, True)
    await desk.settle(claim, posted(), 60)
    assert await desk.states() == {"posted": 1}


async def test_a_plan_that_changes_while_it_is_sent_is_noticed_when_it_settles(desk: Desk) -> None:
    await desk.plan("a")
    claim = await desk.claim()
    await desk.plan("b", revision=2)
    assert await desk.claims() == []
    assert await desk.settle(claim, posted())
    assert await desk.store.standing(desk.home, desk.digest_id) == list(wanted(1, "a").parts)
    claim = await desk.claim()
    assert (claim.action, claim.content) == (Action.EDIT, {"text": "b"})


@pytest.mark.parametrize(
    ("outcome", "action", "text"),
    [
        (posted(), Action.EDIT, "b"),
        (Retry(at=NOW, reason="x"), Action.SEND, "b"),
        (Suspend(reason="x"), Action.SEND, "b"),
        (Dead(reason="refused"), Action.SEND, "b"),  # "a" was refused, "b" was not
    ],
    ids=lambda value: type(value).__name__.lower(),
)
async def test_after_a_change_in_flight_the_new_content_is_next(
    desk: Desk, outcome: Outcome, action: Action, text: str
) -> None:
    await desk.plan("a")
    claim = await desk.claim()
    await desk.plan(text, revision=2)
    await desk.settle(claim, outcome)
    await desk.store.resume_target(desk.home)
    claim = await desk.claim()
    assert (claim.action, claim.content) == (action, {"text": text})


async def test_a_take_down_in_flight(desk: Desk) -> None:
    await desk.plan("a")
    claim = await desk.claim()
    await desk.plan(revision=2)
    await desk.settle(claim, posted())
    claim = await desk.claim()
    assert claim.action is Action.DELETE
    await desk.plan("b", revision=3)  # wanted again before it is gone
    await desk.settle(claim, Deleted())
    claim = await desk.claim()
    assert (claim.action, claim.content, claim.receipt) == (Action.SEND, {"text": "b"}, None)


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (posted(), "posted"),
        (Retry(at=NOW, reason="x"), "cancelled"),
        (Suspend(reason="x"), "cancelled"),
        (Dead(reason="x"), "dead"),
        (Doubtful(reason="x"), "unknown"),
        (Retry(at=NOW, reason="x", interrupted=True), "pending"),
    ],
)
async def test_a_send_in_flight_is_not_tried_again_once_a_newer_generation_is_planned(
    desk: Desk, outcome: Outcome, state: str
) -> None:
    await desk.plan("a")
    claim = await desk.claim()
    await desk.plan("a", "b", generation=2)
    await desk.settle(claim, outcome)
    states = await desk.states()
    states["pending"] -= 2
    assert {name: count for name, count in states.items() if count} == {state: 1}


async def test_a_send_of_an_old_generation_whose_hold_ran_out_is_found_and_kept(desk: Desk) -> None:
    await desk.plan("a")
    await desk.claim()
    await desk.plan("b", generation=2)
    claim = await desk.claim(60)
    assert (claim.generation, claim.content, claim.interrupted) == (1, {"text": "a"}, True)
    await desk.settle(claim, posted(), 60)
    claim = await desk.claim(60)
    assert (claim.generation, claim.content, claim.action) == (2, {"text": "b"}, Action.SEND)


async def test_unknown_waits_for_an_admin_and_keeps_what_is_desired(desk: Desk) -> None:
    await desk.plan("a", "b")
    await desk.settle(await desk.claim(), Doubtful(reason="the answer was lost"))
    assert await desk.states() == {"unknown": 1, "pending": 1}
    assert (await desk.store.ledger())[0].last_error == "the answer was lost"
    await desk.plan("A", "b", revision=2)
    assert await desk.states() == {"unknown": 1, "pending": 1}
    assert shown(await desk.claims(3600)) == ["b"]
    await desk.plan("b", revision=3)
    assert (await desk.states())["unknown"] == 1


async def test_dead_stays_dead_until_something_else_is_desired(desk: Desk) -> None:
    await desk.plan("a", "b")
    await desk.settle(await desk.claim(), Dead(reason="too long"))
    await desk.plan("a", "b")
    assert await desk.states() == {"dead": 1, "pending": 1}
    await desk.plan("shorter", "b", revision=2)
    claim = await desk.claim()
    assert (claim.action, claim.content, claim.attempts) == (Action.SEND, {"text": "shorter"}, 0)
    await desk.settle(claim, posted())
    await desk.plan("longer", "b", revision=3)
    await desk.settle(await desk.claim(), Dead(reason="too long"))
    await desk.plan("fits", "b", revision=4)
    claim = await desk.claim()
    assert (claim.action, claim.content, claim.receipt) == (Action.EDIT, {"text": "fits"}, posted().receipt)


async def test_a_dead_part_that_is_no_longer_desired(desk: Desk) -> None:
    await desk.plan("a", "b")
    await desk.settle(await desk.claim(), posted())
    await desk.settle(await desk.claim(), Dead(reason="no"))
    await desk.plan("a", revision=2)
    assert await desk.states() == {"posted": 1, "cancelled": 1}
    await desk.plan("A", revision=3)
    await desk.settle(await desk.claim(), Dead(reason="no"))  # the edit; the post stands
    await desk.plan(revision=4)
    assert (await desk.claim()).action is Action.DELETE


async def test_gone_forgets_the_receipt(desk: Desk) -> None:
    await desk.plan("a")
    await desk.settle(await desk.claim(), posted())
    await desk.plan("b", revision=2)
    await desk.settle(await desk.claim(), Gone(reason="deleted by hand"))
    assert await desk.states() == {"dead": 1}
    assert await desk.store.standing(desk.home, desk.digest_id) == []
    assert (await desk.store.ledger())[0].last_error == "deleted by hand"
    await desk.plan("c", revision=3)
    claim = await desk.claim()
    assert (claim.action, claim.receipt) == (Action.SEND, None)


async def test_a_suspended_target_waits_with_all_it_has(desk: Desk) -> None:
    await desk.plan("a", "b")
    await desk.settle(await desk.claim(), Suspend(reason="the bot was removed"), 5)
    [line] = await desk.store.ledger()
    assert line.target.suspended == line.last_error == "the bot was removed"
    assert line.last_settled_at == later(5)
    assert await desk.due() is None
    assert await desk.claims(3600) == []
    assert await desk.store.targets(suspended=False) == []
    # settings do not lift it, and plans go on
    again = await desk.store.declare_target("web", "home", Policy(sections=("论文",)))
    assert again.suspended == "the bot was removed"
    await desk.plan("a", "b", "c", revision=2)
    assert await desk.claims(3600) == []
    await desk.store.resume_target(desk.home)
    assert [one.suspended for one in await desk.store.targets(suspended=False)] == [None]
    claim = await desk.claim(10)
    assert (shown([claim]), claim.attempts, claim.interrupted) == (["a"], 0, False)
    assert await desk.states() == {"sending": 1, "pending": 2}


async def test_a_suspension_remembers_that_a_send_may_have_happened(desk: Desk) -> None:
    await desk.plan("a")
    await desk.settle(await desk.claim(), Suspend(reason="x", interrupted=True))
    await desk.store.resume_target(desk.home)
    assert (await desk.claim()).interrupted


async def test_resuming_nobody_is_nothing(desk: Desk) -> None:
    await desk.store.resume_target(desk.home + 1)
    await desk.store.resume_target(desk.home)
    assert await desk.due() is None


async def test_the_ledger_tells_the_newest_trouble(desk: Desk) -> None:
    await desk.plan("a", "b")
    await desk.settle(await desk.claim(), Dead(reason="first"), 1)
    await desk.settle(await desk.claim(), Retry(at=later(9), reason="second"), 2)
    [line] = await desk.store.ledger()
    assert line.last_error == "second"
    assert line.states == {DeliveryState.DEAD: 1, DeliveryState.PENDING: 1}


async def test_two_stores_never_hold_the_same_delivery(desk: Desk, url: str) -> None:
    homes = [(await desk.store.declare_target("web", f"t{number}", Policy())).id for number in range(40)]
    await desk.store.plan(desk.digest_id, [wanted(home, "a", "b") for home in homes], now=NOW, revision=1)
    stores = [await open_store(url, now=NOW) for _ in range(3)]
    held: list[Claim] = []

    async def work(store: SqlStore) -> None:
        for _ in range(12):
            claims = await store.claim(dict.fromkeys(WEB, 4), now=NOW, lease=LEASE)
            held.extend(claims)
            for claim in claims:
                assert await store.settle([(claim, posted(claim.id))], now=NOW) == [True]

    try:
        await asyncio.gather(*(work(store) for store in stores))
        while claims := await desk.claims():
            held.extend(claims)
            for claim in claims:
                assert await desk.settle(claim, posted(claim.id))
    finally:
        for store in stores:
            await store.close()
    assert len(held) == len({claim.id for claim in held}) == 80
    for home in homes:
        assert shown(claim for claim in held if claim.target.id == home) == ["a", "b"]


async def test_planning_while_others_deliver_loses_nothing(desk: Desk, url: str) -> None:
    homes = [(await desk.store.declare_target("web", f"t{number}", Policy())).id for number in range(30)]
    other = await open_store(url, now=NOW)

    planned = asyncio.Event()

    async def correct() -> None:
        for revision in range(1, 6):
            desired = [wanted(home, f"a{revision}", f"b{revision}") for home in homes]
            await desk.store.plan(desk.digest_id, desired, now=NOW, revision=revision)
            await asyncio.sleep(0.02)
        planned.set()

    async def work(store: SqlStore) -> None:
        while not planned.is_set() or await desk.due() is not None:
            for claim in await store.claim(dict.fromkeys(WEB, 5), now=NOW, lease=LEASE):
                outcome = Posted(receipt=claim.receipt or Receipt(message_id=f"m{claim.id}"))
                assert await store.settle([(claim, outcome)], now=NOW) == [True]
            await asyncio.sleep(0.01)

    try:
        await asyncio.gather(correct(), work(other), work(desk.store))
    finally:
        await other.close()
    for home in homes:
        standing = await desk.store.standing(home, desk.digest_id)
        assert [part.content["text"] for part in standing] == ["a5", "b5"]
    assert await desk.due() is None


async def test_settling_a_delivery_that_never_was(desk: Desk) -> None:
    await desk.plan("a")
    claim = await desk.claim()
    assert not await desk.settle(claim.model_copy(update={"id": claim.id + 1}), posted())
    assert not await desk.settle(claim.model_copy(update={"token": "other"}), posted())
    assert await desk.settle(claim, posted())


async def test_nothing_desired_and_nothing_there(desk: Desk) -> None:
    await desk.store.plan(
        desk.digest_id, [DesiredParts(target_ids=(desk.home,), parts=())], now=NOW, revision=1
    )
    assert await desk.store.planned_targets(desk.digest_id) == []
    assert await desk.claims() == []


async def test_a_key_is_of_one_ledger(desk: Desk) -> None:
    await desk.plan("a")
    claim = await desk.claim()
    assert claim.ledger == f"{int(NOW.timestamp()):x}"
    assert claim.key.startswith(f"{claim.ledger}.")
    grown = claim.model_copy(update={"id": 16**8 - 1, "generation": 999, "sends": 99})
    assert len(grown.key) <= 25
