"""A target's own hour costs nothing until it comes."""

import asyncio
import datetime as dt
import tempfile
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.delivery.due import plan_due
from bot.delivery.waves import Waves
from bot.models import Policy, Publication
from bot.ports import Platform
from bot.schedule import window
from tests.fakes.digests import digest
from tests.fakes.platform import FakePlatform, FakeServer
from tests.fakes.stores import sqlite_store

MINUTE = dt.timedelta(minutes=1)


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
            for seconds in range(0, 31 * 60, 15):
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
