"""The editors' desk: what it takes to steer, for the commands, the frontends and the notices to admins."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.models import Locale, Publication
from bot.ports import Platform, Store


@dataclass(frozen=True, slots=True)
class Desk:
    """One process's store, platforms and settings. `admins` are operators, as `platform:number`.

    `platforms` is filled while the platforms are made; it is complete before any of them serves.
    """

    store: Store
    platforms: Mapping[str, Platform]
    publications: Sequence[Publication]
    sources: Mapping[str, Path]
    admins: Sequence[str]
    zone: ZoneInfo
    locale: Locale
    clock: Callable[[], dt.datetime]

    def is_operator(self, actor: str) -> bool:
        """Whether the settings name this actor among the admins."""
        return actor in self.admins
