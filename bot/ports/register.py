"""The register: what operators did and were told, and when Ribao was at work."""

import datetime as dt
from collections.abc import Sequence
from typing import Protocol

from bot.records import Act, Outage, Pause


class Register(Protocol):
    """Acts, notices, the worker's heartbeat and the operators' pause."""

    async def record(self, act: Act) -> None:
        """Keep what somebody did; for good."""

    async def acts(self, *, before: int | None = None, limit: int = 20) -> Sequence[Act]:
        """What was done, the newest first, with ids below `before`."""

    async def claim_notice(self, key: str, *, now: dt.datetime, apart: dt.timedelta | None) -> bool:
        """Whether the caller is to tell this: true for one, if nobody told it within `apart` (None: ever).

        Two processes that ask at once are not both told so. A notice that was claimed and not told is lost.
        """

    async def forget_notice(self, key: str) -> bool:
        """It may be told anew, as if it never was; whether it had been claimed."""

    async def heartbeat(self, *, now: dt.datetime, patience: dt.timedelta) -> None:
        """A worker is at work. More than `patience` after the one before, what lies between is an outage.

        The very first one ends none: before it there was nothing. A clock that was set back makes none, nor
        does a process that is behind another.
        """

    async def first_heartbeat(self) -> dt.datetime | None:
        """When a worker was at work for the first time; None: never."""

    async def last_heartbeat(self) -> dt.datetime | None:
        """When a worker was last at work; None: never."""

    async def outages(self, *, since: dt.datetime) -> Sequence[Outage]:
        """The outages that ended after `since`, oldest first."""

    async def pause(self, pause: Pause) -> None:
        """Nothing is claimed from now on; an earlier pause stays as it is."""

    async def paused(self) -> Pause | None:
        """The pause that holds now."""

    async def unpause(self) -> bool:
        """Lift the pause; false where there was none."""
