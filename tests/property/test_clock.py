"""Ten years of digests: late, early, missed and caught up; the clock jumps, and at times nobody is there.

What is planned when is told by a model of its own (tests.fakes.almanac): exactly that, and nothing twice.
"""

import asyncio
import datetime as dt
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from zoneinfo import ZoneInfo

import pytest

from bot.delivery.due import plan_due
from bot.delivery.waves import Waves
from bot.heartbeat import Heartbeat, timing_of
from bot.models import Kind, Policy, Publication
from bot.ports import Platform, Store
from bot.schedule import Timing
from storage import open_store
from tests.fakes import almanac
from tests.fakes.almanac import DAY, HOUR, MINUTE
from tests.fakes.digests import digest
from tests.fakes.platform import FakePlatform, FakeServer

SECONDS = dt.timedelta(seconds=1)
ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/St_Johns")
SPECIAL = ("2026-03-29", "2026-10-25", "2028-02-28", "2031-03-09", "2032-02-28", "2033-12-30")
POLICIES = (
    Policy(),
    Policy(publish_at=dt.time(7), timezone="Europe/Berlin"),
    Policy(weekdays=("mon", "wed", "fri"), timezone="America/New_York"),
    Policy(quiet_hours=(dt.time(22), dt.time(7)), timezone="Asia/Tokyo"),
    Policy(publish_at=dt.time(6), quiet_hours=(dt.time(5), dt.time(12)), weekdays=("tue", "sat")),
)


class Page(FakePlatform):
    """A place to which readers come by themselves."""

    keeps_archive = True


@dataclass
class Expected:
    """A digest of the model: what has become of it."""

    id: int
    its: tuple[dt.datetime, ...]
    date: dt.date
    out: bool = False
    over: bool = False
    have: set[int] = field(default_factory=set)


class Model:
    """Plans what is to be planned; knows the rules and remembers everything."""

    def __init__(self, zone: ZoneInfo, readers: dict[int, Policy], page: int) -> None:
        self.zone, self.readers, self.page = zone, readers, page
        self.beaten: dt.datetime | None = None
        self.outages: list[tuple[dt.datetime, dt.datetime]] = []

    def stands(self, its: tuple[dt.datetime, ...], now: dt.datetime) -> str:
        """How it stands with a digest, or with one for a reader."""
        due, last, end = its
        away = list(self.outages)
        if self.beaten is not None and now - self.beaten > MINUTE:
            away.append((self.beaten, now))
        if now < due:
            return "early"
        if now <= last:
            return "due"
        return "missed" if now <= end and any(a <= last <= b for a, b in away) else "over"

    def plan(self, publication: Publication, digests: list[Expected], now: dt.datetime) -> int:
        """How many posts that is."""
        archives = [one for one in digests if one.over and not one.have]
        count = len(archives)
        for one in archives:
            one.have.add(self.page)
        come = [one for one in digests if not one.over and one.its[0] <= now]
        newest = max([one.date for one in digests if one.out] + [one.date for one in come], default=None)
        for one in come:
            caught = publication.catch_up == "all" or (
                publication.catch_up == "latest" and one.date == newest
            )
            sent, waits = {self.page}, False
            for reader, policy in self.readers.items():
                almanac_reader = almanac.Reader(policy, publication.kind, self.zone)
                own = almanac_reader.period(one.its)
                if own is None:
                    continue
                stands = self.stands(own, now)
                if stands == "early" or (stands != "over" and almanac_reader.opens(now, own[0]) > now):
                    waits = waits or stands != "missed" or caught
                elif stands == "due" or (stands == "missed" and caught):
                    sent.add(reader)
            count += len(sent - one.have)
            one.have |= sent
            one.out, one.over = True, not waits
        return count

    def beat(self, now: dt.datetime) -> None:
        """It was planned at that moment; no more often than each 20 seconds."""
        if self.beaten is not None and now - self.beaten > MINUTE:
            self.outages.append((self.beaten, now))
        self.beaten = now


def episode(random: Random, number: int) -> Publication:
    """How the publication is in this month."""
    hour = dt.time(random.choice([5, 8, 12, 20]), random.choice([0, 15, 30]))
    kinds: tuple[Kind, ...] = ("daily", "daily", "weekly")
    return Publication(
        slug="ai-daily",
        name="AI日报",
        kind=random.choice(kinds),
        publish_at=hour,
        weekdays=random.choice([(), (), ("mon", "tue", "thu")]),
        cut_off=random.choice([None, dt.time(22), dt.time(6)]),
        catch_up=random.choice(["skip", "latest", "all"]),
        catch_up_days=random.choice([None, 1, 4]),
        timezone=random.choice([None, "Europe/Berlin"]) if number % 2 else None,
    )


def moments(random: Random, periods: list[tuple[dt.datetime, ...]]) -> list[dt.datetime]:
    """When somebody looks: around all that counts, without the times in which nobody is there."""
    begin, end = min(its[0] for its in periods) - 30 * HOUR, max(its[2] for its in periods) + 40 * HOUR
    span = (end - begin) // MINUTE
    found = [begin + random.randrange(span) * MINUTE for _ in range(10)]
    for its in periods:
        for moment in its:
            found += [moment + ahead * SECONDS for ahead in (-11, 0, 11)]
    away = begin + random.randrange(span) * MINUTE
    back = away + random.choice([2 * HOUR, 20 * HOUR, 60 * HOUR])
    found = [*sorted(moment for moment in found if not away < moment < back), end, end + 10 * DAY]
    for _ in range(2):  # the system's clock is set back for a while
        place = random.randrange(len(found))
        found.insert(place, found[place] - random.randrange(1, 40) * HOUR)
    return found


@pytest.mark.parametrize("seed", [4, 2027])
def test_what_goes_out_when(seed: int) -> None:
    random = Random(seed)  # noqa: S311
    zone = ZoneInfo(random.choice(ZONES))

    async def run(folder: str) -> None:
        store = await open_store(f"sqlite:///{folder}/ribao.db", now=dt.datetime(2025, 12, 1, tzinfo=dt.UTC))
        try:
            await years(random, zone, store, SPECIAL[seed % 2 :: 2])
        finally:
            await store.close()

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(run(folder))


async def years(random: Random, zone: ZoneInfo, store: Store, special: Sequence[str]) -> None:
    """All ten of them: some months of each, at random, and those in which the clocks or the calendar leap."""
    platforms: dict[str, Platform] = {"fake": FakePlatform(FakeServer()), "page": Page(FakeServer(), "page")}
    await store.declare_publications([episode(random, 0)])
    readers = {(await store.declare_target("fake", f"@{n}", p)).id: p for n, p in enumerate(POLICIES)}
    page = (await store.declare_target("page", "site", Policy())).id
    model, heartbeat, waves = Model(zone, readers, page), Heartbeat(store), Waves()
    starts = [dt.date.fromisoformat(told) for told in special]
    starts += [dt.date(2026, 5, 1) + random.randrange(9 * 365) * DAY for _ in range(2)]
    kept: list[Expected] = []
    for number, start in enumerate(sorted(starts)):
        publication = episode(random, number)
        step = 7 if publication.kind == "weekly" else 1
        dates = [start + step * place * DAY for place in range(3)]
        periods = [almanac.period_of(publication, date, zone) for date in dates]
        arrivals = {
            date: its[0] + random.choice([-20 * HOUR, -HOUR, 3 * HOUR, 14 * HOUR, 30 * HOUR])
            for date, its in zip(dates, periods, strict=True)
        }
        there: list[Expected] = []
        for now in moments(random, periods):
            for date, its in zip(dates, periods, strict=True):
                if arrivals.get(date, now + DAY) <= now:
                    arrivals.pop(date)
                    there.append(await arrived(store, model, publication, Expected(0, its, date), now))
            there.sort(key=lambda one: one.date)
            if random.random() < 0.3:
                waves = Waves()  # a process that has just begun
            changes = await plan_due(store, [publication], platforms, zone=zone, now=now, waves=waves)
            assert changes == model.plan(publication, there, now), (publication, now, there, model.outages)
            await heartbeat.beat(now)
            if heartbeat._last == now:
                model.beat(now)
        kept += there
        for one in there:
            assert one.over, "nothing waits for ever"
    assert len(kept) > 2 * len(starts)
    for one in kept:
        assert set(await store.planned_targets(one.id)) == one.have
    assert sum(len(one.have) for one in kept) == sum(
        sum(line.states.values()) for line in await store.ledger()
    ), "nothing was planned twice"


async def arrived(
    store: Store, model: Model, publication: Publication, one: Expected, now: dt.datetime
) -> Expected:
    """The document of that digest is read now."""
    timing = await timing_of(store, publication, one.date, zone=model.zone, now=now)
    assert timing == model.stands(one.its, now)
    saved = await store.save(
        digest("一", date=one.date, kind=publication.kind),
        publication=publication.slug,
        text_hash=str(one.date),
        now=now,
        published=timing is Timing.OVER,
    )
    one.id, one.out, one.over = saved.digest_id, timing is Timing.OVER, timing is Timing.OVER
    return one
