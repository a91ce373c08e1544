"""A desk for tests: the store and the platforms of the test, all else as it usually is."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from zoneinfo import ZoneInfo

from bot.desk import Desk
from bot.models import Locale, Policy, Publication
from bot.ports import Platform, Store
from bot.sources import Source
from tests.fakes.platform import Clock
from tests.fakes.stores import DAILY

ZONE = ZoneInfo("Asia/Shanghai")


def desk_of(
    store: Store,
    *platforms: Platform,
    publications: Sequence[Publication] = (DAILY,),
    sources: Mapping[str, Source] | None = None,
    targets: Sequence[tuple[str, str, Policy]] = (),
    admins: Sequence[str] = ("fake:100",),
    clock: Callable[[], dt.datetime] | None = None,
    locale: Locale = "zh-CN",
) -> Desk:
    """The desk."""
    return Desk(
        store=store,
        platforms={platform.name: platform for platform in platforms},
        publications=publications,
        sources=sources or {},
        admins=admins,
        zone=ZONE,
        locale=locale,
        clock=clock or Clock(),
        targets=targets,
    )
