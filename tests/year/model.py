"""An independent account of the year: who must have what, worked out from the script and the guide alone."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator

from tests.year.hours import Clock, Series, Span, opens, own_span, span
from tests.year.issues import Copy, Issue
from tests.year.papers import Paper, mark
from tests.year.wishes import Spot, alerts, own

PATIENCE = dt.timedelta(seconds=60)
Shown = Counter[tuple[str, str]]
"""Marks as they stand: each with where (in a title, in a body, in the title of an alert), how many times."""


class Model:
    """Takes in what happens, and knows what must stand. `beat`: when a worker was last at work."""

    def __init__(self, series: tuple[Series, ...], spots: Iterable[Spot]) -> None:
        self.series = {one.slug: one for one in series}
        self.spots = {spot.number: spot for spot in spots}
        self.issues: dict[tuple[str, dt.date], Issue] = {}
        self.suspended: set[int] = set()
        self.paused = False
        self.beat: dt.datetime | None = None
        self.outages: list[tuple[dt.datetime, dt.datetime]] = []
        self.ever: dict[int, set[str]] = {number: set() for number in self.spots}
        self._spans: dict[tuple[str, dt.date, int], Span | None] = {}

    # --- what happens ---

    def reads(self, at: dt.datetime, slug: str, date: dt.date, text: Paper) -> None:
        """A document was read."""
        issue = self.issues.get((slug, date))
        if issue is not None:
            if issue.text != text:
                issue.text = text
                issue.papers.append(tuple(entry for entry in text if entry.number not in issue.retracted))
            return
        series = self.series[slug]
        whole = span(series, date)
        archive = self._timing(whole, at, self._silences(at)) == "over"
        self.issues[slug, date] = Issue(
            series, date, len(self.issues), whole, text, [text], archive, archive, int(archive)
        )

    def works(self, at: dt.datetime) -> None:
        """A worker looks at what is due."""
        if self.paused:
            return
        silences = self._silences(at)
        waiting = []
        for series in self.series.values():
            come = [one for one in self._of(series) if not one.released and one.paper and one.span.due <= at]
            waiting += come
            for issue in come:
                self._wave(issue, at, silences, [one.date for one in come])
        for issue in self.issues.values():
            if issue.published and issue.seen < len(issue.papers):
                new = [] if issue in waiting else self._first_told(issue, at)
                self._amend(issue)
                for number in new:
                    self._give(issue, number, None)
                issue.seen = len(issue.papers)
        self.outages, self.beat = silences, at

    def settles(self) -> None:
        """All that can be sent was sent."""
        for issue in self.issues.values():
            for number, copies in issue.copies.items():
                if number not in self.suspended and not self.paused:
                    for one in copies:
                        one.stands = one.paper

    def loses(self, number: int) -> None:
        """A place can't be reached, or was paused."""
        self.suspended.add(number)

    def regains(self, at: dt.datetime, number: int) -> None:
        """It is back: what waited there and came too late is let go."""
        for issue in self.issues.values():
            for one in issue.copies.get(number, ()):
                waits = self._shows(number, one.paper) and not self._shows(number, one.stands)
                if waits and self._too_late(issue, number, at):
                    one.paper, one.withdrawn = (), True
        self.suspended.discard(number)

    def publishes(self, issue: Issue, at: dt.datetime) -> None:
        """Somebody's word: to everybody, now."""
        self._to_all(issue, at, None)

    def reposts(self, issue: Issue, at: dt.datetime, number: int | None) -> None:
        """Anew, everywhere or in one place."""
        generation = max(issue.newest, 1) + 1
        if number is None:
            self._to_all(issue, at, generation)
        else:
            self._give(issue, number, at, generation)
        issue.newest = generation

    def retracts_item(self, issue: Issue, number: int) -> None:
        """An item is taken out, of later texts too."""
        issue.retracted.add(number)
        issue.papers.append(tuple(entry for entry in issue.paper if entry.number != number))

    def retracts(self, issue: Issue, generation: int | None = None) -> None:
        """A digest is taken down, or one generation of it."""
        for copies in issue.copies.values():
            for one in copies:
                if generation in {None, one.generation}:
                    one.paper, one.withdrawn = (), True
        for gone in [generation] if generation is not None else list(issue.posted):
            issue.posted.pop(gone, None)
        if generation is None:
            issue.published, issue.released, issue.seen = False, True, len(issue.papers)
        else:  # what stood before is brought up to date
            issue.seen = len(issue.papers) - 1

    def undoes(self, at: dt.datetime) -> bool:
        """What was posted last is taken down, if it was within two days."""
        last = max(
            (
                (moment, issue.order, generation, begun, key)
                for key, issue in self.issues.items()
                for generation, (begun, moment) in issue.posted.items()
            ),
            default=None,
        )
        if last is None or last[3] < at - dt.timedelta(hours=48):
            return False
        self.retracts(self.issues[last[4]], last[2] if last[2] > 1 else None)
        return True

    # --- what follows ---

    def next_moment(self, after: dt.datetime) -> dt.datetime | None:
        """When something waits for its hour next."""
        found = []
        for issue in self.issues.values():
            if issue.released or not issue.paper:
                continue
            found.append(issue.span.due)
            for number in self._wanting(issue.series):
                if number not in issue.copies and (its := self._own(issue, number)) is not None:
                    found += [its.due, opens(issue.series, self._clock(number), after, its.due)]
        return min((one for one in found if one > after), default=None)

    def have(self) -> set[tuple[str, dt.date, int]]:
        """Which places were promised which digests, ever."""
        return {
            (slug, date, number) for (slug, date), issue in self.issues.items() for number in issue.copies
        }

    def stands(self, number: int) -> Shown:
        """What must stand in that place, all that can be sent being sent."""
        shown: Shown = Counter()
        layout = self.spots[number].wish.layout
        for (slug, date), issue in self.issues.items():
            for one in issue.copies.get(number, ()):
                wish = self.spots[number].wish
                for entry in own(wish, one.stands):
                    told = mark(slug, date, entry)
                    shown["title", told] += 2 if layout == "summary+thread" else 1
                    shown["body", told] += layout != "headlines"
                for entry in alerts(wish, one.stands):
                    shown["alert", mark(slug, date, entry)] += 1
        return +shown

    def _marks(self, issue: Issue, number: int, paper: Paper) -> Iterator[str]:
        wish = self.spots[number].wish
        for entry in (*own(wish, paper), *alerts(wish, paper)):
            yield mark(issue.series.slug, issue.date, entry)

    def _shows(self, number: int, paper: Paper) -> bool:
        wish = self.spots[number].wish
        return bool(own(wish, paper) or alerts(wish, paper))

    def _of(self, series: Series) -> list[Issue]:
        found = [issue for issue in self.issues.values() if issue.series is series]
        return sorted(found, key=lambda issue: issue.date)

    def _silences(self, at: dt.datetime) -> list[tuple[dt.datetime, dt.datetime]]:
        if self.beat is not None and at - self.beat > PATIENCE:
            return [*self.outages, (self.beat, at)]
        return self.outages

    def _timing(self, its: Span, at: dt.datetime, silences: Iterable[tuple[dt.datetime, dt.datetime]]) -> str:
        if at < its.due:
            return "early"
        if at <= its.cut_off:
            return "due"
        missed = at <= its.end and any(since <= its.cut_off <= until for since, until in silences)
        return "missed" if missed else "over"

    def _wanting(self, series: Series) -> Iterator[int]:
        for number, spot in self.spots.items():
            if not spot.wish.publications or series.slug in spot.wish.publications:
                yield number

    def _clock(self, number: int) -> Clock:
        return self.spots[number].wish.clock

    def _own(self, issue: Issue, number: int) -> Span | None:
        key = (issue.series.slug, issue.date, number)
        if key not in self._spans:
            self._spans[key] = own_span(issue.series, issue.span, self._clock(number))
        return self._spans[key]

    def _newer(self, issue: Issue) -> bool:
        return any(one.published and one.date > issue.date for one in self._of(issue.series))

    def _ready(
        self,
        issue: Issue,
        at: dt.datetime,
        silences: list[tuple[dt.datetime, dt.datetime]],
        *,
        caught_up: bool,
    ) -> tuple[list[int], bool]:
        """Whose moment has come, and whether others still wait for theirs."""
        ready, waits = [], False
        for number in self._wanting(issue.series):
            its = self._own(issue, number)
            if its is None:
                continue
            timing = self._timing(its, at, silences)
            if timing == "over" or (timing == "missed" and not caught_up):
                continue
            if max(its.due, opens(issue.series, self._clock(number), at, its.due)) > at:
                waits = True
            else:
                ready.append(number)
        return ready, waits

    def _wave(
        self,
        issue: Issue,
        at: dt.datetime,
        silences: list[tuple[dt.datetime, dt.datetime]],
        come: list[dt.date],
    ) -> None:
        newest = not self._newer(issue) and issue.date >= max(come)
        caught_up = {"skip": False, "all": True, "latest": newest}[issue.series.catch_up]
        ready, waits = self._ready(issue, at, silences, caught_up=caught_up)
        issue.published = True
        for number in ready:
            if number not in issue.copies:
                self._give(issue, number, at)
        if not waits:
            issue.released = True
            self._amend(issue)
            issue.seen = len(issue.papers)

    def _first_told(self, issue: Issue, at: dt.datetime) -> list[int]:
        """Those of whom no text before had anything, and this one has."""
        if not issue.span.due <= at <= issue.span.cut_off:
            return []
        ready, _ = self._ready(issue, at, [], caught_up=False)
        return [
            number
            for number in ready
            if number not in issue.copies
            and self._shows(number, issue.paper)
            and not any(self._shows(number, paper) for paper in issue.papers[:-1])
        ]

    def _amend(self, issue: Issue) -> None:
        for number in issue.held:
            self._give(issue, number, None)

    def _to_all(self, issue: Issue, at: dt.datetime, generation: int | None) -> None:
        for number in self._wanting(issue.series):
            self._give(issue, number, at, generation)
        issue.published, issue.released, issue.seen = True, True, len(issue.papers)

    def _give(self, issue: Issue, number: int, at: dt.datetime | None, generation: int | None = None) -> None:
        """The place is to show the newest text, in its newest generation or in a newer one.

        `at` None: as a correction, which is no publishing.
        """
        copies = issue.copies.get(number, [])
        wanted = max([generation or 1, *(one.generation for one in copies if not one.withdrawn)])
        shows = self._shows(number, issue.paper)
        issue.newest = max(issue.newest, wanted)
        for one in copies:
            if one.generation < wanted:  # what stands there stays as it is
                one.paper = one.stands
        there = next((one for one in copies if one.generation == wanted), None)
        if at is not None and shows and (there is None or there.withdrawn):
            issue.posted[wanted] = (issue.posted.get(wanted, (at, at))[0], at)
        if there is None and shows:
            issue.copies.setdefault(number, []).append(there := Copy(wanted, ()))
        if there is not None and (shows or not there.withdrawn):
            there.paper, there.withdrawn = issue.paper, False
            self.ever[number].update(self._marks(issue, number, issue.paper))

    def _too_late(self, issue: Issue, number: int, at: dt.datetime) -> bool:
        its = self._own(issue, number) or issue.span
        match self._timing(its, at, [(dt.datetime.min.replace(tzinfo=dt.UTC), at)]):
            case "over":
                return True
            case "missed":
                rule = issue.series.catch_up
                return rule == "skip" or (rule == "latest" and self._newer(issue))
        return False
