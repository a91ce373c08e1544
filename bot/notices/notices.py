"""What operators are told unasked, when it is time for it."""

import asyncio
import datetime as dt
from collections.abc import Sequence

import structlog

from bot.desk import Desk
from bot.errors import StoreError
from bot.ingest import Ingested
from bot.models import SaveStatus
from bot.notices.claims import Claims
from bot.notices.disk import Disk
from bot.notices.documents import Documents
from bot.notices.late import Late
from bot.notices.news import Issue
from bot.notices.platforms import Platforms
from bot.notices.posts import Posts
from bot.notices.reports import Reports
from bot.notices.targets import Targets
from bot.notices.topics import Topic, Words
from bot.schedule import window

PAUSE = 1.0  # seconds in which news of one kind come together
LOOKS = dt.timedelta(seconds=5)
"""Between two looks at what the store shows."""

log = structlog.get_logger("ribao.notices")


class Notices:
    """Tells the news of its process; a worker's `watch` also over what the store shows.

    At most one message a kind and hour, counted in the register: by all processes, whoever restarts. The
    first of a kind goes at once, what comes meanwhile when the hour is over. A store that is away delays
    news and loses none.
    """

    def __init__(self, desk: Desk, *, watch: bool = True) -> None:
        self._desk = desk
        self._claims = Claims(desk.store, desk.clock)
        topics: list[Topic] = [
            Targets(desk, self._claims, watch=watch),
            Posts(desk, self._claims),
            Platforms(desk, self._claims),
            Documents(desk, self._claims),
        ]
        if watch:
            topics += [Reports(desk), Late(desk, self._claims), Disk(desk, self._claims)]
        self._topics: Sequence[Topic] = topics
        self._looked: dt.datetime | None = None

    def ingested(self, result: Ingested) -> None:
        """A document was read."""
        named = [one for one in self._desk.publications if one.slug == result.publication]
        timely = False
        if named and result.date is not None:
            timely = self._desk.clock() <= window(named[0], result.date, self._desk.zone).end
            if not timely and result.status is SaveStatus.CREATED:
                self._desk.news.came_late(Issue(named[0].slug, named[0].name, result.date))
        self._desk.news.arrived(result, timely=timely)

    async def run(self) -> None:
        """Tell until cancelled."""
        while True:
            await asyncio.sleep(PAUSE)
            await self.tell()

    async def tell(self) -> None:
        """Tell all that may be told now."""
        now = self._desk.clock()
        if self._looked is None or abs(now - self._looked) >= LOOKS:
            await self._look()
            self._looked = now
        for topic in self._topics:
            for kind, words in list(topic.kinds()):
                try:
                    if await self._claims.hour(kind):
                        await self._put(kind, words)
                except StoreError as error:
                    log.warning("a notice waits for the archive", kind=kind, error=str(error))

    async def _look(self) -> None:
        for topic in self._topics:
            try:
                await topic.look()
            except StoreError as error:
                log.warning("the archive can't be asked for news; trying again", error=str(error))

    async def _put(self, kind: str, words: Words) -> None:
        reply = await words()
        if reply is None:
            await self._claims.spare(kind)
            return
        self._claims.told(kind)
        await self._desk.say(reply)
