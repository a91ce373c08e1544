"""What waits, and what was refused: tried again or let go by somebody's word, on each engine."""

from bot.delivery.models import Claim, Dead, Doubtful, Outcome, Posted, Receipt, Retry, Scope
from bot.models import Policy
from storage import SqlStore
from tests.contract.making import LEASE, NOW, day, later, published, shown, wanted

WAIT = Retry(at=later(900), reason="no answer")


async def target_of(store: SqlStore, address: str) -> int:
    """A target's id."""
    return (await store.declare_target("telegram", address, Policy())).id


async def claimed(store: SqlStore) -> list[Claim]:
    """All that is due now."""
    return await store.claim({"telegram": 9}, now=NOW, lease=LEASE)


async def settled(store: SqlStore, *outcomes: Outcome) -> None:
    """So it ends with all that is due now, in the order of their targets."""
    claims = sorted(await claimed(store), key=lambda claim: claim.target.id)
    assert await store.settle(list(zip(claims, outcomes, strict=True)), now=NOW) == [True] * len(outcomes)


async def test_what_waits_or_was_refused_is_tried_at_once(store: SqlStore) -> None:
    ids = [await target_of(store, address) for address in ("@waits", "@dead", "@doubt", "@lost", "@well")]
    waits, _, _, lost, _ = ids
    digest_id = await published(store)
    await store.plan(digest_id, [wanted(one, f"{one}") for one in ids], now=NOW, revision=1)
    posted = Posted(receipt=Receipt(message_id="1"))
    await settled(store, WAIT, Dead(reason="too long"), Doubtful(reason="lost"), WAIT, posted)
    await store.suspend_target(lost, "blocked")
    assert await claimed(store) == []
    assert await store.retry([waits], now=NOW) == 1
    [claim] = await claimed(store)
    assert (claim.target.id, claim.attempts) == (waits, 0)
    await store.settle([(claim, WAIT)], now=NOW)
    assert await store.retry(now=NOW) == 2
    assert sorted(claim.target.address for claim in await claimed(store)) == ["@dead", "@waits"]
    assert await store.retry(now=NOW) == 0
    assert len(await store.doubts()) == 1


async def test_what_a_newer_generation_replaced_is_not_tried_again(store: SqlStore) -> None:
    one = await target_of(store, "@a")
    digest_id = await published(store)
    await store.plan(digest_id, [wanted(one, "1")], now=NOW, revision=1)
    await settled(store, Dead(reason="too long"))
    await store.plan(digest_id, [wanted(one, "2")], now=NOW, revision=1, generation=2)
    await settled(store, Dead(reason="too long"))
    assert await store.retry(now=NOW) == 1
    assert shown(await claimed(store)) == ["2"]


async def test_an_interrupted_send_stays_one(store: SqlStore) -> None:
    one = await target_of(store, "@a")
    await store.plan(await published(store), [wanted(one, "1")], now=NOW, revision=1)
    await settled(store, Retry(at=later(900), reason="no answer", interrupted=True))
    assert await store.waiting(one) == [], "it may have been sent"
    assert await store.retry(now=NOW) == 1
    [claim] = await claimed(store)
    assert claim.interrupted


async def test_what_was_never_sent_can_be_let_go(store: SqlStore) -> None:
    one, other = await target_of(store, "@a"), await target_of(store, "@b")
    digests = [await published(store, day(number), f"{number}") for number in (2, 0, 1)]
    for digest_id in digests:
        await store.plan(digest_id, [wanted(one, "1", "2"), wanted(other, "1")], now=NOW, revision=1)
    posted = Posted(receipt=Receipt(message_id="1"))
    await settled(store, posted, posted)
    await store.suspend_target(one, "blocked")
    newest, oldest, middle = digests
    assert await store.waiting(one) == [oldest, middle, newest]
    assert await store.drop(one, [oldest, middle, newest + 99], now=NOW) == 4
    assert await store.waiting(one) == [newest]
    assert len(await store.waiting(other)) == 2, "another target's are its own"
    await store.resume_target(one)
    assert [(c.digest_id, c.part) for c in await claimed(store) if c.target.id == one] == [(newest, 1)]
    # Corrections do not bring back what was let go; a person's word does.
    assert [group.target_ids for group in await store.alike(planned=oldest)] == [(other,)]
    again = await store.plan(oldest, [wanted(one, "1")], now=NOW, revision=1, scope=Scope.SOME)
    assert again.sends == 1
    assert await store.drop(one, [], now=NOW) == 0


async def test_what_became_shorter_while_it_waited_is_let_go_whole(store: SqlStore) -> None:
    one = await target_of(store, "@a")
    digest_id = await published(store)
    await store.suspend_target(one, "blocked")
    for parts in (("1", "2", "alert"), ("1", "2")):
        await store.plan(digest_id, [wanted(one, *parts)], now=NOW, revision=1)
    assert await store.drop(one, await store.waiting(one), now=NOW) == 2
    await store.resume_target(one)
    assert await store.alike(planned=digest_id) == [], "no correction brings it again"
