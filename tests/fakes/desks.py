"""A desk for tests: the store and the platforms of the test, all else as it usually is."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from zoneinfo import ZoneInfo

from bot.desk import Desk
from bot.models import Locale, Policy, Publication
from bot.notices.notices import Notices
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
    report_to: Sequence[str] = (),
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
        report_to=report_to,
    )


@asynccontextmanager
async def noticing(desk: Desk) -> AsyncIterator[None]:
    """The desk's news are told as they come."""
    notices = Notices(desk, watch=False)

    async def tell() -> None:
        while True:
            await notices.tell()
            await asyncio.sleep(0.01)

    task = asyncio.create_task(tell())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
