"""What an admin is asked and answers, and what the outbox is told of posts, on each engine."""

import pytest

from bot.delivery.models import (
    Action,
    Claim,
    Doubtful,
    Gone,
    Moved,
    Outcome,
    Posted,
    Receipt,
    Retry,
)
from bot.models import Policy
from storage import SqlStore, ledger
from tests.contract.making import LEASE, NOW, day, later, published, shown, wanted


class Room:
    """A store with one target and one digest that desires two parts there."""

    def __init__(self, store: SqlStore, digest_id: int, home: int) -> None:
        self.store = store
        self.digest_id = digest_id
        self.home = home

    async def plan(self, *texts: str, revision: int = 2, generation: int | None = None) -> None:
        """Desire these texts."""
        desired = [wanted(self.home, *texts)]
        await self.store.plan(self.digest_id, desired, now=NOW, revision=revision, generation=generation)

    async def claims(self, seconds: float = 0) -> list[Claim]:
        """What is due so many seconds after the plan."""
        return await self.store.claim({"web": 9}, now=later(seconds), lease=LEASE)

    async def settle(self, outcome: Outcome, seconds: float = 0) -> Claim:
        """Claim the one delivery that is due and settle it so; returns the claim."""
        [claim] = await self.claims(seconds)
        assert await self.store.settle([(claim, outcome)], now=later(seconds)) == [True]
        return claim

    async def states(self) -> dict[str, int]:
        """The target's ledger."""
        [line] = await self.store.ledger([self.home])
        return {state.value: count for state, count in line.states.items()}


@pytest.fixture
async def room(store: SqlStore) -> Room:
    """Two parts wait, of which the first is the outbox's."""
    made = Room(store, await published(store), (await store.declare_target("web", "home", Policy())).id)
    await made.plan("a", "b", revision=1)
    return made


def posted(number: int | str) -> Posted:
    """It stands."""
    return Posted(receipt=Receipt(message_id=str(number)))


async def test_a_doubt_is_told_until_it_is_resolved_and_holds_up_nothing(room: Room) -> None:
    assert await room.store.doubts() == []
    claim = await room.settle(Doubtful(reason="the answer was lost"))
    [doubt] = await room.store.doubts()
    assert (doubt.delivery_id, doubt.target.id, doubt.digest_id) == (claim.id, room.home, room.digest_id)
    assert (doubt.generation, doubt.part, doubt.reason) == (1, 0, "the answer was lost")
    assert (await room.settle(posted(2))).content == {"text": "b"}
    assert await room.store.resolve(claim.id, stands=True, now=NOW)
    assert not await room.store.resolve(claim.id, stands=False, now=NOW)
    assert not await room.store.resolve(claim.id + 99, stands=True, now=NOW)
    assert await room.store.doubts() == []
    assert await room.states() == {"posted": 2}
    assert [part.content["text"] for part in await room.store.standing(room.home, room.digest_id)] == [
        "a",
        "b",
    ]
    # nobody can do anything with a post that has no id
    assert [post.part for post in await room.store.posts(room.home, room.digest_id)] == [1]


@pytest.mark.parametrize("then", ["A", None])
async def test_what_stands_without_a_receipt_is_never_sent_beside_itself(
    room: Room, then: str | None
) -> None:
    claim = await room.settle(Doubtful(reason="lost"))
    await room.settle(posted(2))
    assert await room.store.resolve(claim.id, stands=True, now=NOW)
    await room.plan(*([then, "b"] if then else []))
    claims = await room.claims()
    assert claims[0].action is (Action.EDIT if then else Action.DELETE)
    assert claims[0].receipt == Receipt(message_id="")
    await room.store.settle([(claims[0], Gone(reason="out of reach"))], now=NOW)
    assert (await room.states())["dead"] == 1
    [line] = await room.store.ledger()
    assert line.last_error == "out of reach"
    await room.plan("AA", "b", revision=3)
    assert {claim.action for claim in await room.claims()} == {Action.EDIT}


async def test_what_does_not_stand_is_sent_anew_as_it_is_desired_now(room: Room) -> None:
    claim = await room.settle(Doubtful(reason="lost"))
    await room.settle(posted(2))
    await room.plan("A", "b")
    assert await room.store.resolve(claim.id, stands=False, now=later(5))
    [again] = await room.claims(5)
    assert (again.id, again.action, again.content) == (claim.id, Action.SEND, {"text": "A"})
    assert (again.attempts, again.interrupted, again.receipt) == (0, False, None)


async def test_what_does_not_stand_and_is_no_longer_desired_is_cancelled(room: Room) -> None:
    claim = await room.settle(Doubtful(reason="lost"))
    await room.plan()
    assert await room.store.resolve(claim.id, stands=False, now=NOW)
    assert await room.states() == {"cancelled": 2}


async def test_a_doubt_of_an_old_generation_is_not_sent_again(room: Room) -> None:
    claim = await room.settle(Doubtful(reason="lost"))
    await room.plan("a", generation=2)
    assert await room.store.resolve(claim.id, stands=False, now=NOW)
    assert shown(await room.claims()) == ["a"]
    assert (await room.states())["cancelled"] == 2


async def test_what_stood_of_an_old_generation_is_left_as_it_is(room: Room) -> None:
    claim = await room.settle(Doubtful(reason="lost"))
    await room.plan("A", generation=2)
    assert await room.store.resolve(claim.id, stands=True, now=NOW)
    assert (await room.states())["posted"] == 1


async def test_our_own_pacing_is_neither_an_attempt_nor_a_trouble(room: Room) -> None:
    await room.settle(Retry(at=later(3), reason="slow down"))
    await room.settle(Retry(at=later(9), reason=""), 3)
    [line] = await room.store.ledger()
    assert (line.last_error, line.last_settled_at) == ("slow down", NOW)
    assert await room.store.next_due(["web"]) == later(9)
    assert (await room.settle(posted(1), 9)).attempts == 1


async def test_a_target_that_moved_is_due_at_once_at_its_new_address(room: Room) -> None:
    first = await room.settle(Moved(address="new home", reason="it became a supergroup"))
    [claim] = await room.claims()
    assert (claim.id, claim.target.address, claim.attempts) == (first.id, "new home", 0)


async def test_a_group_of_outcomes_is_written_as_each_by_itself(room: Room) -> None:
    homes = [(await room.store.declare_target("web", f"t{number}", Policy())).id for number in range(4)]
    await room.store.plan(room.digest_id, [wanted(one, "a") for one in homes], now=NOW, revision=1)
    claims = {claim.target.id: claim for claim in await room.claims()}
    stale = claims[room.home].model_copy(update={"token": "stale"})
    settled: list[tuple[Claim, Outcome]] = [
        (claims[homes[0]], posted(10)),
        (stale, posted(11)),
        (claims[homes[1]], Retry(at=later(7), reason="later")),
        (claims[homes[2]], Doubtful(reason="lost")),
        (claims[homes[3]], Moved(address="t9", reason="moved")),
        (claims[homes[0]], posted("twice")),
    ]
    assert await room.store.settle(settled, now=NOW) == [True, False, True, True, True, False]
    assert await room.store.settle([], now=NOW) == []
    lines = {line.target.address: dict(line.states) for line in await room.store.ledger(homes)}
    assert lines == {
        "t0": {"posted": 1}, "t1": {"pending": 1}, "t2": {"unknown": 1}, "t9": {"pending": 1},
    }  # fmt: skip
    assert [post.receipt.message_id for post in await room.store.posts(homes[0], room.digest_id)] == ["10"]


async def test_posts_are_those_of_the_digest_and_of_the_newest_others(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "OTHERS", 30)
    for number in range(1, 40):
        other = await published(room.store, day(number))
        await room.store.plan(other, [wanted(room.home, f"{number}")], now=NOW, revision=1)
    await room.plan("a")
    sent = 0
    while claims := await room.claims():
        for claim in claims:
            sent += 1
            await room.store.settle([(claim, posted(sent))], now=NOW)
    posts = await room.store.posts(room.home, room.digest_id)
    assert [post.receipt.message_id for post in posts] == [*(str(n) for n in range(sent, sent - 30, -1)), "1"]
    assert (posts[-1].digest_id, posts[-1].generation, posts[-1].part) == (room.digest_id, 1, 0)
    assert await room.store.posts(room.home + 1, room.digest_id) == []
