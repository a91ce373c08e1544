"""What became of the plans that nobody was told of, on each engine."""

from bot.delivery.models import Dead, Deleted, Doubtful, Outcome, Posted, Progress, Receipt, Retry, Scope
from bot.models import Policy
from storage import SqlStore
from tests.contract.making import LEASE, NOW, digest, later, published, wanted

POSTED = Posted(receipt=Receipt(message_id="1"))


async def targets_of(store: SqlStore, *addresses: str) -> list[int]:
    """Targets' ids."""
    return [(await store.declare_target("telegram", one, Policy())).id for one in addresses]


async def settled(store: SqlStore, *outcomes: Outcome, seconds: float = 0) -> None:
    """So it ends with all that is due then, in the order of their targets."""
    claims = await store.claim({"telegram": 9, "web": 9}, now=later(seconds), lease=LEASE)
    claims.sort(key=lambda claim: claim.target.id)
    await store.settle(list(zip(claims, outcomes, strict=True)), now=later(seconds))


async def only(store: SqlStore) -> Progress:
    """The one there is to tell of."""
    [one] = await store.progress()
    return one


async def test_a_publishing_is_told_once_with_what_became_of_it(store: SqlStore) -> None:
    ids = await targets_of(store, "@a", "@b", "@c", "@d")
    digest_id = await published(store)
    await store.plan(digest_id, [wanted(one, f"{one}") for one in ids], now=NOW, revision=1)
    begun = Progress(
        digest_id=digest_id,
        plan=1,
        began=NOW,
        ended=None,
        revision=1,
        told_revision=0,
        generation=1,
        told_generation=0,
        posted=0,
        failed=0,
        waiting=4,
    )
    assert await only(store) == begun
    wait = Retry(at=later(900), reason="no answer")
    await settled(store, POSTED, Dead(reason="too long"), Doubtful(reason="?"), wait, seconds=9)
    assert await only(store) == begun.model_copy(update={"posted": 1, "failed": 2, "waiting": 1})
    assert await store.progress(patient=later(-1)) == []
    assert len(await store.progress(patient=NOW)) == 1
    await store.suspend_target(ids[-1], "blocked")
    assert await store.progress(patient=later(-1)) == await store.progress()
    ended = await only(store)
    assert ended == begun.model_copy(update={"posted": 1, "failed": 2, "waiting": 1, "ended": later(9)})
    assert [await store.told(ended) for _ in range(2)] == [True, False]
    assert await store.progress() == []
    # The same plan once more changes nothing, and is no news.
    await store.plan(digest_id, [wanted(one, f"{one}") for one in ids], now=NOW, revision=1)
    assert await store.progress() == []


async def test_corrections_and_reposts_are_told_from_what_was_told_before(store: SqlStore) -> None:
    one, other = await targets_of(store, "@a", "@b")
    digest_id = await published(store)
    await store.plan(digest_id, [wanted(one, "1"), wanted(other, "1")], now=NOW, revision=1)
    await settled(store, POSTED, POSTED)
    assert await store.told(await only(store))
    await store.save(digest(("新闻资讯", ["b"])), publication="ai-daily", text_hash="2", now=NOW)
    await store.plan(digest_id, [wanted(one, "2"), wanted(other, "1")], now=later(9), revision=2)
    await settled(store, POSTED, seconds=10)
    corrected = await only(store)
    assert (corrected.began, corrected.ended) == (later(9), later(10))
    assert (corrected.told_revision, corrected.revision) == (1, 2)
    assert (corrected.posted, corrected.edited, corrected.generation) == (1, 1, 1)
    assert await store.told(corrected)
    await store.plan(digest_id, [wanted(one, "2")], now=later(20), revision=2, scope=Scope.SOME, generation=2)
    await settled(store, POSTED, seconds=21)
    reposted = await only(store)
    assert (reposted.told_generation, reposted.generation, reposted.told_revision) == (1, 2, 2)
    assert (reposted.posted, reposted.edited) == (1, 0)


async def test_what_is_planned_while_somebody_tells_is_told_next(store: SqlStore) -> None:
    one, other = await targets_of(store, "@a", "@b")
    digest_id = await published(store)
    await store.plan(digest_id, [wanted(one, "1")], now=NOW, revision=1, scope=Scope.SOME)
    await settled(store, POSTED)
    first = await only(store)
    await store.plan(digest_id, [wanted(other, "1")], now=later(60), revision=1)
    assert (await only(store)).posted == 1
    assert [await store.told(first) for _ in range(2)] == [True, False]
    rest = await only(store)
    assert (rest.began, rest.posted, rest.waiting) == (later(60), 0, 1)
    assert (rest.told_revision, rest.told_generation) == (1, 1)
    assert await store.told(rest)


async def test_a_withdrawal_is_told_and_what_is_published_after_it_is_new(store: SqlStore) -> None:
    one, other = await targets_of(store, "@a", "@b")
    digest_id = await published(store)
    await store.plan(digest_id, [wanted(one, "1")], now=NOW, revision=1)
    await settled(store, POSTED)
    await store.plan(digest_id, [wanted(other, "1")], now=NOW, revision=1)
    assert await store.told((await only(store)).model_copy(update={"plan": 1}))
    await store.withdraw(digest_id, now=later(5))
    await settled(store, Deleted(), seconds=6)
    gone = await only(store)
    # The second target had nothing yet: of it there is nothing to tell.
    assert (gone.posted, gone.edited, gone.waiting, gone.ended) == (1, 1, 0, later(6))
    assert await store.told(gone)
    await store.plan(digest_id, [wanted(one, "1")], now=later(9), revision=1)
    again = await only(store)
    assert (again.told_revision, again.told_generation, again.edited) == (0, 0, 0)


async def test_pages_are_no_news(store: SqlStore) -> None:
    web = (await store.declare_target("web", "archive", Policy())).id
    [chat] = await targets_of(store, "@a")
    digest_id = await published(store)
    await store.plan(digest_id, [wanted(web, "1")], now=NOW, revision=1)
    assert await store.progress() == []
    await store.plan(digest_id, [wanted(chat, "1"), wanted(web, "2")], now=NOW, revision=1)
    assert (await only(store)).waiting == 1
