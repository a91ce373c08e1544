"""What an examination finds: each a line with a level, and the remedy where one is needed."""

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Sequence
from email.utils import parsedate_to_datetime
from typing import Literal

from bot.errors import DeliveryError, PlatformDown
from bot.models import Frozen, Target

Level = Literal["ok", "warning", "error"]

AT_ONCE = 4
"""Targets that are looked at together: a bot that runs meanwhile shall not wait for us."""
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


def unreachable(platform: str, error: DeliveryError) -> Finding:
    """What is told of a platform that did not let itself be examined."""
    remedy = "" if isinstance(error, PlatformDown) else "check the network, or a proxy that is in the way"
    return Finding(level="error", subject=platform, told=str(error), remedy=remedy)


async def of_each(
    targets: Sequence[Target], look: Callable[[Target], Awaitable[list[Finding]]]
) -> list[Finding]:
    """What `look` finds in each of the targets, in their order, a few at once."""
    slots = asyncio.Semaphore(AT_ONCE)

    async def one(target: Target) -> list[Finding]:
        async with slots:
            return await look(target)

    found = await asyncio.gather(*(one(target) for target in targets))
    return [finding for each in found for finding in each]
