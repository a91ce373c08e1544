"""Digests as the model knows them: their texts, and who has them."""

import datetime as dt
from dataclasses import dataclass, field

from tests.year.hours import Series, Span
from tests.year.papers import Paper


@dataclass
class Copy:
    """One posting of an issue in one place: what it is to show, and what it has come to show."""

    generation: int
    paper: Paper
    stands: Paper = ()
    withdrawn: bool = False


@dataclass
class Issue:
    """A digest: its texts one after the other, who has it, and how far it has come."""

    series: Series
    date: dt.date
    order: int
    span: Span
    text: Paper
    papers: list[Paper]
    published: bool = False
    released: bool = False
    seen: int = 0
    newest: int = 0
    retracted: set[int] = field(default_factory=set)
    copies: dict[int, list[Copy]] = field(default_factory=dict)
    posted: dict[int, tuple[dt.datetime, dt.datetime]] = field(default_factory=dict)
    """By generation, when it was first posted to somebody by the clock or a word, and when last."""

    @property
    def paper(self) -> Paper:
        """Its newest text."""
        return self.papers[-1]

    @property
    def held(self) -> list[int]:
        """The places that have it, and were not to give it back."""
        return [number for number, copies in self.copies.items() if any(not one.withdrawn for one in copies)]
