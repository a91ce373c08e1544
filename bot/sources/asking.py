"""When an address is asked for what: the days that still count, again and again, and never busily."""

import asyncio
import datetime as dt
import hashlib
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from bot.errors import SourceDown, SourceError
from bot.models import Publication
from bot.schedule import window, zone_of
from bot.sources.answers import NOTHING, Answer
from bot.sources.arrivals import Arrival, Failure, Page
from bot.sources.models import Address, shown

if TYPE_CHECKING:  # aiohttp is loaded when an address is asked
    from bot.sources.web import Web

MOST = 62
"""Days back for which an address is asked at all: two months, as a monthly's window is long."""
RARELY = 3_600
"""Seconds after which a day before yesterday that has nothing is asked again."""
LONGEST = 900
"""Seconds to which the pauses after failures grow, where the source is not asked less often anyway."""

_DAY = dt.timedelta(days=1)


@dataclass(slots=True)
class Asked:
    """What is known of one address: its page, its last answer, and for how many rounds it is left alone."""

    page: Page
    known: Answer = NOTHING
    digest: bytes = b""
    rest: int = 0
    failures: int = 0


class Rounds:
    """Asks one source of addresses, `refresh` seconds between two rounds; every change is told once."""

    def __init__(
        self,
        publication: Publication,
        source: Address,
        *,
        zone: ZoneInfo,
        clock: Callable[[], dt.datetime],
        visit: "Callable[[Address], Web] | None" = None,
        wait: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """`zone` is the desk's; `visit` makes a visit to the web, `wait` lets seconds pass."""
        self._publication = publication
        self._source = source
        self._zone = zone
        self._clock = clock
        self._visit = visit
        self._wait = wait
        self._asked: dict[str, Asked] = {}
        self._failures = 0

    async def changes(self) -> AsyncGenerator[list[tuple[str, Arrival | Failure]], None]:
        """What is new, round after round until cancelled. A batch may be empty."""
        while True:
            yield [(self._publication.slug, each) for each in await self.round()]
            await self._wait(self._source.refresh * (1 + self._rest(self._failures)))

    async def round(self) -> list[Arrival | Failure]:
        """Ask once for everything whose turn it is. A host that is away ends the round."""
        self._turn_to(self._clock().astimezone(zone_of(self._publication, self._zone)).date())
        found: list[Arrival | Failure] = []
        async with self._web() as web:
            for place, (url, asked) in enumerate(self._asked.items()):
                if asked.rest:
                    asked.rest -= 1
                    continue
                try:
                    answer = await web.ask(url, asked.known)
                except SourceDown as error:
                    if not self._failures:
                        found.append(Failure(asked.page.where, error.sentence))
                    self._failures += 1
                    return found
                except SourceError as error:
                    if not asked.failures:
                        found.append(Failure(asked.page.where, error.sentence))
                    asked.failures += 1
                    asked.rest = self._rest(asked.failures)
                else:
                    asked.failures = 0
                    if self._heard(asked, answer, is_old=place > 1):
                        found.append(asked.page)
                self._failures = 0
        return found

    def _web(self) -> "Web":
        if self._visit is not None:
            return self._visit(self._source)
        from bot.sources.web import Web  # noqa: PLC0415  (aiohttp is loaded when an address is asked)

        return Web.of(self._source)

    def _turn_to(self, today: dt.date) -> None:
        """Ask for the days that count today, the newest first; the others are let go."""
        addresses = addresses_of(self._publication, self._source, today, zone=self._zone, now=self._clock())
        for url, asked in self._asked.items():
            if url not in addresses:
                asked.page.raw = b""  # no longer there, as far as we know
        self._asked = {
            url: self._asked.get(url) or Asked(page_of(url, day)) for url, day in addresses.items()
        }

    def _heard(self, asked: Asked, answer: Answer | None, *, is_old: bool) -> bool:
        """Take the answer in; whether there is something to read."""
        if answer is None:
            asked.page.raw, asked.known, asked.digest = b"", NOTHING, b""
            asked.rest = RARELY // self._source.refresh if is_old else 0
            return False
        if answer.raw is None:
            return False
        digest = hashlib.sha256(answer.raw).digest()
        is_new = digest != asked.digest
        asked.page.raw, asked.known, asked.digest = answer.raw, answer._replace(raw=None), digest
        return is_new

    def _rest(self, failures: int) -> int:
        """The rounds to leave out after so many failures: none, 1, 3, 7 …"""
        most: int = max(0, LONGEST // self._source.refresh - 1)
        return min((1 << min(failures, 10)) - 1, most)


def addresses_of(
    publication: Publication, source: Address, today: dt.date, *, zone: ZoneInfo, now: dt.datetime
) -> dict[str, dt.date | None]:
    """The addresses to ask, the newest day's first, with the date of a document that names none itself.

    They are today's, yesterday's, and those of the days that may still go out.
    """
    days = [today, today - _DAY]
    while len(days) < MOST and window(publication, days[-1] - _DAY, zone).end >= now:
        days.append(days[-1] - _DAY)
    return {source.on(day): _dated(publication, source, day) for day in days}


def _dated(publication: Publication, source: Address, day: dt.date) -> dt.date | None:
    """The day that the address alone tells; None where it is the address of other days, too."""
    url = source.on(day)
    if url not in {source.on(day - _DAY), source.on(day + _DAY)}:
        return day
    return day.replace(day=1) if source.is_dated and publication.kind == "monthly" else None


def page_of(url: str, day: dt.date | None) -> Page:
    """The document of an address, of which nothing is known yet."""
    name = unquote(urlsplit(url).path.rpartition("/")[2])
    return Page(where=shown(url), name=name, key=url, date=day)
