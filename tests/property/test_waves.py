"""A target's own hour, in every zone and over every change of the clocks."""

import asyncio
import datetime as dt
import tempfile
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.delivery.due import plan_due
from bot.delivery.waves import Waves
from bot.models import Policy, Publication
from bot.ports import Platform
from bot.schedule import own_window, window
from tests.fakes.digests import digest
from tests.fakes.platform import FakePlatform, FakeServer
from tests.fakes.stores import sqlite_store

ZONES = (
    "Asia/Shanghai",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",  # the clocks change by half an hour
    "Asia/Kathmandu",
    "Pacific/Apia",  # had no 30 December 2011
    "Pacific/Kiritimati",
    "America/St_Johns",
    "UTC",
)
CHANGES = (dt.date(2026, 3, 29), dt.date(2026, 10, 25), dt.date(2026, 3, 8), dt.date(2026, 11, 1))
MINUTE = dt.timedelta(minutes=1)

zones = st.sampled_from(ZONES).map(ZoneInfo)
hours = st.builds(dt.time, st.integers(0, 23), st.sampled_from([0, 1, 15, 30, 45, 59]))

policies = st.builds(
    Policy,
    publish_at=st.none() | hours,
    timezone=st.none() | st.sampled_from(ZONES),
    keywords=st.sampled_from([(), (), ("无人写到",)]),  # one that leaves nothing of the digest
)


class Page(FakePlatform):
    """A place to which readers come by themselves."""

    keeps_archive = True


@settings(max_examples=25)
@given(
    st.lists(policies, max_size=5, unique=True),
    st.none() | hours,
    zones,
    st.sampled_from(CHANGES),
    st.lists(st.tuples(st.integers(1, 700), st.booleans()), min_size=3, max_size=10),
)
def test_each_target_gets_it_once_at_its_own_moment(
    wishes: list[Policy],
    hour: dt.time | None,
    zone: ZoneInfo,
    date: dt.date,
    steps: list[tuple[int, bool]],
) -> None:
    publication = Publication(slug="ai-daily", name="AI日报", publish_at=hour)
    its = window(publication, date, zone)
    released = its.due

    async def run(folder: Path) -> None:
        async with sqlite_store(folder) as store:
            await store.save(
                digest("一", date=date), publication="ai-daily", text_hash="1", now=released - MINUTE
            )
            platforms: dict[str, Platform] = {
                "fake": FakePlatform(FakeServer()),
                "page": Page(FakeServer(), "page"),
            }
            chats = {
                (await store.declare_target("fake", f"@{n}", one)).id: one for n, one in enumerate(wishes)
            }
            site = (await store.declare_target("page", "site", Policy())).id
            own = {one: own_window(wish, "daily", its, zone) for one, wish in chats.items()}
            due = {one: window for one, window in own.items() if window is not None}
            expected: set[int] = set()
            waves, now = Waves(), released - 3 * MINUTE
            for minutes, restarted in [*steps, (3000, False)]:
                now += minutes * MINUTE
                if restarted:
                    waves = Waves()
                others = Waves()  # of a second process
                total = await plan_due(store, [publication], platforms, zone=zone, now=now, waves=waves)
                again = await plan_due(store, [publication], platforms, zone=zone, now=now, waves=others)
                assert again == 0
                if now >= released:
                    expected.add(site)
                came = {
                    one
                    for one, window in due.items()
                    if window.due <= now <= window.cut_off
                    # whoever is late when nobody has looked before gets nothing
                }
                expected |= {one for one in came if not chats[one].keywords}
                planned = set(await store.planned_targets(1)) if now >= released else set()
                assert planned == expected, (now, due)
                assert total <= len(expected)
                waiting = [window for window in due.values() if window.due > now]
                if now >= released:
                    assert [edition.date for edition in await store.editions()] == [date], "readers see it"
                    assert bool(await store.unreleased("ai-daily")) == bool(waiting)
                    assert await store.outdated() == []
            assert all(sum(line.states.values()) <= 1 for line in await store.ledger())

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(run(Path(folder)))


def test_a_wave_is_planned_within_the_tick_after_its_moment_and_not_looked_for_before() -> None:
    zone = ZoneInfo("Asia/Shanghai")
    date = dt.date(2026, 7, 1)
    publication = Publication(slug="ai-daily", name="AI日报", publish_at=dt.time(8, 30))
    released = window(publication, date, zone).due

    async def run(folder: Path) -> None:
        async with sqlite_store(folder) as store:
            saved = await store.save(
                digest("一", date=date), publication="ai-daily", text_hash="1", now=released - MINUTE
            )
            await store.declare_target("fake", "@now", Policy())
            await store.declare_target("fake", "@nine", Policy(publish_at=dt.time(9)))
            platforms: dict[str, Platform] = {"fake": FakePlatform(FakeServer())}
            waves, looks = Waves(), 0
            alike = store.alike

            async def counted(*, planned: int | None = None) -> object:
                nonlocal looks
                looks += planned is None
                return await alike(planned=planned)

            store.alike = counted  # type: ignore[method-assign,assignment]
            changed = []
            for seconds in range(0, 31 * 60, 5):
                now = released + dt.timedelta(seconds=seconds)
                if await plan_due(store, [publication], platforms, zone=zone, now=now, waves=waves):
                    changed.append(seconds)
                if seconds == 600:
                    await store.declare_target("fake", "@joined", Policy(publish_at=dt.time(8, 45)))
            assert changed == [0, 900, 1800]
            assert looks <= 2 * 31
            have = await store.planned_targets(saved.digest_id)
            assert have == [target.id for target in await store.targets()]

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(run(Path(folder)))
