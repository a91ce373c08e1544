"""What a plan writes into the ledger, on each engine."""

import pytest

from bot.delivery.models import (
    Action,
    Deleted,
    DeliveryState,
    DesiredParts,
    Planned,
    Posted,
    Receipt,
    Retry,
    Scope,
)
from bot.errors import UsageError
from bot.models import Policy
from bot.ports import Store
from storage import SqlStore
from tests.contract.making import LEASE, NOW, day, digest, later, parts, published, shown, wanted


async def deliver(store: Store, *, now: float = 0) -> list[str]:
    """Do all that is due; tells it as `action text`."""
    done = []
    while claims := await store.claim({"web": 10}, now=later(now), lease=LEASE):
        for claim in claims:
            done.append(f"{claim.action} {claim.content['text'] if claim.content else claim.part}")
            receipt = claim.receipt or Receipt(message_id=f"m{claim.id}")
            outcome = Posted(receipt=receipt) if claim.action is not Action.DELETE else Deleted()
            assert await store.settle([(claim, outcome)], now=later(now)) == [True]
    return done


async def target(store: Store, address: str = "home") -> int:
    """A target's id."""
    return (await store.declare_target("web", address, Policy())).id


async def states(store: Store) -> dict[str, int]:
    """The ledger of the first target."""
    return {state.value: count for state, count in (await store.ledger())[0].states.items()}


async def texts(store: Store, target_id: int, digest_id: int) -> list[str]:
    """What stands."""
    return [part.content["text"] for part in await store.standing(target_id, digest_id)]


async def test_targets_are_added_and_updated(store: SqlStore) -> None:
    first = await store.declare_target("web", "b", Policy())
    second = await store.declare_target("telegram", "a", Policy(sections=("论文",), locale="en"))
    assert first.id != second.id
    assert await store.targets() == [first, second]
    assert await store.targets(platform="telegram") == [second]
    assert await store.declare_target("web", "b", Policy()) == first
    changed = await store.declare_target("web", "b", Policy(keywords=("芯片",)))
    assert changed == first.model_copy(update={"policy": Policy(keywords=("芯片",))})
    assert await store.targets(platform="web") == [changed]
    assert [line.target for line in await store.ledger()] == [changed, second]
    assert (await store.ledger())[0].states == {}


async def test_a_first_plan_posts_its_parts_in_order_and_marks_the_digest(store: SqlStore) -> None:
    digest_id, home = await published(store), await target(store)
    assert await store.generation(digest_id) == 0
    assert await store.planned_targets(digest_id) == []
    planned = await store.plan(digest_id, [wanted(home, "a", "b", "c")], now=NOW, revision=1)
    assert planned == Planned(sends=3, generation=1)
    assert planned.changes == 3
    assert await store.generation(digest_id) == 1
    assert await store.planned_targets(digest_id) == [home]
    assert await texts(store, home, digest_id) == []
    assert await states(store) == {"pending": 3}
    assert await deliver(store) == ["send a", "send b", "send c"]
    assert await texts(store, home, digest_id) == ["a", "b", "c"]
    assert await states(store) == {"posted": 3}


async def test_the_same_plan_again_changes_nothing(store: SqlStore) -> None:
    digest_id, home = await published(store), await target(store)
    for _ in range(2):
        await store.plan(digest_id, [wanted(home, "a", "b")], now=NOW, revision=1)
    assert await deliver(store) == ["send a", "send b"]
    planned = await store.plan(digest_id, [wanted(home, "a", "b")], now=NOW, revision=1)
    assert planned == Planned(generation=1)
    assert await store.next_due(["web"]) is None


async def test_a_correction_edits_adds_and_deletes(store: SqlStore) -> None:
    digest_id, home = await published(store), await target(store)
    await store.plan(digest_id, [wanted(home, "a", "b")], now=NOW, revision=1)
    await deliver(store)
    planned = await store.plan(digest_id, [wanted(home, "A", "b", "c")], now=NOW, revision=2)
    assert planned == Planned(sends=1, edits=1, generation=1)
    assert await texts(store, home, digest_id) == ["a", "b"]  # what stands, while the edit is pending
    assert await deliver(store) == ["edit A", "send c"]
    assert await texts(store, home, digest_id) == ["A", "b", "c"]
    planned = await store.plan(digest_id, [wanted(home, "A")], now=NOW, revision=3)
    assert planned == Planned(deletions=2, generation=1)
    assert await texts(store, home, digest_id) == ["A", "b", "c"]
    assert await deliver(store) == ["delete 1", "delete 2"]
    assert await texts(store, home, digest_id) == ["A"]
    assert await states(store) == {"posted": 1, "cancelled": 2}
    # and back again: what was cancelled is sent anew
    planned = await store.plan(digest_id, [wanted(home, "A", "b")], now=NOW, revision=4)
    assert planned == Planned(sends=1, generation=1)
    assert await deliver(store) == ["send b"]


async def test_a_correction_that_is_taken_back_costs_nothing(store: SqlStore) -> None:
    digest_id, home = await published(store), await target(store)
    await store.plan(digest_id, [wanted(home, "a")], now=NOW, revision=1)
    await deliver(store)
    await store.plan(digest_id, [wanted(home, "b")], now=NOW, revision=2)
    assert await store.plan(digest_id, [wanted(home, "a")], now=NOW, revision=3) == Planned(generation=1)
    assert await deliver(store) == []
    assert await states(store) == {"posted": 1}


async def test_what_was_never_sent_is_replaced_or_cancelled(store: SqlStore) -> None:
    digest_id, home = await published(store), await target(store)
    await store.plan(digest_id, [wanted(home, "a", "b")], now=NOW, revision=1)
    planned = await store.plan(digest_id, [wanted(home, "A")], now=NOW, revision=2)
    assert planned == Planned(sends=1, generation=1)
    assert await states(store) == {"pending": 1, "cancelled": 1}
    assert await deliver(store) == ["send A"]


async def test_an_empty_tuple_takes_a_digest_down(store: SqlStore) -> None:
    digest_id, home = await published(store), await target(store)
    await store.plan(digest_id, [wanted(home, "a", "b")], now=NOW, revision=1)
    [claim] = await store.claim({"web": 9}, now=NOW, lease=LEASE)
    await store.settle([(claim, Posted(receipt=Receipt(message_id="1")))], now=NOW)
    down = [DesiredParts(target_ids=(home,), parts=())]
    assert await store.plan(digest_id, down, now=NOW, revision=1) == Planned(deletions=1, generation=1)
    assert await deliver(store) == ["delete 0"]
    assert await store.plan(digest_id, down, now=NOW, revision=1) == Planned(generation=1)
    assert await states(store) == {"cancelled": 2}


async def test_targets_that_are_not_named_stay_as_they_are(store: SqlStore) -> None:
    digest_id, home, other = await published(store), await target(store), await target(store, "other")
    await store.plan(digest_id, [wanted(home, "a"), wanted(other, "a")], now=NOW, revision=1)
    await deliver(store)
    await store.plan(digest_id, [wanted(other, "b")], now=NOW, revision=2)
    await deliver(store)
    assert await texts(store, home, digest_id) == ["a"]
    assert await texts(store, other, digest_id) == ["b"]
    assert await store.planned_targets(digest_id) == [home, other]


async def test_a_new_generation_posts_anew_and_leaves_the_old_posts(store: SqlStore) -> None:
    digest_id, home = await published(store), await target(store)
    await store.plan(digest_id, [wanted(home, "a", "b", "c")], now=NOW, revision=1)
    [claim] = await store.claim({"web": 9}, now=NOW, lease=LEASE)
    await store.settle([(claim, Posted(receipt=Receipt(message_id="1")))], now=NOW)
    await store.plan(digest_id, [wanted(home, "A", "b", "c")], now=NOW, revision=2)  # an edit is pending
    planned = await store.plan(digest_id, [wanted(home, "A", "b")], now=NOW, revision=2, generation=2)
    assert planned == Planned(sends=2, generation=2)
    assert await store.generation(digest_id) == 2
    assert await states(store) == {"posted": 1, "cancelled": 2, "pending": 2}
    assert await texts(store, home, digest_id) == ["a"]  # the newest generation of which anything stands
    assert await deliver(store) == ["send A", "send b"]
    assert await texts(store, home, digest_id) == ["A", "b"]
    # None amends the newest one only
    assert (await store.plan(digest_id, [wanted(home, "X")], now=NOW, revision=3)).generation == 2
    assert await deliver(store) == ["edit X", "delete 1"]


async def test_a_generation_planned_again_is_the_same_one(store: SqlStore) -> None:
    digest_id, home = await published(store), await target(store)
    for generation in (2, 2, 1):
        planned = await store.plan(digest_id, [wanted(home, "a")], now=NOW, revision=1, generation=generation)
        assert planned.generation == 2
    assert await deliver(store) == ["send a"]


async def test_generations_count_for_each_target(store: SqlStore) -> None:
    digest_id, home, other = await published(store), await target(store), await target(store, "other")
    await store.plan(digest_id, [wanted(home, "a"), wanted(other, "a")], now=NOW, revision=1)
    await deliver(store)
    await store.plan(digest_id, [wanted(other, "a")], now=NOW, revision=1, generation=2)
    assert await deliver(store) == ["send a"]
    both = [wanted(home, "b"), wanted(other, "b")]
    assert await store.plan(digest_id, both, now=NOW, revision=2) == Planned(edits=2, generation=2)
    assert await deliver(store) == ["edit b", "edit b"]
    assert await texts(store, home, digest_id) == ["b"]


async def test_a_decided_deletion_outlives_a_new_generation(store: SqlStore) -> None:
    digest_id, home = await published(store), await target(store)
    await store.plan(digest_id, [wanted(home, "a", "b")], now=NOW, revision=1)
    await deliver(store)
    await store.plan(digest_id, [wanted(home, "a")], now=NOW, revision=2)
    await store.plan(digest_id, [wanted(home, "a")], now=NOW, revision=2, generation=2)
    assert await deliver(store) == ["delete 1", "send a"]


async def test_a_part_that_waits_for_a_retry_waits_with_its_new_content(store: SqlStore) -> None:
    digest_id, home = await published(store), await target(store)
    await store.plan(digest_id, [wanted(home, "a")], now=NOW, revision=1)
    [claim] = await store.claim({"web": 9}, now=NOW, lease=LEASE)
    await store.settle([(claim, Retry(at=later(300), reason="slow down"))], now=NOW)
    await store.plan(digest_id, [wanted(home, "b")], now=later(1), revision=2)
    assert await store.next_due(["web"]) == later(300)
    [claim] = await store.claim({"web": 9}, now=later(300), lease=LEASE)
    assert (shown([claim]), claim.attempts) == (["b"], 1)


async def test_payloads_are_stored_once_by_content(store: SqlStore) -> None:
    digest_id = await published(store)
    homes = [await target(store, f"t{number}") for number in range(5)]
    await store.plan(digest_id, [wanted(one, "a", "b", "a") for one in homes], now=NOW, revision=1)
    other = await published(store, day(1))
    await store.plan(other, [wanted(one, "b", "c") for one in homes], now=NOW, revision=1)
    async with store._database.read() as connection:
        count = await connection.exec_driver_sql("SELECT count(*) FROM payloads")
        assert count.scalar_one() == 3
    assert (
        await deliver(store)
        == ["send a"] * 5 + ["send b"] * 5 + ["send a"] * 5 + ["send b"] * 5 + ["send c"] * 5
    )


async def test_a_payload_is_the_same_whatever_the_order_of_its_keys(store: SqlStore) -> None:
    digest_id, home = await published(store), await target(store)
    one, two = parts("x")[0], parts("x")[0]
    one = one.model_copy(update={"content": {"文": "字 \u2028 🚀", "b": [1, None, {"x": 1.5}]}})
    two = two.model_copy(update={"content": dict(reversed(one.content.items()))})
    await store.plan(digest_id, [DesiredParts(target_ids=(home,), parts=(one,))], now=NOW, revision=1)
    again = await store.plan(digest_id, [DesiredParts(target_ids=(home,), parts=(two,))], now=NOW, revision=1)
    assert again.changes == 0
    [claim] = await store.claim({"web": 1}, now=NOW, lease=LEASE)
    assert claim.content == one.content


async def test_a_plan_for_many_tells_the_engine_so(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.plan.MANY", 1)
    digest_id, home = await published(store), await target(store)
    planned = await store.plan(digest_id, [wanted(home, "a", "b")], now=NOW, revision=1)
    assert planned.sends == 2
    assert await deliver(store) == ["send a", "send b"]


async def test_a_plan_for_nobody_marks_the_digest_all_the_same(store: SqlStore) -> None:
    digest_id = await published(store)
    assert await store.plan(digest_id, [], now=NOW, revision=1) == Planned(generation=1)
    assert await store.generation(digest_id) == 1
    assert await store.outdated() == []


async def test_a_plan_is_whole_or_absent(store: SqlStore) -> None:
    digest_id, home = await published(store), await target(store)
    targets = [wanted(home, "a"), *(wanted(one, "a") for one in range(home + 1, home + 600))]
    with pytest.raises(UsageError, match="no target"):
        await store.plan(digest_id, targets, now=NOW, revision=1)
    with pytest.raises(UsageError, match="no digest"):
        await store.plan(digest_id + 1, [wanted(home, "a")], now=NOW, revision=1)
    assert (await store.ledger())[0].states == {}
    assert await store.next_due(["web"]) is None
    assert await store.generation(digest_id) == 0
    assert await store.generation(digest_id + 1) == 0


async def test_a_target_named_twice_is_planned_once(store: SqlStore) -> None:
    digest_id, home = await published(store), await target(store)
    await store.plan(digest_id, [wanted(home, "a"), wanted(home, "b")], now=NOW, revision=1)
    assert (await store.ledger())[0].states == {DeliveryState.PENDING: 1}
    assert await deliver(store) == ["send b"]


async def test_a_plan_keeps_the_time_of_an_earlier_publication(store: SqlStore) -> None:
    digest_id = await published(store)
    await store.plan(digest_id, [], now=later(99), revision=1)
    found = await store.digest_by_id(digest_id)
    assert found is not None
    assert found.published_at == NOW


async def test_a_plan_that_comes_after_a_correction_it_does_not_know_is_corrected(store: SqlStore) -> None:
    one = (await store.declare_target("telegram", "@one", Policy())).id
    other = (await store.declare_target("telegram", "@other", Policy())).id
    digest_id = await published(store)
    await store.plan(digest_id, [wanted(one, "1")], now=NOW, revision=1)
    await store.save(digest(("新闻资讯", ["b"])), publication="ai-daily", text_hash="2", now=NOW)
    await store.plan(digest_id, [wanted(one, "2")], now=NOW, revision=2, scope=Scope.STANDING)
    assert await store.outdated() == []
    await store.plan(digest_id, [wanted(other, "1")], now=NOW, revision=1, scope=Scope.SOME)
    assert await store.outdated() == [digest_id]
