"""What people look up: a target by a part of its name or title, its newest digests, a digest's reach."""

from bot.delivery.models import Dead, DeliveryState, Posted, Receipt
from bot.models import UNSUBSCRIBED, Policy
from storage import SqlStore
from tests.contract.making import DAY, LEASE, NOW, day, published, wanted


async def test_targets_by_a_part_of_their_name_or_title_the_troubled_first(store: SqlStore) -> None:
    made = [await store.declare_target("telegram", f"-100{n}", Policy()) for n in range(5)]
    channel = await store.declare_target("telegram", "@Paper_Club", Policy())
    await store.title_targets({made[0].id: "读报 Club", made[4].id: "100% _ 资讯"})
    await store.suspend_target(made[3].id, "kicked")
    await store.suspend_target(made[1].id, UNSUBSCRIBED)
    found, count = await store.find_targets(limit=2)
    assert ([target.id for target in found], count) == ([made[3].id, made[0].id], 6)
    found, _ = await store.find_targets(limit=9, offset=4)
    assert [target.id for target in found] == [channel.id, made[1].id], "what was given up comes last"
    for words, expected in (
        ("club", [made[0].id, channel.id]),
        ("telegram:@paper_club", [channel.id]),
        (" 读报   club ", [made[0].id]),
        ("% _", [made[4].id]),
        ("_", [channel.id, made[4].id]),
        ("nobody", []),
    ):
        found, count = await store.find_targets(words, limit=9)
        assert sorted(target.id for target in found) == sorted(expected), words
        assert count == len(expected)


async def test_the_newest_digests_of_a_target_and_how_far_each_reaches(store: SqlStore) -> None:
    one, two = [(await store.declare_target("fake", name, Policy())).id for name in ("@one", "@two")]
    first = await published(store, DAY, "a")
    second = await published(store, day(1), "b")
    await store.plan(first, [wanted(one, "1", "2"), wanted(two, "1", "2")], now=NOW, revision=1)
    await store.plan(second, [wanted(one, "3")], now=NOW, revision=1)
    for outcome in (Posted(receipt=Receipt(message_id="m1")), Dead(reason="too long")):
        claims = await store.claim({"fake": 9}, now=NOW, lease=LEASE)
        (claim,) = [claim for claim in claims if claim.target.id == one]
        await store.settle([(claim, outcome)], now=NOW)
    newer, older = await store.digest_lines(one, limit=5)
    assert (newer.date, newer.states) == (day(1), {DeliveryState.PENDING: 1})
    assert older.states == {DeliveryState.POSTED: 1, DeliveryState.DEAD: 1}
    assert (older.error, older.generation, older.publication) == ("too long", 1, "ai-daily")
    assert len(await store.digest_lines(one, limit=1)) == 1
    await store.plan(first, [wanted(one, "1", "2")], now=NOW, revision=1, generation=2)
    assert (await store.digest_lines(one, limit=5))[1].states == {DeliveryState.PENDING: 2}
    assert [await store.reach(digest_id) for digest_id in (first, second)] == [2, 1]
    await store.plan(second, [wanted(one)], now=NOW, revision=1)
    assert await store.reach(second) == 0
