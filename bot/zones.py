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

CITIES = {
    "北京": "Asia/Shanghai", "上海": "Asia/Shanghai", "中国": "Asia/Shanghai", "中國": "Asia/Shanghai",
    "香港": "Asia/Hong_Kong", "澳门": "Asia/Macau", "澳門": "Asia/Macau",
    "台北": "Asia/Taipei", "臺北": "Asia/Taipei", "台湾": "Asia/Taipei", "台灣": "Asia/Taipei",
    "臺灣": "Asia/Taipei", "新加坡": "Asia/Singapore", "吉隆坡": "Asia/Kuala_Lumpur",
    "东京": "Asia/Tokyo", "東京": "Asia/Tokyo", "首尔": "Asia/Seoul", "首爾": "Asia/Seoul",
    "曼谷": "Asia/Bangkok", "迪拜": "Asia/Dubai", "杜拜": "Asia/Dubai", "莫斯科": "Europe/Moscow",
    "柏林": "Europe/Berlin", "巴黎": "Europe/Paris", "伦敦": "Europe/London", "倫敦": "Europe/London",
    "纽约": "America/New_York", "紐約": "America/New_York", "芝加哥": "America/Chicago",
    "洛杉矶": "America/Los_Angeles", "洛杉磯": "America/Los_Angeles", "温哥华": "America/Vancouver",
    "溫哥華": "America/Vancouver", "多伦多": "America/Toronto", "多倫多": "America/Toronto",
    "悉尼": "Australia/Sydney", "雪梨": "Australia/Sydney", "墨尔本": "Australia/Melbourne",
    "墨爾本": "Australia/Melbourne", "奥克兰": "Pacific/Auckland", "奧克蘭": "Pacific/Auckland",
    "beijing": "Asia/Shanghai",
}  # fmt: skip
"""Places as Chinese readers write them, of which the IANA's names know nothing; a 时间 behind is let go."""

_HOUR = re.compile(
    r"(?P<half>凌晨|清晨|早晨|早上|上午|下午|傍晚|晚上)?"
    r"(?P<hour>\d{1,2})(?:[:.h]|點|点)?(?:(?P<minutes>\d{2})分?|(?P<thirty>半))?"
)
_TO = re.compile(r"\s*(?:[-–—~～]|至|到|\bto\b)\s*")
_PAST_NOON = frozenset({"下午", "傍晚", "晚上"})


def hour(typed: str) -> dt.time | None:
    """The hour that somebody typed, such as 8:30 or 晚上8点半; None for what is none."""
    found = _HOUR.fullmatch(unicodedata.normalize("NFKC", typed).replace(" ", "").lower())
    if found is None:
        return None
    number, minutes = int(found["hour"]), 30 if found["thirty"] else int(found["minutes"] or 0)
    if found["half"] in _PAST_NOON:
        if number == 12 and found["half"] != "下午":  # of which day, nobody knows
            return None
        number += 12 if number < 12 else 0
    return dt.time(number, minutes) if number < 24 and minutes < 60 else None


def span(typed: str) -> tuple[dt.time, dt.time] | None:
    """From which hour to which, such as 22:00-07:00 or 晚上10点到早上7点; None for what is none."""
    parts = _TO.split(typed.strip())
    first, last = (hour(part) for part in parts) if len(parts) == 2 else (None, None)
    return None if first is None or last is None or first == last else (first, last)


async def zone(typed: str) -> str | None:
    """The IANA's name for what somebody typed, whole or only its city; None if it means none, or several."""
    typed = unicodedata.normalize("NFKC", typed).strip()
    if known := CITIES.get(typed.removesuffix("时间").removesuffix("時間").strip().casefold()):
        return known
    names = await asyncio.to_thread(_names)  # it reads the whole database
    sought = re.sub(r"[\s-]+", "_", typed).casefold()
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
