"""What an examination finds: each a line with a level, and the remedy where one is needed."""

import datetime as dt
from email.utils import parsedate_to_datetime
from typing import Literal

from bot.models import Frozen

Level = Literal["ok", "warning", "error"]

OFF = dt.timedelta(seconds=30)
"""By how much our clock may differ from a platform's before somebody is told."""


class Finding(Frozen):
    """One thing that was looked at. `subject` names it, `told` says how it is, `remedy` what to do."""

    level: Level
    subject: str
    told: str
    remedy: str = ""


def clocks(platform: str, served: str | None, now: dt.datetime) -> Finding | None:
    """How our clock compares with the Date header that `platform` has just answered with."""
    if served is None:
        return None
    try:
        off = now - parsedate_to_datetime(served).astimezone(dt.UTC)
    except ValueError:
        return None
    if abs(off) <= OFF:
        return Finding(level="ok", subject="clock", told=f"agrees with {platform}'s")
    seconds, side = abs(off).total_seconds(), "ahead of" if off > OFF else "behind"
    return Finding(
        level="warning",
        subject="clock",
        told=f"{seconds:,.0f} s {side} {platform}'s: digests go out at the wrong time",
        remedy="set the system's clock, best by NTP",
    )
