"""Two processes that plan on one database: each post is planned once, whoever comes first."""

import asyncio
import datetime as dt
from zoneinfo import ZoneInfo

from bot.delivery.due import plan_due
from bot.delivery.waves import Waves
from bot.heartbeat import Heartbeat
from bot.models import Policy
from bot.ports import Platform
from storage import open_store
from tests.contract.making import DAILY, day, digest
from tests.fakes.platform import FakePlatform, FakeServer

ZONE = ZoneInfo("Asia/Shanghai")
PUBLICATION = DAILY.model_copy(update={"catch_up": "all", "catch_up_days": 3})
POLICIES = (Policy(), Policy(publish_at=dt.time(9)), Policy(quiet_hours=(dt.time(8), dt.time(10))))


def at(days: int, hour: int, minute: int = 0) -> dt.datetime:
    """That time in Shanghai, so many days after the first digest's."""
    return dt.datetime.combine(day(days), dt.time(hour, minute), ZONE).astimezone(dt.UTC)


async def test_two_that_plan_at_once_publish_once(url: str) -> None:
    stores = [await open_store(url, now=at(0, 0)) for _ in range(2)]
    first = stores[0]
    platforms: dict[str, Platform] = {"fake": FakePlatform(FakeServer())}
    workers = [(store, Heartbeat(store), Waves()) for store in stores]
    try:
        await first.declare_publications([PUBLICATION])
        for number, policy in enumerate(POLICIES):
            await first.declare_target("fake", f"@{number}", policy)
        for days in range(4):
            await first.save(
                digest(("新闻资讯", ("a",)), date=day(days)),
                publication=DAILY.slug,
                text_hash=f"{days}",
                now=at(0, 1),
            )
        planned = 0
        # Both are away from the second day on, and both catch up at once on the fourth.
        for now in (at(0, 8, 30), at(0, 9), at(0, 10), at(3, 8), at(3, 8, 30), at(3, 9), at(3, 10)):

            async def turn(number: int, now: dt.datetime = now) -> int:
                store, heartbeat, waves = workers[number]
                later = now + dt.timedelta(milliseconds=number)
                changes = await plan_due(store, [PUBLICATION], platforms, zone=ZONE, now=later, waves=waves)
                await heartbeat.beat(later)
                return changes

            planned += sum(await asyncio.gather(turn(0), turn(1), turn(1)))
        assert planned == 4 * len(POLICIES)
        assert await first.unreleased(DAILY.slug) == []
        lines = await first.ledger()
        assert [sum(line.states.values()) for line in lines] == [4] * len(POLICIES)
        outages = await first.outages(since=at(0, 0))
        assert [outage.until for outage in outages if outage.until - outage.since > dt.timedelta(days=1)] in (
            [at(3, 8)],
            [at(3, 8) + dt.timedelta(milliseconds=1)],
        )
    finally:
        for store in stores:
            await store.close()
