"""Hours and time zones as people choose and type them."""

import asyncio
import datetime as dt
import re
import unicodedata
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

COMMON = (
    "Asia/Shanghai",
    "Asia/Hong_Kong",
    "Asia/Taipei",
    "Asia/Singapore",
    "Asia/Tokyo",
    "Asia/Seoul",
    "Asia/Bangkok",
    "Asia/Kolkata",
    "Asia/Dubai",
    "Europe/Moscow",
    "Europe/Istanbul",
    "Europe/Berlin",
    "Europe/Paris",
    "Europe/London",
    "UTC",
    "America/Sao_Paulo",
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "Australia/Sydney",
    "Pacific/Auckland",
)

_HOUR = re.compile(r"(\d{1,2})(?:[:.h]|點|点)?(?:(\d{2})分?|(半))?")


def hour(typed: str) -> dt.time | None:
    """The hour that somebody typed, such as 8:30; None for what is none."""
    found = _HOUR.fullmatch(unicodedata.normalize("NFKC", typed).replace(" ", "").lower())
    if found is None:
        return None
    minutes = 30 if found[3] else int(found[2] or 0)
    return dt.time(int(found[1]), minutes) if int(found[1]) < 24 and minutes < 60 else None


async def zone(typed: str) -> str | None:
    """The IANA's name for what somebody typed, whole or only its city; None if it means none, or several."""
    names = await asyncio.to_thread(_names)  # it reads the whole database
    sought = re.sub(r"[\s-]+", "_", unicodedata.normalize("NFKC", typed).strip()).casefold()
    if sought in names:
        return names[sought]
    cities = {name for key, name in names.items() if key.rpartition("/")[2] == sought}
    return cities.pop() if len(cities) == 1 else None


def offset(name: str, now: dt.datetime) -> str:
    """How far the clocks there are from UTC at that moment, as UTC+08:00."""
    return f"UTC{now.astimezone(ZoneInfo(name)).isoformat()[-6:]}"


@cache
def _names() -> dict[str, str]:
    return {name.replace("-", "_").casefold(): name for name in available_timezones()}
