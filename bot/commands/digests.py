"""/today and /digest: the digest of a day, or honestly what there is instead."""

import datetime as dt
from collections.abc import Sequence

from bot.commands import dates, names, paging
from bot.commands.blocks import ARGUMENT, answered, button, example, heading, note, plain, refusal, rows
from bot.commands.models import Block, Button, DigestCard, Reply, Request
from bot.commands.nearest import day_after, editions_near
from bot.locales import Catalogue, catalogue, message
from bot.models import Edition, Publication, StoredDigest
from bot.ports import Archive

EDITIONS = 8
OTHERS = 6
EVER = (dt.date.min, dt.date.max)
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
    """The digest of a day, of one publication if it is named; of a longer time the list of editions."""
    say = catalogue(request.locale)
    argument = " ".join(request.argument[:ARGUMENT].split())
    if not argument:
        return await _editions(store, request, request.publication)
    try:
        days, rest = divide(argument, request.now.date())
    except dates.NoSuchDay:
        return _lesson(say, say("There is no such day as “{text}” in the calendar.", text=argument))
    publication = request.publication
    if rest:
        known = await store.publications()
        meant = names.publications(rest, known)
        if not meant and days is None:
            return _lesson(say, say("I can't read “{text}” as a date.", text=argument))
        if len(meant) != 1:
            when = argument.removesuffix(rest).removeprefix(rest).strip()
            return _which(say, rest, meant, known, when)
        publication = meant[0].slug
    if days is not None and days[0] != days[1]:
        return await _editions(store, request, publication, days)
    day = days[0] if days else None
    found = await store.digest(day, publication=publication, drafts=request.actor.operator)
    if found is not None and found.sections:
        return await _shown(store, request, found)
    if day is None:
        return refusal([plain(say("The archive is still empty: no digest has been published yet."))])
    return await _absent(store, request, day, publication, empty=found is not None)


def divide(argument: str, today: dt.date) -> tuple[dates.Period | None, str]:
    """The days that stand at the beginning or the end of `argument`, and the words beside them.

    None for the days when only other words, or the word for the newest, stand there. Raises NoSuchDay.
    """
    words = argument.split()
    trouble: dates.NoSuchDay | None = None
    for n in range(len(words), 0, -1):
        for head, rest in ((words[:n], words[n:]), (words[-n:], words[:-n])):
            named = " ".join(head)
            if named.casefold() in LATEST:
                return None, " ".join(rest)
            try:
                days = dates.period(named, today)
            except dates.NoSuchDay as error:
                trouble = trouble or error
                continue
            if days is not None:
                return days, " ".join(rest)
    if trouble is not None:
        raise trouble
    return None, argument


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
            publication=publication.slug, before=day_after(shown.date), limit=5, drafts=request.actor.operator
        )
        some = [edition for edition in newest if edition.items][:1]
        buttons += [_edition_button(say, edition, request.now.date(), named=True) for edition in some]
    return buttons[:OTHERS]


async def _editions(
    store: Archive, request: Request, publication: str | None, days: dates.Period = EVER
) -> Reply:
    """The editions of these days as buttons, the newest first; a single one is shown at once."""
    say = catalogue(request.locale)
    page = paging.read(request.page)
    drafts = request.actor.operator
    first, last = days

    async def fetch(limit: int, _: str | None) -> list[Edition]:
        before = None if last == EVER[1] else day_after(last)
        listed = await store.editions(publication=publication, before=before, limit=limit, drafts=drafts)
        return [edition for edition in listed if edition.date >= first]

    # Several editions share a date, so a date can't be the key that the list goes on from.
    editions, more = await paging.load(paging.Page(page.number), EDITIONS, fetch)
    if not editions and page.number == 1:
        if days == EVER:
            return refusal([plain(say("The archive is still empty: no digest has been published yet."))])
        return await _absent(store, request, first, publication, last=last)
    if len(editions) == page.number == 1 and days != EVER:
        found = await store.digest_by_id(editions[0].id)
        if found is not None and found.sections:
            return await _shown(store, request, found)
    several = len({edition.publication for edition in editions}) > 1
    listed = [_edition_button(say, edition, request.now.date(), named=several) for edition in editions]
    onwards = paging.Page(page.number + 1) if more and page.number < paging.DEEPEST else None
    blocks: list[Block] = [heading(say("Which digest?"))]
    if days == EVER:
        blocks.append(plain(say("Press a date, or name one:")))
        blocks += [example(say(line)) for line in DAY_EXAMPLES]
    turning = paging.buttons(say, page, onwards, "digest", request.argument.strip())
    return answered(blocks, [*rows(listed), turning])


async def _absent(
    store: Archive,
    request: Request,
    day: dt.date,
    publication: str | None,
    *,
    last: dt.date | None = None,
    empty: bool = False,
) -> Reply:
    """What is said of a day, or of the days up to `last`, without digest: the editions nearest to it."""
    say = catalogue(request.locale)
    today = request.now.date()
    near = await editions_near(store, day, publication=publication, drafts=request.actor.operator)
    if empty:
        sentence = say(
            "Nothing new came in on {date}, so there is no digest of that day.", date=say.date(day)
        )
    elif day > today:
        sentence = say("{date} has not come yet.", date=say.date(day))
    elif last is not None:
        sentence = say("There is no digest from {first} to {last}.", first=say.date(day), last=say.date(last))
    else:
        sentence = say("There is no digest of {date}.", date=say.date(day))
    several = len({edition.publication for edition in near}) > 1
    buttons = [_edition_button(say, edition, today, named=several) for edition in near]
    blocks = [plain(sentence)]
    if near:
        blocks.append(plain(say("The nearest ones are:")))
    reply = answered if empty else refusal  # an empty edition is the answer, a missing one is none
    return reply(blocks, rows(buttons, width=3))


def _edition_button(say: Catalogue, edition: Edition, today: dt.date, *, named: bool) -> Button:
    label = say.day(edition.date, today)
    if named:
        label = f"{edition.publication_name} · {label}"
    if not edition.items:
        label = f"{label} · {say('nothing new')}"
    return button(label, "digest", f"{edition.date} {edition.publication}")


def _which(
    say: Catalogue, word: str, meant: Sequence[Publication], known: Sequence[Publication], when: str
) -> Reply:
    """What to choose from when a name may mean several publications, or none."""
    if meant:
        sentence = say("“{name}” may mean several publications. Which one?", name=word)
    else:
        sentence = say("There is no publication called “{name}”. There are:", name=word)
    choices = [button(p.name, "digest", f"{when or 'latest'} {p.slug}") for p in meant or known]
    return refusal([plain(sentence)], rows(choices))


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
