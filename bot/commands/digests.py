"""/today and /digest: the digest of a day, or honestly what there is instead."""

import datetime as dt

from bot.commands import dates, names, paging
from bot.commands.blocks import answered, button, example, heading, note, plain, refusal, rows
from bot.commands.models import Button, DigestCard, Reply, Request
from bot.locales import Catalogue, catalogue, message
from bot.models import Edition, Publication, StoredDigest
from bot.ports import Archive

EDITIONS = 8
OTHERS = 6
LATEST = frozenset({"latest", "newest", "最新", "最新一期", "最近"})
DAY_EXAMPLES = (
    message("/digest 2025-05-24"),
    message("/digest 5-24"),
    message("/digest yesterday"),
    message("/digest last friday"),
)


async def today(store: Archive, request: Request) -> Reply:
    """The digest of the reader's date, or the newest one with a word on its date."""
    if request.argument.strip():
        return await digest(store, request)
    drafts = request.actor.operator
    day = request.now.date()
    found = await store.digest(day, publication=request.publication, drafts=drafts)
    if found is not None and found.sections:
        return await _shown(store, request, found)
    empty = found is not None
    newest = await store.digest(publication=request.publication, drafts=drafts)
    say = catalogue(request.locale)
    if newest is None:
        return refusal([plain(say("The archive is still empty: no digest has been published yet."))])
    if empty:
        why = say(
            "Nothing new came in today ({today}). This is the newest digest, of {date}.",
            today=say.day(day, day),
            date=say.date(newest.date),
        )
    else:
        why = say(
            "There is no digest of today ({today}) yet. This is the newest one, of {date}.",
            today=say.day(day, day),
            date=say.date(newest.date),
        )
    return await _shown(store, request, newest, why)


async def digest(store: Archive, request: Request) -> Reply:
    """The digest of a day, of one publication if it is named; without words the list of editions."""
    say = catalogue(request.locale)
    argument = request.argument[:200]
    if not argument.strip():
        return await _editions(store, request)
    known = await store.publications()
    try:
        day, rest = divide(argument, request.now.date())
    except dates.NoSuchDay:
        return _lesson(say, say("There is no such day as “{text}” in the calendar.", text=argument.strip()))
    publication = request.publication
    if rest:
        meant = names.publications(rest, known)
        if not meant and day is None:
            return _lesson(say, say("I can't read “{text}” as a date.", text=argument.strip()))
        if not meant:
            sentence = say("There is no publication called “{name}”. There are:", name=rest)
            return refusal([plain(sentence)], rows([_of(p, day) for p in known]))
        if len(meant) > 1:
            sentence = say("“{name}” may mean several publications. Which one?", name=rest)
            return refusal([plain(sentence)], rows([_of(p, day) for p in meant]))
        publication = meant[0].slug
    found = await store.digest(day, publication=publication, drafts=request.actor.operator)
    if found is None or not found.sections:
        return await _absent(store, request, day, publication, empty=found is not None)
    return await _shown(store, request, found)


def divide(argument: str, today: dt.date) -> tuple[dt.date | None, str]:
    """The day that stands at the beginning or the end of `argument`, and the words beside it.

    None for the day when only other words, or the word for the newest, stand there. Raises NoSuchDay.
    """
    words = argument.split()
    trouble: dates.NoSuchDay | None = None
    for n in range(len(words), 0, -1):
        for head, rest in ((words[:n], words[n:]), (words[-n:], words[:-n])):
            named = " ".join(head)
            if named.casefold() in LATEST:
                return None, " ".join(rest)
            try:
                day = dates.understand(named, today)
            except dates.NoSuchDay as error:
                trouble = trouble or error
                continue
            if day is not None:
                return day, " ".join(rest)
    if trouble is not None:
        raise trouble
    return None, " ".join(words)


async def _shown(store: Archive, request: Request, found: StoredDigest, why: str = "") -> Reply:
    say = catalogue(request.locale)
    blocks = [note(why)] if why else []
    if found.published_at is None:
        blocks.append(note(say("This digest is not published yet; only operators see it.")))
    day = request.now.date()
    neighbours = [
        button(label.format(say.day(date, day)), "digest", f"{date} {found.publication}")
        for label, date in (("◀ {}", found.previous), ("{} ▶", found.next))
        if date is not None
    ]
    others = await _others(store, request, found)
    return answered([*blocks, DigestCard(digest=found)], [tuple(neighbours), *rows(others)])


async def _others(store: Archive, request: Request, shown: Edition) -> list[Button]:
    """The other publications, each with its newest edition up to the shown date."""
    if request.publication is not None:
        return []
    say = catalogue(request.locale)
    buttons = []
    for publication in await store.publications():
        if publication.slug == shown.publication:
            continue
        newest = await store.editions(
            publication=publication.slug, before=_after(shown.date), limit=1, drafts=request.actor.operator
        )
        buttons += [_edition_button(say, edition, request.now.date(), named=True) for edition in newest]
    return buttons[:OTHERS]


async def _editions(store: Archive, request: Request) -> Reply:
    say = catalogue(request.locale)
    page = paging.read(request.page)

    async def fetch(limit: int, _: str | None) -> list[Edition]:
        return await store.editions(
            publication=request.publication, limit=limit, drafts=request.actor.operator
        )

    # Several editions share a date, so a date can't be the key that the list goes on from.
    editions, more = await paging.load(paging.Page(page.number), EDITIONS, fetch)
    if not editions and page.number == 1:
        return refusal([plain(say("The archive is still empty: no digest has been published yet."))])
    several = len({edition.publication for edition in editions}) > 1
    listed = [_edition_button(say, edition, request.now.date(), named=several) for edition in editions]
    onwards = paging.Page(page.number + 1) if more and page.number < paging.DEEPEST else None
    blocks = [heading(say("Which digest?")), plain(say("Press a date, or name one:"))]
    return answered(
        [*blocks, *(example(say(line)) for line in DAY_EXAMPLES)],
        [*rows(listed), paging.buttons(say, page, onwards, "digest", "")],
    )


async def _absent(
    store: Archive, request: Request, day: dt.date | None, publication: str | None, *, empty: bool
) -> Reply:
    """What is said of a day without digest: the editions nearest to it."""
    say = catalogue(request.locale)
    drafts = request.actor.operator
    today = request.now.date()
    if day is None:
        return refusal([plain(say("The archive is still empty: no digest has been published yet."))])
    earlier = await store.editions(publication=publication, before=day, limit=5, drafts=drafts)
    later = await _nearest_after(store, day, publication, drafts=drafts)
    near = [*([later] if later else []), *[edition for edition in earlier if edition.items][:2]]
    if empty:
        sentence = say(
            "Nothing new came in on {date}, so there is no digest of that day.", date=say.date(day)
        )
    elif day > today:
        sentence = say("{date} has not come yet.", date=say.date(day))
    else:
        sentence = say("There is no digest of {date}.", date=say.date(day))
    several = len({edition.publication for edition in near}) > 1
    buttons = [_edition_button(say, edition, today, named=several) for edition in near]
    blocks = [plain(sentence)]
    if near:
        blocks.append(plain(say("The nearest ones are:")))
    return refusal(blocks, rows(buttons, width=3))


async def _nearest_after(
    store: Archive, day: dt.date, publication: str | None, *, drafts: bool
) -> Edition | None:
    """The first edition after `day`. The archive lists backwards: look ever farther ahead, then close in."""
    newest = await store.editions(publication=publication, limit=1, drafts=drafts)
    if not newest or newest[0].date <= day:
        return None
    nearest: Edition | None = None
    for power in range(1, 12):  # four to the eleventh days are more than the calendar has
        before = _after(day, 4**power)
        while page := await store.editions(publication=publication, before=before, drafts=drafts):
            later = [edition for edition in page if edition.date > day]
            nearest = next((edition for edition in reversed(later) if edition.items), nearest)
            if len(later) < len(page):
                break
            before = page[-1].date
        if nearest is not None:
            break
    return nearest


def _after(day: dt.date, days: int = 1) -> dt.date:
    return day + dt.timedelta(days=min(days, (dt.date.max - day).days))


def _edition_button(say: Catalogue, edition: Edition, today: dt.date, *, named: bool) -> Button:
    label = say.day(edition.date, today)
    if named:
        label = f"{edition.publication_name} · {label}"
    return button(label, "digest", f"{edition.date} {edition.publication}")


def _of(publication: Publication, day: dt.date | None) -> Button:
    return button(publication.name, "digest", f"{day or 'latest'} {publication.slug}")


def _lesson(say: Catalogue, sentence: str) -> Reply:
    """What is wrong with the date, and some that would do."""
    return refusal(
        [
            plain(sentence),
            plain(say("Write it like one of these:")),
            *(example(say(e)) for e in DAY_EXAMPLES),
        ],
        [(button(say("All editions"), "digest"),)],
    )
