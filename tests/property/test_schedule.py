"""When digests go out, by a clock that is looked at each minute, and at the ends of the calendar."""

import datetime as dt
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.models import Kind, Policy, Publication, Weekday
from bot.schedule import Timing, clocks, next_moment, next_open, own_moment, own_window, own_zone, window
from tests.fakes import almanac

MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)
WEEK: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
KINDS: tuple[Kind, ...] = ("daily", "weekly", "monthly")
UTC = ZoneInfo("UTC")
LEAP_DAY = dt.date(2028, 2, 29)


@cache
def zones() -> tuple[str, ...]:
    return tuple(sorted(available_timezones() - {"localtime", "Factory"}))


@cache
def changes() -> tuple[tuple[dt.datetime, str], ...]:
    """Moments around which the clocks are changed, with a zone each: all that ever differ, of all zones."""
    found: dict[tuple[dt.datetime, dt.timedelta | None, dt.timedelta | None], str] = {}
    begin = dt.datetime(1992, 1, 1, tzinfo=dt.UTC)
    weeks = [begin + number * 7 * DAY for number in range(35 * 52)]
    for name in zones():
        zone = ZoneInfo(name)
        offset = zone.utcoffset(weeks[0].replace(tzinfo=zone))
        for week in weeks[1:]:
            another = zone.utcoffset(week.replace(tzinfo=zone))
            if another != offset:
                found.setdefault((week, offset, another), name)
            offset = another
    return tuple((key[0], name) for key, name in found.items())


def change_of(week: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """The moment of the change in the week before."""
    low, high = week - 8 * DAY, week + DAY
    after = high.astimezone(zone).utcoffset()
    while high - low > MINUTE:
        middle = low + (high - low) / 2
        if middle.astimezone(zone).utcoffset() == after:
            high = middle
        else:
            low = middle
    return high.replace(second=0, microsecond=0)


hours = st.builds(dt.time, st.integers(0, 23), st.sampled_from([0, 1, 15, 30, 45, 59]))
weekdays = st.sets(st.sampled_from(WEEK), max_size=3).map(tuple)
publications = st.builds(
    Publication,
    slug=st.just("ai-daily"),
    name=st.just("AI日报"),
    kind=st.sampled_from(KINDS),
    publish_at=st.none() | hours,
    weekdays=st.just(()) | weekdays,
    timezone=st.none() | st.sampled_from(["Europe/Berlin", "Pacific/Apia"]),
    cut_off=st.none() | hours,
    catch_up_days=st.none() | st.integers(1, 40),
)
policies = st.builds(
    Policy,
    publish_at=st.none() | hours,
    weekdays=st.just(()) | weekdays,
    quiet_hours=st.none() | st.tuples(hours, hours),
    timezone=st.none() | st.sampled_from(["America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu"]),
)
moments = st.integers(0, 20 * 366 * 24 * 60).map(
    lambda n: dt.datetime(2011, 12, 1, tzinfo=dt.UTC) + n * MINUTE
)
names = st.deferred(lambda: st.sampled_from(zones()))
NIGHTLY = Publication(slug="a", name="A", publish_at=dt.time(2, 30), cut_off=dt.time(3))


@settings(max_examples=60)
@given(publications, names, st.dates(dt.date(2019, 1, 1), dt.date(2029, 12, 31)))
@example(NIGHTLY, "Europe/Berlin", dt.date(2026, 3, 29))
@example(NIGHTLY, "Europe/Berlin", dt.date(2026, 10, 25))
@example(NIGHTLY.model_copy(update={"kind": "monthly"}), "UTC", LEAP_DAY)
@example(NIGHTLY, "Pacific/Apia", dt.date(2011, 12, 29))
@example(NIGHTLY, "Pacific/Apia", dt.date(2011, 12, 30))
@example(NIGHTLY, "Pacific/Kwajalein", dt.date(1993, 8, 21))
@example(Publication(slug="a", name="A"), "America/Sao_Paulo", dt.date(2018, 11, 4))
@example(Publication(slug="a", name="A"), "America/Havana", dt.date(2026, 10, 31))
def test_a_window_is_what_the_clocks_on_the_wall_show(
    publication: Publication, name: str, date: dt.date
) -> None:
    zone = ZoneInfo(name)
    assert tuple(window(publication, date, zone)) == almanac.period_of(publication, date, zone)


def test_around_each_change_of_the_clocks_of_all_zones() -> None:
    found = changes()
    assert len(found) > 700
    faces = [(dt.time(0), dt.time(1, 30)), (dt.time(1, 30), dt.time(2)), (dt.time(2, 30), None)]
    for week, name in found:
        zone = ZoneInfo(name)
        day = change_of(week, zone).astimezone(zone).date()
        for hour, cut_off in faces:
            publication = Publication(slug="a", name="A", publish_at=hour, cut_off=cut_off)
            windows = [window(publication, day + days * DAY, zone) for days in (-1, 0, 1)]
            for its in windows:
                assert its.due < its.cut_off <= its.end
                late = 0 if its.due.astimezone(zone).time() == hour else 1
                assert not late or its.due.astimezone(zone).time() > hour, (name, its)
            dues = [its.due for its in windows]
            assert dues == sorted(dues)
            assert dues[2] - dues[0] <= 72 * HOUR, "whole days are leapt over"
        night = Policy(quiet_hours=(dt.time(1), dt.time(2, 30)))
        midnight = dt.datetime.combine(day, dt.time(), tzinfo=zone).astimezone(dt.UTC)
        for moment in (midnight + number * HOUR for number in range(4)):
            opened = own_moment(night, "daily", moment, zone)
            assert opened is not None
            assert moment <= opened <= moment + 4 * HOUR


@given(
    publications,
    policies,
    names,
    st.sampled_from([dt.date.min, dt.date.min + DAY, dt.date(1, 12, 31), dt.date.max, dt.date.max - 7 * DAY])
    | st.dates(),
    st.datetimes(timezones=st.just(dt.UTC))
    | st.sampled_from([dt.datetime.min.replace(tzinfo=dt.UTC), dt.datetime.max.replace(tzinfo=dt.UTC)]),
)
def test_nothing_makes_an_exception(
    publication: Publication, policy: Policy, name: str, date: dt.date, now: dt.datetime
) -> None:
    zone = ZoneInfo(name)
    its = window(publication, date, zone)
    assert its.due < its.cut_off <= its.end
    assert [its.due.astimezone(zone), its.end.astimezone(zone)], "people can be told of them"
    own = own_window(policy, publication.kind, its, zone)
    assert its.timing(now, []) in Timing
    assert next_open(policy, publication.kind, now, its.due, zone) >= now
    coming = next_moment(publication, policy, zone, now)
    assert coming is None or coming > now
    if own is None:
        assert publication.kind == "daily"
        assert policy.weekdays
    else:
        assert its.due <= own.due < own.cut_off <= own.end
        assert own.cut_off - own.due >= its.cut_off - its.due


readers = st.builds(
    Policy,
    publish_at=st.none() | st.integers(5, 23).map(dt.time),
    weekdays=weekdays,
    quiet_hours=st.sampled_from([None, (dt.time(22), dt.time(7)), (dt.time(13), dt.time(15, 15))]),
    timezone=st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/St_Johns", "Asia/Kathmandu"]),
)


@settings(max_examples=60)
@given(
    readers,
    st.sampled_from(KINDS),
    st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 31)),
    st.integers(0, 10 * 24 * 60),
)
def test_a_targets_moments_are_what_its_clocks_show(
    policy: Policy, kind: Kind, date: dt.date, minutes: int
) -> None:
    zone = ZoneInfo("Asia/Shanghai")
    publication = Publication(slug="a", name="A", kind=kind, publish_at=dt.time(8, 30))
    its, reader = window(publication, date, zone), almanac.Reader(policy, kind, zone)
    own = own_window(policy, kind, its, zone)
    assert (None if own is None else tuple(own)) == reader.period(tuple(its))
    now = its.due + minutes * MINUTE
    if own is not None and own.due <= now:
        assert next_open(policy, kind, now, own.due, zone) == reader.opens(now, own.due)


@given(hours, moments, names)
def test_it_is_the_first_time_that_the_clocks_show_the_hour(
    hour: dt.time, since: dt.datetime, name: str
) -> None:
    zone = ZoneInfo(name)
    found = clocks.next_time(hour, since, zone)
    assert since <= found <= since + 50 * HOUR
    passed = [since + minutes * MINUTE for minutes in range((found - since) // MINUTE)]
    assert not [one for one in passed if one.astimezone(zone).time().replace(second=0) == hour]
    assert clocks.next_time(hour, since + HOUR, zone) >= found, "a later release never comes earlier"


@pytest.mark.parametrize("name", ["Mars/Base", "", "../etc", "Asia/Shanghai\0", "A" * 300])
def test_a_zone_that_nobody_knows_is_the_desks(name: str) -> None:
    assert own_zone(Policy(timezone=name), UTC) is UTC
