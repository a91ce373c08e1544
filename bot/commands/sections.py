"""/section and /sections: what the archive holds under one heading."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from bot.commands import dates, names, paging
from bot.commands.blocks import answered, button, example, heading, item_card, note, plain, refusal, rows
from bot.commands.models import Button, Reply, Request
from bot.locales import Catalogue, catalogue, message
from bot.models import SectionCount, StoredItem
from bot.ports import Archive

ITEMS = 10
NAMES = 20
NAMED = 8
CHOICES = 10
EXAMPLES = (message("/section 论文"), message("/section 1 2"), message("/section 论文 5-24"))
CALLED = 150
"""How much of a section's name is asked for; the beginning of a longer one is found as well."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the words behind /section name: some sections, and a day or a page of them.

    `unread` are words behind the name that are neither.
    """

    names: tuple[str, ...]
    day: dt.date | None = None
    page: int = 1
    unread: str = ""


async def section(store: Archive, request: Request) -> Reply:
    """Items of one section, the newest first, or those of one day."""
    if not request.argument.strip():
        return await sections(store, request)
    say = catalogue(request.locale)
    argument = " ".join(request.argument[:200].split())
    known = [counted.name for counted in await _known(store, request)]
    asked = read(argument, known, request.now.date())
    if len(asked.names) != 1:
        return _unclear(say, argument, asked.names or known, found=bool(asked.names))
    if asked.unread:
        sentence = say("I can't read “{text}” as a date or as the number of a page.", text=asked.unread)
        newest = button(say("Newest of “{name}”", name=asked.names[0]), "section", asked.names[0][:CALLED])
        return refusal([plain(sentence), example(say(EXAMPLES[2]))], [(newest,)])
    page = paging.read(request.page) if request.page else paging.Page(min(asked.page, paging.DEEPEST))
    if asked.day is not None:
        return await _of_day(store, request, asked.names[0], asked.day, page)
    name = asked.names[0]

    async def fetch(limit: int, before: str | None) -> Sequence[StoredItem]:
        return await store.section(
            name,
            publication=request.publication,
            before=int(before) if before else None,
            limit=limit,
            drafts=request.actor.operator,
        )

    # Our own keys are item ids: anything else was not made by us and is the first page.
    if page.before is not None and not (len(page.before) < 19 and page.before.isdecimal()):
        page = paging.Page()
    items, more = await paging.load(page, ITEMS, fetch)
    following = paging.Page(page.number + 1, str(items[-1].id)) if more else None
    return _listed(say, name, items, page, following, argument=name[:CALLED])


async def sections(store: Archive, request: Request) -> Reply:
    """The sections of the archive, numbered, the most used first."""
    say = catalogue(request.locale)
    known = await _known(store, request)
    if not known:
        return refusal([plain(say("The archive is still empty: no digest has been published yet."))])
    page = paging.read(request.page)
    first = min((page.number - 1) * NAMES, (len(known) - 1) // NAMES * NAMES)
    page = paging.Page(first // NAMES + 1)
    shown = known[first : first + NAMES]
    today = request.now.date()
    lines = [
        plain(
            say.counted(
                "{number}. {name} · {n} item · newest {date}",
                "{number}. {name} · {n} items · newest {date}",
                counted.items,
                number=number,
                name=counted.name,
                date=say.day(counted.latest, today),
            )
        )
        for number, counted in enumerate(shown, first + 1)
    ]
    following = paging.Page(page.number + 1) if first + NAMES < len(known) else None
    turning = paging.buttons(say, page, following, "sections", "")
    if len(shown) <= NAMED:
        chosen = rows([_button(c.name) for c in shown])
    else:  # so many names would not be legible on buttons: their numbers stand in the list
        chosen = rows([_button(c.name, str(n)) for n, c in enumerate(shown, first + 1)], width=5)
    return answered(
        [heading(say("Sections")), *lines, note(say("Send /section with a number or a part of the name."))],
        [*chosen, turning],
    )


def read(argument: str, known: Sequence[str], today: dt.date) -> Asked:
    """What `argument` names among the `known` sections.

    A whole name comes first, then a name with a page or a day behind it, then anything like a name.
    """
    if names.key(argument) not in {names.key(name) for name in known}:
        words = argument.split()
        for n in range(max(1, len(words) - 4), len(words)):
            tail = " ".join(words[n:])
            page, day = _page(tail), _day(tail, today)
            if page is None and day is None:
                continue
            if meant := names.match(" ".join(words[:n]), known, numbered=True):
                return Asked(meant, None if page else day, page or 1)
        whole = names.match(argument, known, numbered=True)
        if not whole or any(names.key(name) in names.key(argument) for name in whole):
            for n in range(len(words) - 1, 0, -1):
                if meant := _parts(" ".join(words[:n]), known):
                    return Asked(meant, unread=" ".join(words[n:]))
    return Asked(names.match(argument, known, numbered=True))


def _parts(words: str, known: Sequence[str]) -> tuple[str, ...]:
    """The sections that are called so, or of whose names it is a part; not those that are only like it."""
    meant = names.match(words, known, numbered=True)
    numbered = words.isascii() and words.isdecimal()
    return tuple(name for name in meant if numbered or names.key(words) in names.key(name))


def _page(text: str) -> int | None:
    digits = text.removeprefix("第").removeprefix("p").removesuffix("页").removesuffix("頁").strip()
    return int(digits) if digits.isascii() and digits.isdecimal() and 0 < len(digits) <= 3 else None


def _day(text: str, today: dt.date) -> dt.date | None:
    try:
        return dates.understand(text, today)
    except dates.NoSuchDay:
        return None


async def _known(store: Archive, request: Request) -> list[SectionCount]:
    """The sections that have a name to ask for."""
    counted = await store.sections(publication=request.publication, drafts=request.actor.operator)
    return [section for section in counted if section.name.strip()]


async def _of_day(store: Archive, request: Request, name: str, day: dt.date, page: paging.Page) -> Reply:
    say = catalogue(request.locale)
    slugs = [request.publication] if request.publication else [p.slug for p in await store.publications()]
    items: list[StoredItem] = []
    for slug in slugs:
        digest = await store.digest(day, publication=slug, drafts=request.actor.operator)
        found = [section for section in digest.sections if section.name == name] if digest else []
        items += [item for section in found for item in section.items]
    if not items:
        sentence = say("There is nothing in “{name}” on {date}.", name=name, date=say.date(day))
        newest = button(say("Newest of “{name}”", name=name), "section", name[:CALLED])
        whole = button(say("Digest of {date}", date=say.day(day, request.now.date())), "digest", str(day))
        return refusal([plain(sentence)], [(newest, whole)])
    first = (page.number - 1) * ITEMS
    following = paging.Page(page.number + 1) if len(items) > first + ITEMS else None
    title = f"{name} · {say.date(day)}"
    return _listed(
        say, title, items[first : first + ITEMS], page, following, argument=f"{name[:CALLED]} {day}"
    )


def _listed(
    say: Catalogue,
    title: str,
    items: Sequence[StoredItem],
    page: paging.Page,
    following: paging.Page | None,
    *,
    argument: str,
) -> Reply:
    cards = [item_card(item, number) for number, item in enumerate(items, (page.number - 1) * ITEMS + 1)]
    turning = paging.buttons(say, page, following, "section", argument)
    blocks = [heading(title)]
    if page.number > 1:
        blocks.append(note(say("Page {n}", n=page.number)))
    if not cards:
        blocks.append(plain(say("There is nothing more here.")))
        turning = (button(say("⏮ First page"), "section", argument),) if page.number > 1 else ()
    return answered([*blocks, *cards], [turning])


def _unclear(say: Catalogue, word: str, choices: Sequence[str], *, found: bool) -> Reply:
    """What to choose from when a name may mean several sections, or none."""
    if not choices:
        return refusal([plain(say("The archive is still empty: no digest has been published yet."))])
    if found:
        sentence = say("“{name}” may mean several sections. Which one?", name=word)
    else:
        sentence = say("There is no section called “{name}”. There are:", name=word)
    return refusal([plain(sentence)], rows([_button(name) for name in choices[:CHOICES]]))


def _button(name: str, label: str = "") -> Button:
    return button(label or name, "section", name[:CALLED])
