"""When a digest goes out: the rules by example, as docs/operating.md tells them."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from bot.models import Kind, Policy, Publication
from bot.records import Outage
from bot.schedule import Timing, next_moment, own_window, timing, window

SHANGHAI = ZoneInfo("Asia/Shanghai")
FRIDAY = dt.date(2026, 11, 20)
DAILY = Publication(slug="a", name="A", publish_at=dt.time(8, 30))


def at(told: str) -> dt.datetime:
    """That time in Shanghai."""
    return dt.datetime.fromisoformat(told).replace(tzinfo=SHANGHAI)


def shown(moment: dt.datetime) -> str:
    """The other way round, to the minute that begins then or is over."""
    return f"{moment.astimezone(SHANGHAI) + dt.timedelta(microseconds=1):%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("change", "due", "cut_off", "end"),
    [
        ({}, "11-20 08:30", "11-21 00:00", "11-21 00:00"),
        ({"publish_at": None}, "11-20 00:00", "11-21 00:00", "11-21 00:00"),
        ({"kind": "weekly"}, "11-20 08:30", "11-27 00:00", "11-27 00:00"),
        ({"kind": "monthly"}, "11-20 08:30", "01-01 00:00", "01-01 00:00"),
        ({"weekdays": ("mon", "tue")}, "11-23 08:30", "11-24 00:00", "11-24 00:00"),
        ({"kind": "weekly", "weekdays": ("thu",)}, "11-26 08:30", "12-03 00:00", "12-03 00:00"),
        ({"cut_off": dt.time(22)}, "11-20 08:30", "11-20 22:00", "11-21 00:00"),
        ({"cut_off": dt.time(2)}, "11-20 08:30", "11-21 02:00", "11-21 02:00"),
        ({"catch_up_days": 3}, "11-20 08:30", "11-21 00:00", "11-24 00:00"),
        ({"cut_off": dt.time(8, 30), "catch_up_days": 1}, "11-20 08:30", "11-21 08:30", "11-22 00:00"),
        ({"kind": "weekly", "catch_up_days": 2}, "11-20 08:30", "11-27 00:00", "11-27 00:00"),
        ({"timezone": "Europe/Berlin"}, "11-20 15:30", "11-21 07:00", "11-21 07:00"),
        ({"timezone": "Mars/Base"}, "11-20 08:30", "11-21 00:00", "11-21 00:00"),
    ],
)
def test_the_window(change: dict[str, object], due: str, cut_off: str, end: str) -> None:
    assert [shown(one) for one in window(DAILY.model_copy(update=change), FRIDAY, SHANGHAI)] == [
        due,
        cut_off,
        end,
    ]


@pytest.mark.parametrize(
    ("now", "outage", "expected"),
    [
        ("2026-11-20T08:29:59", None, Timing.EARLY),
        ("2026-11-20T08:30", None, Timing.DUE),
        ("2026-11-20T22:00", None, Timing.DUE),
        ("2026-11-20T22:00:01", None, Timing.OVER),
        ("2026-11-21T07:00", ("2026-11-20T21:00", "2026-11-21T06:59"), Timing.MISSED),
        ("2026-11-21T07:00", ("2026-11-20T22:01", "2026-11-21T06:59"), Timing.OVER),
        ("2026-11-21T07:00", ("2026-11-20T09:00", "2026-11-20T21:59"), Timing.OVER),
        ("2026-11-22T00:00", ("2026-11-20T21:00", "2026-11-21T23:59"), Timing.OVER),
        ("2026-11-20T12:00", ("2026-11-20T08:00", "2026-11-20T11:59"), Timing.DUE),
    ],
)
def test_the_timing(now: str, outage: tuple[str, str] | None, expected: Timing) -> None:
    publication = DAILY.model_copy(update={"cut_off": dt.time(22), "catch_up_days": 1})
    outages = [] if outage is None else [Outage(at(outage[0]), at(outage[1]))]
    assert timing(publication, FRIDAY, zone=SHANGHAI, now=at(now), outages=outages) is expected


NIGHT = (dt.time(22), dt.time(7))
WORKDAYS = ("mon", "tue", "wed", "thu", "fri")


@pytest.mark.parametrize(
    ("kind", "wish", "due", "cut_off"),
    [
        ("daily", {}, "11-20 08:30", "11-21 00:00"),
        ("daily", {"publish_at": dt.time(9)}, "11-20 09:00", "11-21 00:30"),
        ("daily", {"publish_at": dt.time(7)}, "11-21 07:00", "11-21 22:30"),
        ("daily", {"publish_at": dt.time(8), "timezone": "Europe/Berlin"}, "11-20 15:00", "11-21 06:30"),
        ("daily", {"weekdays": WORKDAYS}, "11-20 08:30", "11-21 00:00"),
        ("daily", {"weekdays": ("sat",)}, None, None),
        ("daily", {"publish_at": dt.time(7), "weekdays": ("sat",)}, "11-21 07:00", "11-21 22:30"),
        ("daily", {"quiet_hours": (dt.time(8), dt.time(10))}, "11-20 10:00", "11-21 01:30"),
        ("daily", {"quiet_hours": NIGHT}, "11-20 08:30", "11-21 08:00"),  # an hour after the night
        ("daily", {"quiet_hours": NIGHT, "timezone": "Europe/London"}, "11-20 15:00", "11-21 16:00"),
        ("weekly", {"weekdays": ("mon",)}, "11-23 08:30", "11-30 09:30"),  # its next Monday, and an hour
        ("monthly", {"weekdays": ("fri",)}, "11-20 08:30", "01-01 09:30"),
    ],
)
def test_a_targets_own_window(
    kind: Kind, wish: dict[str, object], due: str | None, cut_off: str | None
) -> None:
    released = window(DAILY.model_copy(update={"kind": kind}), FRIDAY, SHANGHAI)
    own = own_window(Policy.model_validate(wish), kind, released, SHANGHAI)
    assert (None if own is None else (shown(own.due), shown(own.cut_off))) == (due and (due, cut_off))


def test_the_next_one() -> None:
    now = at("2026-11-20T09:00")
    assert next_moment(DAILY, Policy(), SHANGHAI, now) == at("2026-11-21T08:30")
    assert next_moment(DAILY, Policy(weekdays=("tue",)), SHANGHAI, now) == at("2026-11-24T08:30")
    saturdays = DAILY.model_copy(update={"weekdays": ("sat",)})
    assert next_moment(saturdays, Policy(weekdays=("tue",)), SHANGHAI, now) is None
