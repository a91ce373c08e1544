"""Choices for an argument while it is typed, from memory or by one indexed query; drafts never show."""

import datetime as dt
import re
from collections.abc import Awaitable, Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar
from weakref import WeakKeyDictionary

from bot.commands import filters, fragments, names, settings
from bot.commands.command import Argument
from bot.commands.memory import LIFE, LONG_LIFE, Memory
from bot.commands.models import Actor
from bot.commands.nearest import day_after
from bot.commands.table import READER, commands_for
from bot.layout.cut import is_boundary, longest, place
from bot.locales import catalogue
from bot.models import Edition, Frozen, Locale, Publication, SearchQuery
from bot.ports import Archive

T = TypeVar("T")

_DATE = re.compile(r"\d{4}\s*[-/.年]\s*\d{1,2}(?:\s*[-/.月]\s*(?:\d{1,2}\s*日?)?)?")
_PARTED = " \t:：-–—|｜·,，"
_COLON = re.compile("[:：]")

MOST = 25
LONGEST = 100
"""Choices that can be offered at a time, and the characters (UTF-16 units) of a label or a value."""

_EDITIONS = 200  # that are read at a time: half a year of dailies


class Choice(Frozen):
    """What may be meant: `label` is shown, `value` is the argument that it stands for."""

    label: str
    value: str


_MEMORIES: WeakKeyDictionary[Archive, Memory] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class _Asked:
    """One wish for choices."""

    store: Archive
    typed: str
    locale: Locale
    now: dt.datetime
    publication: str | None
    actor: Actor

    async def recall(self, ask: Callable[[], Awaitable[T]], *key: Hashable, life: dt.timedelta = LIFE) -> T:
        memory = _MEMORIES.setdefault(self.store, Memory())
        return await memory.recall((*key, self.publication), self.now, ask, life=life)


async def suggest(
    store: Archive,
    argument: Argument,
    typed: str,
    *,
    locale: Locale,
    now: dt.datetime,
    publication: str | None = None,
    actor: Actor = READER,
) -> list[Choice]:
    """What may be meant by `typed`, the likeliest first; nothing for an argument that suggests nothing.

    `now` is aware, in the reader's time zone; only the commands of `actor` are named. Labels and values
    are never empty, and no value comes twice. Raises StoreError only.
    """
    legible = " ".join(typed.encode("utf-8", "ignore").decode()[: filters.LONGEST].split())
    asked = _Asked(store, legible, locale, now, publication, actor)
    match argument.suggests:
        case "sections":
            return _fitting(await _sections(asked))
        case "dates":
            return _fitting(await _dates(asked))
        case "search":
            return _fitting(await _searches(asked))
        case "publications":
            return _fitting(await _publications(asked))
        case "commands":
            return _fitting(_commands(asked))
        case "settings":
            return _fitting(await _settings(asked))
        case None:
            return []


async def _sections(asked: _Asked) -> Iterable[tuple[str, str]]:
    """The most used first; those that begin so before those that hold it, else what is spelt nearly so."""
    known = await _section_names(asked, asked.publication)
    meant = _named(asked.typed, known) or names.match(asked.typed, known, numbered=True)
    return ((name, name) for name in meant)


def _named(typed: str, known: Iterable[str]) -> list[str]:
    """The names that begin so, then those that hold it."""
    sought = names.key(typed)
    keys = [(name, names.key(name)) for name in known]
    begun = [name for name, key in keys if key.startswith(sought)]
    return begun + [name for name, key in keys if sought in key and not key.startswith(sought)]


async def _dates(asked: _Asked) -> Iterable[tuple[str, str]]:
    """The days that have a digest, the newest first, with what its title says."""
    fragment = fragments.read(asked.typed, asked.now.date())
    editions = await _editions(asked, None)
    if fragment.newest is not None and editions and fragment.newest <= editions[-1].date:
        editions = await _editions(asked, day_after(fragment.newest))
    days: dict[dt.date, list[Edition]] = {}
    for edition in editions:
        if edition.items:
            days.setdefault(edition.date, []).append(edition)
    lines = {day: " · ".join([str(day), *map(_called, some)]) for day, some in days.items()}
    sought = names.key(asked.typed)
    return (
        (line, str(day))
        for day, line in lines.items()
        if fragment.means(day) or (not fragment.figures and sought in names.key(line))
    )


async def _editions(asked: _Asked, before: dt.date | None) -> list[Edition]:
    return await asked.recall(
        lambda: asked.store.editions(publication=asked.publication, before=before, limit=_EDITIONS),
        "editions",
        before,
    )


def _called(edition: Edition) -> str:
    """The publication, and what the title says beyond its name and a date."""
    name, title = edition.publication_name, edition.title.strip()
    if title.casefold().startswith(name.casefold()):
        title = title[len(name) :]
    title = _DATE.sub("", title, count=1).strip(_PARTED)
    return f"{name} · {title}" if any(char.isalpha() for char in title) else name


async def _searches(asked: _Asked) -> Iterable[tuple[str, str]]:
    """What was typed itself, then the searches that it may become."""
    try:
        search = filters.read(asked.typed, asked.now.date())
    except filters.WrongFilter:
        return [(asked.typed, asked.typed)]
    query = await _query(asked, search)
    if query is None:
        return [(asked.typed, asked.typed)]
    found = await asked.recall(lambda: asked.store.suggest(query), "search", query)
    room = LONGEST - units(str(replace(search, text="x")))
    written = ((text, str(replace(search, text=_words(text, room)))) for text in found if room > 0)
    return [(asked.typed, asked.typed), *((text, value) for text, value in written if _has_words(text))]


async def _query(asked: _Asked, search: filters.Search) -> SearchQuery | None:
    """The search with the names of its filters found; None if one of them is not known, or not clear."""
    slug, section = asked.publication, None
    if search.publication is not None:
        meant = names.publications(search.publication, await _known(asked))
        if len(meant) != 1:
            return None
        slug = meant[0].slug
    if search.section is not None:
        named = names.match(search.section, await _section_names(asked, slug), numbered=True)
        if len(named) != 1:
            return None
        section = named[0]
    return SearchQuery(
        text=search.text,
        publication=slug,
        section=section,
        since=search.since,
        until=search.until,
        limit=MOST,
    )


def _has_words(text: str) -> bool:
    return any(map(str.isalnum, text))


def _words(text: str, room: int) -> str:
    """A title as words to search for: no colon of its own makes a filter, and no more than there is room."""
    words = " ".join(_COLON.sub(" ", text).split())
    return words[: place(words, 0, longest(words, 0, lambda piece: units(piece) <= room))].strip()


async def _publications(asked: _Asked) -> Iterable[tuple[str, str]]:
    """Those that the last word may mean, behind those that are named already."""
    known = await _known(asked)
    whole = _publications_like(asked.typed, known)
    before, blank, last = asked.typed.rpartition(" ")
    if whole or not blank:
        return ((one.name, one.slug) for one in whole)
    named = set(before.split())
    others = [one for one in _publications_like(last, known) if one.slug not in named]
    return ((f"{before} {one.name}", f"{before} {one.slug}") for one in others)


def _publications_like(typed: str, known: Sequence[Publication]) -> list[Publication]:
    """Those whose name or slug begins so, then those in which it stands."""
    sought = names.key(typed)
    keys = [(one, (names.key(one.slug), names.key(one.name))) for one in known]
    begun = [one for one, both in keys if any(key.startswith(sought) for key in both)]
    return begun + [one for one, both in keys if one not in begun and any(sought in key for key in both)]


async def _known(asked: _Asked) -> list[Publication]:
    return await asked.recall(asked.store.publications, "publications")


async def _section_names(asked: _Asked, publication: str | None) -> list[str]:
    counted = await asked.recall(
        lambda: asked.store.sections(publication=publication), "sections", publication, life=LONG_LIFE
    )
    return [one.name for one in counted if one.name.strip()]


def _commands(asked: _Asked) -> Iterable[tuple[str, str]]:
    """Those whose name or alias in any language begins so."""
    say = catalogue(asked.locale)
    sought = names.key(asked.typed.lstrip("/／ "))
    for name, command in commands_for(asked.actor).items():
        called = (name, *(alias for aliases in command.aliases.values() for alias in aliases))
        if any(names.key(one).startswith(sought) for one in called):
            yield f"/{name} · {say(command.description)}", name


async def _settings(asked: _Asked) -> Iterable[tuple[str, str]]:
    """The names of what can be set, then the values of the one that is named."""
    sections = [(name, name) for name in await _section_names(asked, None)]
    known = {
        "publications": [(one.name, one.slug) for one in await _known(asked)],
        "sections": sections,
        "omit": sections,
    }
    return settings.offers(asked.typed, catalogue(asked.locale), asked.now, known)


def _fitting(found: Iterable[tuple[str, str]]) -> list[Choice]:
    """The first that can be offered."""
    choices: dict[str, Choice] = {}
    for whole_label, whole_value in found:
        label, value = _cut(whole_label, "…"), _cut(whole_value, "")
        if label.strip() and value.strip() and value not in choices:
            choices[value] = Choice(label=label, value=value)
        if len(choices) == MOST:
            break
    return list(choices.values())


def _cut(text: str, mark: str) -> str:
    """The text, or what fits of it with the mark behind it; no grapheme is broken."""
    if units(text) <= LONGEST:
        return text
    end = longest(text, 0, lambda piece: units(piece + mark) <= LONGEST)
    return text[: next((at for at in range(end, 0, -1) if is_boundary(text, at)), end)].rstrip() + mark


def units(text: str) -> int:
    """Its length as Discord and Telegram count it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
