"""What is not there though its hour is over."""

import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.delivery.overdue import overdue
from bot.models import Publication
from bot.ports import Store
from bot.sources.files import SAMPLES
from tests.fakes.digests import digest
from tests.fakes.stores import DAILY, sqlite_store

SHANGHAI = ZoneInfo("Asia/Shanghai")
MORNING = DAILY.model_copy(update={"publish_at": dt.time(8, 30)})
WEEKLY = MORNING.model_copy(update={"kind": "weekly"})
MONDAYS = WEEKLY.model_copy(update={"weekdays": ("mon",)})
MONTHLY = MORNING.model_copy(update={"kind": "monthly"})


def at(told: str) -> dt.datetime:
    """That time in Shanghai, of November 2026; the 20th is a Friday."""
    return dt.datetime.fromisoformat(f"2026-{told}").replace(tzinfo=SHANGHAI)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with sqlite_store(tmp_path) as store:
        await store.heartbeat(now=at("09-01T12:00"), patience=dt.timedelta(minutes=1))
        yield store


async def have(store: Store, *dates: str, titles: tuple[str, ...] = ("甲",)) -> None:
    """Digests of these dates are there."""
    for told in dates:
        date = dt.date.fromisoformat(f"2026-{told}")
        await store.save(
            digest(*titles, date=date), publication=DAILY.slug, text_hash=told, now=at("11-20T08:00")
        )


async def missed(store: Store, publication: Publication, now: str) -> str | None:
    """The date and hour that are told, if any."""
    found = await overdue(store, [publication], zone=SHANGHAI, now=at(now))
    assert len(found) < 2
    return f"{found[0].date:%m-%d} {found[0].due.astimezone(SHANGHAI):%m-%d %H:%M}" if found else None


@pytest.mark.parametrize(
    ("publication", "there", "now", "expected"),
    [
        (MORNING, ["11-19"], "11-20T08:59:59", None),
        (MORNING, ["11-19"], "11-20T09:00", "11-20 11-20 08:30"),
        (MORNING, ["11-19"], "11-21T08:59", "11-20 11-20 08:30"),
        (MORNING, ["11-20"], "11-20T23:00", None),
        (MORNING, ["11-21"], "11-20T09:00", "11-20 11-20 08:30"),
        (MORNING, [], "11-20T09:00", "11-20 11-20 08:30"),
        (MORNING.model_copy(update={"weekdays": ("mon", "thu")}), ["11-19"], "11-22T09:00", None),
        (
            MORNING.model_copy(update={"weekdays": ("mon", "thu")}),
            ["11-19"],
            "11-24T09:00",
            "11-23 11-23 08:30",
        ),
        (DAILY, ["11-19"], "11-21T00:29", None),  # without an hour it has the whole day
        (DAILY, ["11-19"], "11-21T00:30", "11-20 11-20 23:59"),
        (WEEKLY, ["11-09"], "11-22T23:00", None),
        (WEEKLY, ["11-15"], "11-23T09:00", "11-22 11-23 08:30"),
        (WEEKLY, ["11-16"], "11-25T09:00", None),
        (MONDAYS, ["11-17"], "11-23T09:00", None),
        (MONDAYS, ["11-16"], "11-23T09:00", "11-23 11-23 08:30"),
        (MONTHLY, ["10-01"], "11-30T09:00", None),
        (MONTHLY, ["10-31"], "12-01T08:59", None),
        (MONTHLY, ["10-31"], "12-01T09:00", "11-30 12-01 08:30"),
        (MORNING.model_copy(update={"source": str(SAMPLES)}), [], "11-20T09:00", None),
    ],
)
async def test_what_is_missed(
    store: Store, publication: Publication, there: list[str], now: str, expected: str | None
) -> None:
    await have(store, *there)
    assert await missed(store, publication, now) == expected


async def test_a_digest_without_items_is_none(store: Store) -> None:
    await have(store, "11-20", titles=())
    assert await missed(store, MORNING, "11-20T09:00") == "11-20 11-20 08:30"


async def test_the_past_before_the_installation_is_nobodys_fault(tmp_path: Path) -> None:
    async with sqlite_store(tmp_path) as store:
        assert await missed(store, MORNING, "11-20T15:00") is None, "nobody is at work yet"
        for told in ("11-20T12:00", "11-20T12:00:30", "11-21T08:00"):
            await store.heartbeat(now=at(told), patience=dt.timedelta(minutes=1))
        assert await missed(store, MORNING, "11-20T15:00") is None
        assert await missed(store, MORNING, "11-21T09:00") == "11-21 11-21 08:30"
