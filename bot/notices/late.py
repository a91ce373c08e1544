"""Digests that did not come in time, and those that came too late."""

import datetime as dt
from collections.abc import Iterator

from bot.commands.models import Reply
from bot.delivery.overdue import overdue
from bot.desk import Desk
from bot.notices import alarms
from bot.notices.claims import Claims
from bot.notices.news import Issue
from bot.notices.topics import Words

LOOKS = dt.timedelta(minutes=1)
"""Between two looks."""


class Late:
    """Each digest is told once. One that was told to be late and comes too late is told as missed."""

    def __init__(self, desk: Desk, claims: Claims) -> None:
        self._desk = desk
        self._claims = claims
        self._looked: dt.datetime | None = None
        self._known: set[Issue] = set()
        self._late: list[Issue] = []

    async def look(self) -> None:
        """What is overdue now, and what of the archives that came was waited for?"""
        desk, now = self._desk, self._desk.clock()
        for issue in list(desk.news.archived.held().values()):
            if await desk.store.forget_notice(_key(issue)):
                desk.news.missed.add(issue, issue)
            desk.news.archived.told([issue], 0)
        if self._looked is not None and abs(now - self._looked) < LOOKS:
            return
        self._looked = now
        found = [
            Issue(one.publication.slug, one.publication.name, one.date)
            for one in await overdue(desk.store, desk.publications, zone=desk.zone, now=now)
        ]
        self._known.intersection_update(found)
        self._late = [issue for issue in found if issue not in self._known]

    def kinds(self) -> Iterator[tuple[str, Words]]:
        """Those of which something waits."""
        if self._late:
            yield "late", self._of_late
        if self._desk.news.missed:
            yield "missed", self._of_missed

    async def _of_late(self) -> Reply | None:
        issues = [issue for issue in self._late if await self._claims.once("late", _key(issue))]
        self._known.update(self._late)
        self._late = []
        return alarms.late(self._desk.words, issues, today=self._desk.today) if issues else None

    async def _of_missed(self) -> Reply | None:
        with self._desk.news.missed.telling() as (held, more):
            issues = [
                issue
                for issue in held.values()
                if await self._claims.once("missed", f"{_key(issue)}, too late")
            ]
        return (
            alarms.missed(self._desk.words, issues, more, today=self._desk.today) if issues or more else None
        )


def _key(issue: Issue) -> str:
    return f"{issue.slug} {issue.date} is late"
