"""Targets with an hour of their own, beside corrections and an operator's word."""

import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.delivery.due import plan_due
from bot.delivery.models import Scope
from bot.delivery.plan import publish
from bot.delivery.waves import Waves
from bot.models import Policy, StoredDigest
from bot.ports import Platform, Store
from tests.fakes.digests import DATE, digest
from tests.fakes.platform import FakePlatform, FakeServer
from tests.fakes.stores import DAILY, sqlite_store

ZONE = ZoneInfo("Asia/Shanghai")
PUBLICATION = DAILY.model_copy(update={"publish_at": dt.time(8, 30)})
LEASE = dt.timedelta(minutes=1)
AT_ONCE, NINE, MORNING = Policy(), Policy(publish_at=dt.time(9)), Policy(publish_at=dt.time(7))


def at(hour: int, minute: int = 0, *, days: int = 0) -> dt.datetime:
    """That time in the desk's zone, so many days after the edition's date."""
    local = dt.datetime.combine(DATE + dt.timedelta(days=days), dt.time(hour, minute), tzinfo=ZONE)
    return local.astimezone(dt.UTC)


class Room:
    """A store with a digest and some targets, and the planner of one process."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.platforms: dict[str, Platform] = {"fake": FakePlatform(FakeServer(), size=9)}
        self.waves = Waves()

    async def save(self, *titles: str) -> StoredDigest:
        """A new revision."""
        saved = await self.store.save(
            digest(*titles), publication=DAILY.slug, text_hash=" ".join(titles), now=at(8)
        )
        kept = await self.store.digest_by_id(saved.digest_id)
        assert kept is not None
        return kept

    async def target(self, name: str, policy: Policy) -> int:
        """A chat."""
        return (await self.store.declare_target("fake", name, policy)).id

    async def plan(self, now: dt.datetime) -> int:
        """What the planner changes at that moment."""
        return await plan_due(self.store, [PUBLICATION], self.platforms, zone=ZONE, now=now, waves=self.waves)

    async def desired(self, now: dt.datetime) -> dict[str, str]:
        """What each chat that is due is to be sent."""
        claims = await self.store.claim({"fake": 99}, now=now, lease=LEASE)
        return {one.target.address: (one.content or {}).get("text", "") for one in claims}


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with sqlite_store(tmp_path) as store:
        yield Room(store)


async def test_a_wave_after_midnight_is_not_late(room: Room, capsys: pytest.CaptureFixture[str]) -> None:
    stored = await room.save("一")
    first, second = await room.target("@a", AT_ONCE), await room.target("@b", MORNING)
    assert await room.plan(at(8, 29)) == 0
    assert await room.plan(at(8, 30)) == 1
    assert await room.store.planned_targets(stored.id) == [first]
    assert await room.plan(at(6, 59, days=1)) == 0
    assert await room.target("@new", AT_ONCE), "who comes a day later is not sent yesterday's"
    assert await room.plan(at(7, days=1)) == 1
    assert await room.store.planned_targets(stored.id) == [first, second]
    assert await room.store.unreleased(DAILY.slug) == []
    assert await room.plan(at(7, 1, days=1)) == 0
    assert "missed its time" not in capsys.readouterr().out


async def test_what_missed_its_own_day_waits_for_a_word(
    room: Room, capsys: pytest.CaptureFixture[str]
) -> None:
    stored = await room.save("一")
    await room.target("@a", AT_ONCE)
    second = await room.target("@b", MORNING)
    assert await room.plan(at(10, days=1)) == 1, "nobody looked before: the second chat's day is not over"
    assert await room.store.planned_targets(stored.id) == [second]
    assert await room.store.unreleased(DAILY.slug) == []
    assert "missed its time" in capsys.readouterr().out


async def test_with_its_hour_readers_see_it_though_every_chat_waits(room: Room) -> None:
    await room.save("一")
    await room.target("@b", NINE)
    assert await room.plan(at(8, 30)) == 0
    [edition] = await room.store.editions()
    assert edition.published_at == at(8, 30)
    assert await room.plan(at(9)) == 1


async def test_a_correction_comes_at_once_to_those_who_have_it_and_to_the_others_at_their_hour(
    room: Room,
) -> None:
    await room.save("一")
    await room.target("@a", AT_ONCE)
    await room.target("@b", NINE)
    await room.plan(at(8, 30))
    await room.save("一（更正）")
    assert await room.plan(at(8, 40)) == 1
    assert await room.desired(at(8, 40)) == {"@a": "一（更正）"}
    assert await room.plan(at(9)) == 1
    assert await room.desired(at(9)) == {"@a": "一（更正）", "@b": "一（更正）"}


async def test_a_correction_that_comes_with_the_last_wave_reaches_all(room: Room) -> None:
    await room.save("一")
    await room.target("@a", AT_ONCE)
    await room.target("@b", NINE)
    await room.plan(at(8, 30))
    await room.save("一（更正）")
    assert await room.plan(at(9)) == 2
    assert await room.store.outdated() == []
    assert await room.desired(at(9)) == {"@a": "一（更正）", "@b": "一（更正）"}


async def test_an_operators_word_goes_out_to_all_at_once(room: Room) -> None:
    stored = await room.save("一")
    everybody = [await room.target(f"@{n}", policy) for n, policy in enumerate((AT_ONCE, NINE, MORNING))]
    planned = await publish(room.store, stored, None, room.platforms, now=at(8))
    assert planned.sends == 3
    assert await room.store.planned_targets(stored.id) == everybody
    assert [await room.plan(moment) for moment in (at(8, 30), at(9), at(7, days=1))] == [0, 0, 0]


async def test_who_was_sent_it_before_gets_nothing_more(room: Room) -> None:
    stored = await room.save("一")
    await room.target("@a", AT_ONCE)
    await room.target("@b", NINE)
    early = [target for target in await room.store.targets() if target.address == "@b"]
    await publish(room.store, stored, early, room.platforms, now=at(8), scope=Scope.SOME)
    assert [await room.plan(moment) for moment in (at(8, 30), at(9), at(10))] == [1, 0, 0]
    assert await room.store.unreleased(DAILY.slug) == []


async def test_a_changed_hour_is_seen_within_a_minute(room: Room) -> None:
    stored = await room.save("一")
    await room.target("@a", MORNING)
    await room.plan(at(8, 30))
    await room.target("@a", NINE)
    assert await room.plan(at(9)) == 1
    assert len(await room.store.planned_targets(stored.id)) == 1
