"""What waited in a target that was out of service, when it is back."""

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.delivery.leftovers import declare, leftovers
from bot.delivery.models import DesiredParts, Part, Posted, Receipt
from bot.models import NOT_DECLARED, PAUSED, CatchUp, Policy
from bot.ports import Store
from tests.fakes.digests import DATE, digest
from tests.fakes.stores import DAILY, sqlite_store

ZONE = ZoneInfo("Asia/Shanghai")
NOON = dt.datetime.combine(DATE, dt.time(12), tzinfo=ZONE)
DECLARED = ("fake", "@a", Policy())


async def planned(store: Store, days: int, *texts: str) -> int:
    """A digest of so many days after DATE, planned to all that there are at its noon."""
    date, now = DATE + dt.timedelta(days=days), NOON + dt.timedelta(days=days)
    edition = digest("一").model_copy(update={"date": date})
    saved = await store.save(edition, publication=DAILY.slug, text_hash=str(date), now=now)
    ids = tuple(target.id for target in await store.targets())
    desired = DesiredParts(target_ids=ids, parts=tuple(Part(content={"text": text}) for text in texts))
    await store.plan(saved.digest_id, [desired], now=now, revision=1)
    return saved.digest_id


@pytest.mark.parametrize(("rule", "late"), [("skip", [1, 2]), ("latest", [1, 2]), ("all", [1])])
async def test_what_was_begun_is_finished_whatever_the_rule(
    tmp_path: Path, rule: CatchUp, late: list[int]
) -> None:
    publication = DAILY.model_copy(update={"catch_up": rule, "catch_up_days": 2})
    async with sqlite_store(tmp_path) as store:
        target = await store.declare_target(*DECLARED)
        digests = [await planned(store, 0, "1", "2")]
        [claim] = await store.claim({"fake": 1}, now=NOON, lease=dt.timedelta(minutes=1))
        await store.settle([(claim, Posted(receipt=Receipt(message_id="m1")))], now=NOON)
        await store.suspend_target(target.id, PAUSED)
        digests += [await planned(store, days, "1") for days in (1, 2, 3)]
        now = NOON + dt.timedelta(days=4, hours=-2)
        found = await leftovers(store, [publication], target, zone=ZONE, now=now)
        newest = [] if rule != "skip" else [digests[3]]
        assert found == [digests[number] for number in late] + newest
        # What waits is a repost of what stands: that is nothing half done.
        parts = (Part(content={"text": "anew"}),)
        desired = [DesiredParts(target_ids=(target.id,), parts=parts)]
        await store.plan(digests[0], desired, now=now, revision=1, generation=2)
        assert (await leftovers(store, [publication], target, zone=ZONE, now=now))[0] == digests[0]


async def test_a_repost_elsewhere_does_not_make_what_was_begun_here_late(tmp_path: Path) -> None:
    async with sqlite_store(tmp_path) as store:
        target = await store.declare_target(*DECLARED)
        digest_id = await planned(store, 0, "1", "2")
        [claim] = await store.claim({"fake": 1}, now=NOON, lease=dt.timedelta(minutes=1))
        await store.settle([(claim, Posted(receipt=Receipt(message_id="m1")))], now=NOON)
        await store.suspend_target(target.id, PAUSED)
        other = await store.declare_target("fake", "@b", Policy())
        desired = [DesiredParts(target_ids=(other.id,), parts=(Part(content={"text": "1"}),))]
        await store.plan(digest_id, desired, now=NOON, revision=1, generation=2)
        now = NOON + dt.timedelta(days=9)
        assert await leftovers(store, [DAILY], target, zone=ZONE, now=now) == []


async def test_a_target_that_the_settings_name_again_gets_nothing_old(tmp_path: Path) -> None:
    async with sqlite_store(tmp_path) as store:
        await store.declare_targets([DECLARED])
        await planned(store, 0, "old")
        await planned(store, 9, "new")
        await store.declare_targets([])
        assert [target.suspended for target in await store.targets()] == [NOT_DECLARED]
        now = NOON + dt.timedelta(days=9)
        await declare(store, [DECLARED], [DAILY], zone=ZONE, now=now)
        claims = await store.claim({"fake": 9}, now=now, lease=dt.timedelta(minutes=1))
        assert [claim.content for claim in claims] == [{"text": "new"}]
