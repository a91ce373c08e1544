"""Targets that people took out of service, and when a target is tried again."""

import pytest

from bot.delivery.models import Retry
from bot.models import NOT_DECLARED, UNSUBSCRIBED, Policy
from storage import SqlStore
from tests.contract.making import LEASE, NOW, later, published, wanted


@pytest.mark.parametrize(
    ("reason", "planned"), [(None, True), ("blocked", True), (NOT_DECLARED, False), (UNSUBSCRIBED, False)]
)
async def test_nothing_new_is_planned_where_people_want_no_more(
    store: SqlStore, reason: str | None, planned: bool
) -> None:
    target = await store.declare_target("telegram", "-1", Policy())
    if reason is not None:
        await store.suspend_target(target.id, reason)
    ids = [target_id for group in await store.alike() for target_id in group.target_ids]
    assert ids == ([target.id] if planned else [])


async def test_a_correction_reaches_what_stands_even_there(store: SqlStore) -> None:
    target = await store.declare_target("telegram", "-1", Policy())
    digest_id = await published(store)
    await store.plan(digest_id, [wanted(target.id, "a")], now=NOW, revision=1)
    await store.suspend_target(target.id, UNSUBSCRIBED)
    [group] = await store.alike(planned=digest_id)
    assert group.target_ids == (target.id,)


async def test_when_a_target_is_tried_again(store: SqlStore) -> None:
    target = await store.declare_target("telegram", "-1", Policy())
    assert [line.next_attempt_at for line in await store.ledger()] == [None]
    digest_id = await published(store)
    await store.plan(digest_id, [wanted(target.id, "a")], now=NOW, revision=1)
    [claim] = await store.claim({"telegram": 1}, now=NOW, lease=LEASE)
    await store.settle([(claim, Retry(at=later(90), reason="busy"))], now=NOW)
    assert [line.next_attempt_at for line in await store.ledger()] == [later(90)]
    assert [line.next_attempt_at for line in await store.ledger([target.id])] == [later(90)]
    await store.suspend_target(target.id, "blocked")
    assert [line.next_attempt_at for line in await store.ledger()] == [None]
