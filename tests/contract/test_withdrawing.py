"""Digests and generations that are taken back, on each engine."""

import datetime as dt

import pytest

from bot.delivery.models import (
    Action,
    Deleted,
    DeliveryState,
    DesiredParts,
    Outcome,
    Planned,
    Posted,
    Receipt,
    Retry,
    Scope,
)
from bot.errors import UsageError
from bot.models import Policy, SearchQuery
from storage import SqlStore
from tests.contract.making import DAY, LEASE, NOW, day, digest, later, parts, published, wanted

FAIL = Retry(at=later(900), reason="no answer")


async def target_of(store: SqlStore, address: str = "@a", platform: str = "telegram") -> int:
    """A target's id."""
    return (await store.declare_target(platform, address, Policy())).id


async def settle_all(store: SqlStore, now: dt.datetime = NOW) -> list[tuple[Action, str | None]]:
    """Do all that is due; tells what it was."""
    done: list[tuple[Action, str | None]] = []
    while claims := await store.claim({"telegram": 9, "discord": 9, "web": 9}, now=now, lease=LEASE):
        outcomes: list[Outcome] = [
            Deleted()
            if claim.action is Action.DELETE
            else Posted(receipt=Receipt(message_id=f"{claim.id}.{claim.sends}"))
            for claim in claims
        ]
        await store.settle(list(zip(claims, outcomes, strict=True)), now=now)
        done += [(claim.action, claim.content["text"] if claim.content else None) for claim in claims]
    return done


async def test_a_withdrawn_digest_is_a_draft_that_goes_out_by_no_means_of_its_own(store: SqlStore) -> None:
    one = await target_of(store)
    digest_id = await published(store)
    await store.plan(digest_id, [wanted(one, "1", "2")], now=NOW, revision=1)
    assert await settle_all(store) == [(Action.SEND, "1"), (Action.SEND, "2")]
    planned = await store.withdraw(digest_id, now=later(60))
    assert planned == Planned(deletions=2, generation=1)
    assert await store.digest(DAY) is None
    assert (await store.search(SearchQuery(text="发布"))).total == 0
    assert (await store.search(SearchQuery(text="发布", drafts=True))).total == 1
    assert await settle_all(store, later(61)) == [(Action.DELETE, None)] * 2
    assert await store.standing(one, digest_id) == []
    # A correction of what was taken back brings it to nobody.
    await store.save(digest(("新闻资讯", ["b"])), publication="ai-daily", text_hash="2", now=NOW)
    assert await store.unreleased("ai-daily") == []
    assert await store.outdated() == []
    assert await store.alike(planned=digest_id) == []
    assert await store.withdraw(digest_id, now=later(62)) == Planned(generation=1)


async def test_a_person_publishes_it_again(store: SqlStore) -> None:
    one, other = await target_of(store), await target_of(store, "@b")
    digest_id = await published(store)
    both = DesiredParts(target_ids=(one, other), parts=parts("1"))
    await store.plan(digest_id, [both], now=NOW, revision=1)
    await settle_all(store)
    await store.withdraw(digest_id, now=NOW)
    await settle_all(store)
    assert (await store.plan(digest_id, [wanted(one, "1")], now=NOW, revision=1, scope=Scope.SOME)).sends == 1
    assert await settle_all(store) == [(Action.SEND, "1")]
    found = await store.digest(DAY)
    assert found is not None
    assert (await store.search(SearchQuery(text="发布"))).total == 1
    assert [group.target_ids for group in await store.alike(planned=digest_id)] == [(one,)]
    assert await store.outdated() == []
    # Before the deletion was made, what stands is simply kept.
    await store.withdraw(digest_id, now=NOW)
    await store.plan(digest_id, [both], now=NOW, revision=1)
    assert await settle_all(store) == [(Action.SEND, "1")]


async def test_what_was_not_sent_never_will_be(store: SqlStore) -> None:
    one, other = await target_of(store), await target_of(store, "@b")
    digest_id = await published(store)
    await store.plan(digest_id, [wanted(one, "1", "2"), wanted(other, "1")], now=NOW, revision=1)
    [held] = await store.claim({"telegram": 1}, now=NOW, lease=LEASE)
    await store.suspend_target(other, "blocked")
    # What is under way may yet be posted, and is deleted then.
    assert await store.withdraw(digest_id, now=NOW) == Planned(deletions=1, generation=1)
    assert await store.settle([(held, Posted(receipt=Receipt(message_id="1")))], now=NOW) == [True]
    await store.resume_target(other)
    assert await settle_all(store) == [(Action.DELETE, None)]


async def test_a_hold_that_came_to_nothing_is_not_taken_up_again(store: SqlStore) -> None:
    one = await target_of(store)
    digest_id = await published(store)
    await store.plan(digest_id, [wanted(one, "1")], now=NOW, revision=1)
    [held] = await store.claim({"telegram": 1}, now=NOW, lease=LEASE)
    await store.withdraw(digest_id, now=NOW)
    await store.settle([(held, FAIL)], now=NOW)
    assert await settle_all(store, later(1e6)) == []


async def test_a_generation_is_withdrawn_alone(store: SqlStore) -> None:
    one, web = await target_of(store), await target_of(store, "archive", "web")
    digest_id = await published(store)
    both = DesiredParts(target_ids=(one, web), parts=parts("1"))
    await store.plan(digest_id, [both], now=NOW, revision=1)
    await settle_all(store)
    await store.plan(digest_id, [wanted(one, "1", "2")], now=later(9), revision=1, generation=2)
    await settle_all(store, later(9))
    assert await store.last_published(since=NOW) == (digest_id, 2)
    assert await store.withdraw(digest_id, now=later(10), generation=2) == Planned(deletions=2, generation=2)
    assert await settle_all(store, later(10)) == [(Action.DELETE, None)] * 2
    assert await store.digest(DAY) is not None
    assert await store.last_published(since=NOW) == (digest_id, 1)
    # The first one stands, and from now on corrections are its own; also one that needs another try.
    planned = await store.plan(digest_id, [wanted(one, "1b")], now=later(11), revision=1)
    assert (planned.edits, planned.sends) == (1, 0)
    [held] = await store.claim({"telegram": 1}, now=later(11), lease=LEASE)
    await store.settle([(held, FAIL)], now=later(11))
    assert await settle_all(store, later(901)) == [(Action.EDIT, "1b")]
    assert (await store.plan(digest_id, [wanted(one, "3")], now=NOW, revision=1, generation=3)).sends == 1


async def test_a_post_that_an_old_generation_had_under_way_goes_as_well(store: SqlStore) -> None:
    one = await target_of(store)
    digest_id = await published(store)
    await store.plan(digest_id, [wanted(one, "1")], now=NOW, revision=1)
    [held] = await store.claim({"telegram": 1}, now=NOW, lease=LEASE)
    await store.plan(digest_id, [wanted(one, "1")], now=NOW, revision=1, generation=2)
    await store.withdraw(digest_id, now=NOW, generation=1)
    await store.settle([(held, Posted(receipt=Receipt(message_id="1")))], now=NOW)
    assert await settle_all(store) == [(Action.DELETE, None), (Action.SEND, "1")]


async def test_only_what_went_out_to_a_chat_was_published(store: SqlStore) -> None:
    one, web = await target_of(store), await target_of(store, "archive", "web")
    first, second, archived = [await published(store, day(number), f"{number}") for number in range(3)]
    assert await store.last_published(since=NOW) is None
    for seconds, digest_id in enumerate((first, second)):
        await store.plan(digest_id, [wanted(one, "1")], now=later(seconds), revision=1)
    await store.plan(archived, [wanted(web, "1")], now=later(5), revision=1)
    # A correction is no publishing, even of a part more.
    await store.plan(first, [wanted(one, "1b", "2")], now=later(6), revision=1)
    assert await store.last_published(since=NOW) == (second, 1)
    assert await store.last_published(since=later(2)) is None
    await store.withdraw(second, now=later(7))
    assert await store.last_published(since=NOW) == (first, 1)
    await store.withdraw(first, now=later(7))
    assert await store.last_published(since=NOW) is None
    await store.plan(second, [wanted(one, "1")], now=later(8), revision=1)
    assert await store.last_published(since=NOW) == (second, 1)


async def test_only_a_digest_can_be_withdrawn(store: SqlStore) -> None:
    with pytest.raises(UsageError, match="no digest 7"):
        await store.withdraw(7, now=NOW)


async def test_the_generation_before_is_owed_the_corrections_that_went_to_the_one_withdrawn(
    store: SqlStore,
) -> None:
    one = await target_of(store)
    digest_id = await published(store)
    await store.plan(digest_id, [wanted(one, "1", "2")], now=NOW, revision=1)
    [held] = await store.claim({"telegram": 1}, now=NOW, lease=LEASE)
    await store.settle([(held, Posted(receipt=Receipt(message_id="1")))], now=NOW)
    await store.plan(digest_id, [wanted(one, "1", "2")], now=NOW, revision=1, generation=2)
    await store.save(digest(("新闻资讯", ["b"])), publication="ai-daily", text_hash="2", now=NOW)
    await store.plan(digest_id, [wanted(one, "1b", "2")], now=NOW, revision=2, scope=Scope.STANDING)
    await settle_all(store)
    [line] = await store.digest_lines(one, limit=1)
    assert (line.generation, line.states) == (2, {DeliveryState.POSTED: 2})
    await store.withdraw(digest_id, now=NOW, generation=2)
    [line] = await store.digest_lines(one, limit=1)
    assert line.generation == 1
    assert await store.outdated() == [digest_id]
    await store.plan(digest_id, [wanted(one, "1b", "2")], now=NOW, revision=2, scope=Scope.STANDING)
    assert sorted(await settle_all(store), key=str) == [
        (Action.DELETE, None),
        (Action.DELETE, None),
        (Action.EDIT, "1b"),
        (Action.SEND, "2"),
    ]


@pytest.mark.parametrize("scope", Scope)
async def test_a_plan_of_the_clock_that_comes_late_does_not_undo_a_withdrawal(
    store: SqlStore, scope: Scope
) -> None:
    one, other = await target_of(store), await target_of(store, "@b")
    digest_id = await published(store)
    desired = [wanted(one, "1b"), wanted(other, "1b")]
    await store.plan(digest_id, desired[:1], now=NOW, revision=1)
    await settle_all(store)
    await store.withdraw(digest_id, now=NOW)
    late = await store.plan(digest_id, desired, now=NOW, revision=1, scope=scope, unasked=True)
    assert late.changes == 0
    assert await store.digest(DAY) is None
    assert await settle_all(store) == [(Action.DELETE, None)]
    # A draft that nobody took back is the clock's to publish.
    await store.save(digest(("新闻资讯", ["b"]), date=day(1)), publication="ai-daily", text_hash="2", now=NOW)
    [draft] = await store.unreleased("ai-daily")
    assert (await store.plan(draft.id, desired, now=NOW, revision=1, scope=scope, unasked=True)).sends == 2


async def test_what_began_to_go_out_long_ago_is_not_the_last_that_can_be_undone(store: SqlStore) -> None:
    one, other = await target_of(store), await target_of(store, "@b")
    monthly = await published(store)
    await store.plan(monthly, [wanted(one, "1")], now=NOW, revision=1, scope=Scope.SOME)
    daily = await published(store, day(1), "b")
    await store.plan(daily, [wanted(one, "1")], now=later(50), revision=1)
    # A correction that is the first that somebody hears of it is no publishing.
    both = DesiredParts(target_ids=(one, other), parts=parts("1b"))
    await store.plan(monthly, [both], now=later(60), revision=1, scope=Scope.STANDING)
    assert await store.last_published(since=later(10)) == (daily, 1)
    third = await target_of(store, "@c")
    await store.plan(monthly, [wanted(third, "1b")], now=later(70), revision=1, scope=Scope.SOME)
    assert await store.last_published(since=later(10)) is None
    assert await store.last_published(since=NOW) == (monthly, 1)
