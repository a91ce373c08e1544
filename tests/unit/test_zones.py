"""Hours and time zones as people type them into the setup's form."""

import datetime as dt
from zoneinfo import available_timezones

import pytest

from bot import zones


@pytest.mark.parametrize(
    ("typed", "hour"),
    [
        ("8:30", dt.time(8, 30)),
        ("８：４５", dt.time(8, 45)),
        ("08点", dt.time(8)),
        ("8點半", dt.time(8, 30)),
        ("早上8点", dt.time(8)),
        ("晚上 8点半", dt.time(20, 30)),
        ("下午3點05分", dt.time(15, 5)),
        ("下午12:15", dt.time(12, 15)),
        ("晚上20:00", dt.time(20)),
        ("25:00", None),
        ("8:60", None),
        ("晚上12点", None),
        ("晚上", None),
        ("soon", None),
        ("", None),
    ],
)
def test_hours_are_read_as_people_write_them(typed: str, hour: dt.time | None) -> None:
    assert zones.hour(typed) == hour


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Asia/Shanghai", "Asia/Shanghai"),
        (" taipei ", "Asia/Taipei"),
        ("new york", "America/New_York"),
        ("北京", "Asia/Shanghai"),
        ("北京时间", "Asia/Shanghai"),
        ("Beijing", "Asia/Shanghai"),
        ("臺北時間", "Asia/Taipei"),
        ("東京", "Asia/Tokyo"),
        ("火星", None),
        ("时间", None),
    ],
)
async def test_zones_are_found_by_their_cities_in_chinese_too(typed: str, zone: str | None) -> None:
    assert await zones.zone(typed) == zone


def test_every_city_and_common_zone_is_one_of_the_ianas() -> None:
    assert {*zones.CITIES.values(), *zones.COMMON} <= available_timezones()
