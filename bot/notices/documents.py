"""Documents that could not be read, or not without remarks."""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from bot.commands.models import Reply
from bot.desk import Desk
from bot.ingest import Ingested
from bot.locales import Catalogue
from bot.notices import alarms
from bot.notices.claims import Claims
from bot.notices.gathered import Gathered
from bot.notices.news import Issue
from bot.notices.topics import Words

Alarm = Callable[[Catalogue, Sequence[Ingested], int], Reply]

DAY = dt.timedelta(days=1)
"""After which a source that can't be had is told anew; of a document the same is told once."""


class Documents:
    """Each document is told with all that was said of it."""

    def __init__(self, desk: Desk, claims: Claims) -> None:
        self._desk = desk
        self._news = desk.news
        self._claims = claims

    async def look(self) -> None:
        """What there is was heard."""

    def kinds(self) -> Iterator[tuple[str, Words]]:
        """Those of which something waits."""
        if self._news.unread:
            yield "unread", partial(self._told, "unread", self._news.unread, alarms.unread)
        if self._news.odd:
            yield "odd", partial(self._told, "odd", self._news.odd, alarms.odd)
        if self._news.forsaken:
            yield "forsaken", self._of_forsaken

    async def _told(self, kind: str, bag: Gathered[Ingested], words: Alarm) -> Reply | None:
        with bag.telling() as (held, more):
            fresh = [
                result
                for result in held.values()
                if await self._claims.once(kind, _key(result), DAY if _is_source(result) else None)
            ]
        return words(self._desk.words, fresh, more) if fresh else None

    async def _of_forsaken(self) -> Reply | None:
        with self._news.forsaken.telling() as (held, _):
            issues = [issue for issue in held.values() if await self._waits(issue)]
        return alarms.forsaken(self._desk.words, issues, today=self._desk.today) if issues else None

    async def _waits(self, issue: Issue) -> bool:
        """Whether it is still to go out; what stands already stays, whatever becomes of a file."""
        return any(
            edition.date == issue.date and edition.published_at is None
            for edition in await self._desk.store.unreleased(issue.slug)
        )


def _is_source(result: Ingested) -> bool:
    """Whether it is a source that can't be had, and not a document that can't be read."""
    return result.status == "failed" and result.publication is not None


def _key(result: Ingested) -> str:
    said = (result.where, result.status, result.line, result.reason, [*result.warnings])
    return f"document {hashlib.sha256(repr(said).encode()).hexdigest()[:32]}"
