"""When a digest is due, and when it is an archive."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.models import Kind, Publication
from bot.schedule import due_at, first_day

KINDS: tuple[Kind, ...] = ("daily", "weekly", "monthly")
DATES = st.dates(dt.date(2000, 1, 1), dt.date(2100, 12, 31))


@pytest.mark.parametrize(
    ("kind", "today", "oldest"),
    [
        ("daily", "2026-11-20", "2026-11-20"),
        ("weekly", "2026-11-20", "2026-11-14"),
        ("monthly", "2026-11-20", "2026-10-01"),
        ("monthly", "2026-01-31", "2025-12-01"),
        ("monthly", "2024-03-01", "2024-02-01"),
    ],
)
def test_the_window(kind: Kind, today: str, oldest: str) -> None:
    assert first_day(kind, dt.date.fromisoformat(today)) == dt.date.fromisoformat(oldest)


@given(st.sampled_from(KINDS), DATES)
def test_the_window_moves_forwards_only_and_holds_its_own_day(kind: Kind, today: dt.date) -> None:
    oldest = first_day(kind, today)
    assert oldest <= today
    assert first_day(kind, today + dt.timedelta(days=1)) >= oldest


def test_the_hour_is_meant_in_the_zone() -> None:
    publication = Publication(slug="a", name="A", publish_at=dt.time(8, 30))
    due = due_at(publication, dt.date(2026, 11, 20), ZoneInfo("Asia/Shanghai"))
    assert due == dt.datetime(2026, 11, 20, 0, 30, tzinfo=dt.UTC)
    assert due.tzinfo is dt.UTC


def test_without_an_hour_it_is_due_when_its_day_begins() -> None:
    due = due_at(Publication(slug="a", name="A"), dt.date(2026, 7, 1), ZoneInfo("America/New_York"))
    assert due == dt.datetime(2026, 7, 1, 4, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize("hour", ["02:30", "02:00"])
def test_an_hour_that_a_change_of_the_clocks_leaves_out_still_comes(hour: str) -> None:
    publication = Publication(slug="a", name="A", publish_at=dt.time.fromisoformat(hour))
    due = due_at(publication, dt.date(2026, 3, 29), ZoneInfo("Europe/Berlin"))
    assert due.date() == dt.date(2026, 3, 29)
