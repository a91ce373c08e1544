"""What happens in the year, by a seed: documents come, processes die, platforms fail, people steer."""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

from tests.year.hours import Series, span
from tests.year.papers import SECTIONS, WORDS, Entry, Paper

HOUR = dt.timedelta(hours=1)
ZONE = "Asia/Shanghai"
LEADS = (dt.timedelta(minutes=20), 2 * HOUR, 9 * HOUR, 26 * HOUR, 60 * HOUR)
"""How long nobody starts the process again."""
DEEDS = (
    "kick", "kick", "pause target", "pause", "repost", "repost here", "retract item", "retract", "undo",
    "publish",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Arrival:
    """A document is put into its folder; `paper` None: something that is no document."""

    at: dt.datetime
    slug: str
    date: dt.date
    paper: Paper | None


@dataclass(frozen=True, slots=True)
class Crash:
    """Every process is killed after so many writes at most, and one is started again at `until`."""

    at: dt.datetime
    until: dt.datetime
    writes: int


@dataclass(frozen=True, slots=True)
class Deed:
    """Somebody does something, and perhaps the opposite at `until`."""

    at: dt.datetime
    what: str
    until: dt.datetime | None = None


Event = Arrival | Crash | Deed


@dataclass(frozen=True, slots=True)
class Script:
    """The events in order, and the rules of the publications."""

    begins: dt.datetime
    ends: dt.datetime
    series: tuple[Series, ...]
    events: tuple[Event, ...] = ()

    def cut_offs(self) -> list[dt.datetime]:
        """The moments around which the machine never sleeps."""
        zone = ZoneInfo(ZONE)
        first = self.begins.astimezone(zone).date() - dt.timedelta(days=70)
        days = (self.ends.astimezone(zone).date() - first).days
        dates = [first + dt.timedelta(days=one) for one in range(days + 1)]
        found = {
            span(series, date).cut_off
            for series in self.series
            for date in dates
            if series.kind == "daily" or date.day == 1
        }
        return sorted(one for one in found if self.begins < one < self.ends)


def rules(seed: int) -> tuple[Series, ...]:
    """A daily whose hour the clocks leap over once a year and show twice once a year, and a monthly."""
    zone, catch_up = (("Europe/Berlin", "latest"), ("America/New_York", "all"), ("Europe/Berlin", "skip"))[
        (seed - 1) % 3
    ]
    week = ("tue", "wed", "thu", "fri", "sat", "sun")
    return (
        Series("daily", "daily", zone, dt.time(2, 30), week, dt.time(22), catch_up, 2),
        Series(
            "monthly", "monthly", ZONE, dt.time(10), ("mon", "tue", "wed", "thu", "fri"), None, "all", None
        ),
    )


@dataclass
class Author:
    """Makes up the year. Each kind of event has its own dice: more of one changes nothing of the others."""

    seed: int
    first: dt.date
    days: int
    often: float = 1.0  # how often what is rare in a year happens
    _busy: list[tuple[dt.datetime, dt.datetime]] = field(default_factory=list)

    def script(self) -> Script:
        """The whole of it."""
        begins = dt.datetime.combine(self.first, dt.time(0, 1), ZoneInfo(ZONE)).astimezone(dt.UTC)
        made = Script(begins, begins + dt.timedelta(days=self.days), rules(self.seed))
        crashes = list(self._crashes(made))
        self._busy = [(one.at - HOUR, one.until + 2 * HOUR) for one in crashes]
        deeds = sorted(self._deeds(made), key=lambda one: one.at)
        events: list[Event] = [*self._arrivals(made), *crashes, *deeds]
        kept = [one for one in events if made.begins < one.at < made.ends - dt.timedelta(hours=12)]
        return replace(made, events=tuple(sorted(kept, key=lambda one: one.at)))

    def _dice(self, what: str) -> random.Random:
        return random.Random(f"{what} {self.seed}")  # noqa: S311

    def _crashes(self, script: Script) -> Iterator[Crash]:
        dice = self._dice("crashes")
        until = script.begins
        for number in range(1, self.days - 1):
            date = self.first + dt.timedelta(days=number)
            at = span(script.series[0], date).due
            if dice.random() < 0.3:  # a later wave
                at += dice.choice((4, 7, 13)) * HOUR
            lead = dice.choices(LEADS, (8, 6, 3, 2, 1))[0]
            writes = dice.randrange(120)
            if dice.random() < 0.16 * self.often and at > until + 4 * HOUR:
                until = (at + lead).replace(minute=36)
                yield Crash(at, until, writes)

    def _arrivals(self, script: Script) -> Iterator[Arrival]:
        dice = self._dice("papers")
        for number in range(self.days):
            date = self.first + dt.timedelta(days=number)
            yield from self._of_one(dice, script.series[0], date)
            if date.day == 1:
                yield from self._of_one(dice, script.series[1], date)

    def _of_one(self, dice: random.Random, series: Series, date: dt.date) -> Iterator[Arrival]:
        whole = span(series, date)
        evening = (whole.due - dice.choice((20, 44)) * HOUR).replace(hour=12, minute=3)
        minutes = dt.timedelta(minutes=dice.randrange(19 * 60))
        fate = dice.random()
        at = evening
        if fate < 0.06:
            return
        if fate < 0.2:
            at = _odd(whole.due + minutes)
        elif fate < 0.26:
            at = _odd(whole.cut_off + minutes)
        paper = _paper(dice) if dice.random() > 0.03 else ()
        if dice.random() < 0.06:
            yield Arrival(at, series.slug, date, None)
            at = _odd(at + minutes)
        yield Arrival(at, series.slug, date, paper)
        for _ in range(dice.choices((0, 1, 2, 3), (60, 26, 10, 4))[0]):
            at = _odd(at + dice.choice((minutes / 19, minutes, 4 * minutes, 10 * minutes)))
            paper = _corrected(dice, paper) if dice.random() > 0.04 else ()
            yield Arrival(at, series.slug, date, paper)

    def _deeds(self, script: Script) -> Iterator[Deed]:
        dice = self._dice("deeds")
        for number in range(2, self.days - 2):
            begins = script.begins + dt.timedelta(days=number)
            what = dice.choice(DEEDS)
            at = _apart(begins + dice.random() * 24 * HOUR)
            until = (
                _apart(at + dice.choice((1, 5, 30, 100)) * HOUR)
                if what.startswith(("kick", "pause t"))
                else None
            )
            if what == "pause":
                until = _apart(at + dice.choice((1, 7, 20)) * HOUR)
            if dice.random() < 0.3 * self.often:
                yield from self._if_free(what, at, until)
            if number % 9 == 0:
                yield Deed(_apart(begins), "storm", _apart(begins + 30 * HOUR))
            if number % 60 == 40:
                yield from self._if_free(
                    ("telegram is down", "discord is down")[number % 120 < 60], at, at + 2 * HOUR
                )
            if number % 70 == 30:
                yield Deed(_apart(begins + HOUR), "second", _apart(begins + 14 * 24 * HOUR))

    def _if_free(self, what: str, at: dt.datetime, until: dt.datetime | None) -> Iterator[Deed]:
        ends = [at, until or at]
        if what in {"kick", "pause target"}:  # what lies between may be anything
            taken = [(moment - HOUR, moment + HOUR) for moment in ends]
        else:
            taken = [(at - HOUR, ends[1] + 2 * HOUR)]
        if not any(a < d and c < b for a, b in taken for c, d in self._busy):
            self._busy += taken
            yield Deed(at, what, until)


def _odd(moment: dt.datetime) -> dt.datetime:
    """A moment near that one at which nothing is due."""
    return moment.replace(minute=moment.minute // 15 * 15 + 4, second=11, microsecond=0)


def _apart(moment: dt.datetime) -> dt.datetime:
    """The same for those who steer, so that they meet no document that comes."""
    return moment.replace(minute=moment.minute // 15 * 15 + 9, second=0, microsecond=0)


def _entry(dice: random.Random, number: int, version: int = 1) -> Entry:
    words = tuple(word for word in WORDS if dice.random() < 0.2)
    return Entry(number, version, dice.choice(SECTIONS), words)


def _paper(dice: random.Random) -> Paper:
    return tuple(_entry(dice, number) for number in range(1, dice.randrange(2, 6)))


def _corrected(dice: random.Random, paper: Paper) -> Paper:
    """The paper with something changed, added or left out."""
    left = list(paper)
    what = dice.random()
    if left and what < 0.6:
        place = dice.randrange(len(left))
        left[place] = replace(_entry(dice, left[place].number), version=left[place].version + 1)
    elif len(left) > 1 and what < 0.75:
        del left[dice.randrange(len(left))]
    else:
        left.append(_entry(dice, max((entry.number for entry in left), default=0) + 10))
    return tuple(left)
