"""A whole digest in an answer: a page at a time, its sections to choose from.

A page key is `NUMBER`, or `NUMBER.sPLACE` within the section at that place (from 1) of the digest.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.commands.presses import Press
from bot.layout.emoji import emoji
from bot.locales import Catalogue, catalogue
from bot.models import Locale, Policy, StoredDigest, StoredSection
from handlers.discord.cards import clipped, fits, is_visible
from handlers.discord.components import Component, container, separator, text
from handlers.discord.controls import CHOICES, Menu, Row, Way
from handlers.discord.markup import escape, heading
from handlers.discord.render import render

_ROW, _TEXT, _SEPARATOR, _CONTAINER = 1, 10, 14, 17  # types of components
_KEY = re.compile(r"([1-9][0-9]{0,3})(?:\.s([1-9][0-9]{0,3}))?")

RECENT = 32
"""Digests whose pages are kept, to be turned."""


@dataclass(frozen=True, slots=True)
class Page:
    """One message of a digest: `number` of `pages`, of the whole or of the section at `place`."""

    digest: StoredDigest
    place: int | None
    number: int
    pages: int
    components: tuple[Component, ...]

    @property
    def press(self) -> Press:
        """What shows this page again, in any reader's hands."""
        return self._to(self.number, self.place)

    def _to(self, number: int, place: int | None) -> Press:
        argument = f"{self.digest.date} {self.digest.publication}"
        return Press("digest", argument, f"{number}.s{place}" if place else f"{number}")

    def ways(self, locale: Locale) -> list[Row]:
        """The sections, back and on."""
        say = catalogue(locale)
        turning = []
        if self.place is not None:
            turning.append(Way(say("⏮ Whole digest"), self._to(1, None)))
        if self.number > 1:
            turning.append(Way(say("◀ Back"), self._to(self.number - 1, self.place)))
        if self.pages > 1:
            turning.append(Way(f"{self.number}/{self.pages}", self.press, here=True))
        if self.number < self.pages:
            turning.append(Way(say("More ▶"), self._to(self.number + 1, self.place)))
        sections = [
            Way(
                f"{emoji(section.name)} {section.name}",
                self._to(1, place),
                remark=_contents(section, say),
                here=place == self.place,
            )
            for place, section in enumerate(self.digest.sections, 1)
            if is_visible(section.name)
        ]
        if len(self.digest.sections) < 2:
            sections = []
        return [Menu(say("Open a section…"), tuple(sections[:CHOICES])), tuple(turning)]


def _contents(section: StoredSection, say: Catalogue) -> str:
    """How much there is, and what comes first."""
    counted = say.counted("{n} item", "{n} items", len(section.items))
    return " · ".join((counted, *(item.title for item in section.items[:1])))


def page(digest: StoredDigest, locale: Locale, key: str | None) -> Page:
    """The page that `key` names; the nearest one where a correction left fewer pages or sections."""
    found = _KEY.fullmatch(key or "")
    number, place = (int(found[1]), int(found[2] or 0)) if found else (1, 0)
    shown = digest
    if 1 <= place <= len(digest.sections):
        section = digest.sections[place - 1]
        shown = digest.model_copy(update={"sections": (section,), "items": len(section.items)})
    else:
        place = 0
    pages = _pages(shown, locale)
    number = min(number, len(pages))
    if not pages:
        title = " · ".join(filter(None, (digest.title.strip(), str(digest.date))))
        return Page(digest, None, 1, 1, (container(text(heading(escape(clipped(title, 200))))),))
    return Page(digest, place or None, number, len(pages), pages[number - 1])


@lru_cache(maxsize=RECENT)
def _pages(digest: StoredDigest, locale: Locale) -> tuple[tuple[Component, ...], ...]:
    """The digest as its posts are laid out, which takes a while: readers turn pages of the same few."""
    parts = render(digest, Policy(locale=locale))
    return tuple(tuple(_read_only(part.content["components"])) for part in parts)


def under(before: Sequence[Component], shown: Page, controls: Sequence[Component]) -> tuple[Component, ...]:
    """The page with what was said before the digest over its first page, if there is room, and the controls.

    Those at the end go where the page itself leaves too little room.
    """
    page = shown.components
    if before and shown.number == 1:
        first, *others = page
        whole = container(*before, separator(), *first["components"], accent=first.get("accent_color"))
        if (message := _made((whole, *others), controls)) is not None:
            return message
    kept = list(controls)
    while (message := _made(page, kept)) is None and kept:
        kept.pop()
    return message or page


def _made(page: Sequence[Component], controls: Sequence[Component]) -> tuple[Component, ...] | None:
    """One message of both, the texts as close together as need be; None where that is not enough."""
    for closer in (_as_it_is, _without_rules, _in_one):
        message = (*(closer(card) for card in page), *controls)
        if fits(message):
            return message
    return None


def _as_it_is(card: Component) -> Component:
    return card


def _without_rules(card: Component) -> Component:
    inside = [child for child in card.get("components", ()) if child["type"] != _SEPARATOR]
    return card | {"components": inside} if inside else card


def _in_one(card: Component) -> Component:
    """The card with one text where several stand together."""
    close: list[Component] = []
    for child in _without_rules(card).get("components", ()):
        if child["type"] == _TEXT and close and close[-1]["type"] == _TEXT:
            close[-1] = text(f"{close[-1]['content']}\n{child['content']}")
        else:
            close.append(child)
    return card | {"components": close} if close else card


def _read_only(drawn: Iterable[Component]) -> list[Component]:
    """A post without what can be pressed under it: an answer has controls of its own."""
    kept = []
    for each in drawn:
        if each["type"] == _ROW:
            continue
        inside = {"components": _read_only(each["components"])} if each["type"] == _CONTAINER else {}
        kept.append(each | inside)
    return kept
