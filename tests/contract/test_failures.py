"""What a report gives as reasons, and notices that are told anew."""

import datetime as dt

from bot.delivery.models import Claim, Dead, Doubtful, Outcome, Posted, Receipt
from bot.models import Policy
from storage import SqlStore
from tests.contract.making import LEASE, NOW, later, published, wanted

HOUR = dt.timedelta(hours=1)


async def test_failures_of_a_digest_are_told_with_their_reasons(store: SqlStore) -> None:
    digest_id = await published(store)
    homes = [await store.declare_target("telegram", f"-{number}", Policy()) for number in range(1, 4)]
    page = await store.declare_target("web", "site", Policy())
    desired = [wanted(target.id, "a", "b") for target in (*homes, page)]
    await store.plan(digest_id, desired, now=NOW, revision=1)
    outcomes: dict[str, Outcome] = {
        "-1": Dead(reason="refused"),
        "-2": Doubtful(reason="lost"),
        "-3": Posted(receipt=Receipt(message_id="1")),
        "site": Dead(reason="a page"),
    }

    async def settle(claims: list[Claim], seconds: float) -> None:
        settled = [(claim, outcomes[claim.target.address]) for claim in claims]
        assert all(await store.settle(settled, now=later(seconds)))

    await settle(await store.claim({"telegram": 9, "web": 9}, now=NOW, lease=LEASE), 1)
    failures = await store.failures(digest_id, limit=9)
    assert [(one.target.address, one.part, one.reason) for one in failures] == [
        ("-2", 0, "lost"),
        ("-1", 0, "refused"),
    ]
    await settle(await store.claim({"telegram": 1}, now=later(2), lease=LEASE), 2)
    newest = await store.failures(digest_id, limit=1)
    assert [(one.target.address, one.part) for one in newest] == [("-1", 1)]
    [doubt] = await store.doubts()
    assert doubt.since == later(1)


async def test_a_notice_that_is_forgotten_may_be_told_anew(store: SqlStore) -> None:
    assert not await store.forget_notice("a")
    assert await store.claim_notice("a", now=NOW, apart=None)
    assert not await store.claim_notice("a", now=later(9e9), apart=None)
    assert await store.forget_notice("a")
    assert await store.claim_notice("a", now=NOW, apart=HOUR)
