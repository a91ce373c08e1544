"""Which digest an operator's words mean."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.commands import dates, names
from bot.commands.blocks import ARGUMENT, Unmet, button, plain, refusal, rows
from bot.commands.digests import DAY_EXAMPLES, divide
from bot.commands.models import Request
from bot.commands.nearest import day_after
from bot.delivery.receivers import digests_of, wants
from bot.locales import Catalogue, catalogue
from bot.models import StoredDigest, Target

if TYPE_CHECKING:  # the desk tells admins in the commands' own words
    from bot.desk import Desk


async def chosen(
    desk: "Desk",
    request: Request,
    argument: str,
    *,
    published: bool = False,
    targets: Sequence[Target] = (),
    place: str = "",
) -> StoredDigest:
    """The digest that the words name; without a date the newest up to today. Raises Unmet.

    It is one that the `targets` take, where there are any. `place` stands behind the choices that are asked
    for.
    """
    say = catalogue(request.locale)
    today = request.now.date()
    words = " ".join(argument[:ARGUMENT].split())
    try:
        days, rest = divide(words, today) if words else (None, "")
    except dates.NoSuchDay:
        sentence = say("There is no such day as “{text}” in the calendar.", text=words)
        raise Unmet(refusal([plain(sentence)])) from None
    slug = request.publication or await _publication(desk, request, rest, days, place)
    if days is not None and days[0] != days[1]:
        raise Unmet(refusal([plain(say("Name one day, not a longer time.")), plain(say(DAY_EXAMPLES[0]))]))
    taken = await _taken(desk, targets, slug)
    day = days[0] if days else await _newest(desk, slug, taken, today, drafts=not published)
    digests = [] if day is None else await digests_of(desk.store, day, slug)
    digests = [digest for digest in digests if digest.publication in taken] or digests
    if published and days is None:
        digests = [digest for digest in digests if digest.published_at is not None]
    match [digest for digest in digests if digest.items]:
        case [digest]:
            return digest
        case []:
            raise Unmet(refusal([plain(_absent(say, day, empty=bool(digests)))]))
        case several:
            sentence = say(
                "Several publications have a digest of {date}. Which one?", date=say.date(several[0].date)
            )
            choices = [
                button(digest.publication_name, request.command, f"{key(digest)} {place}".strip())
                for digest in several
            ]
            raise Unmet(refusal([plain(sentence)], rows(choices)))


async def _taken(desk: "Desk", targets: Sequence[Target], slug: str | None) -> set[str]:
    """The publications that the targets take, all where there are none; or the named one."""
    known = [publication.slug for publication in await desk.store.publications()] if slug is None else [slug]
    if slug is not None or not targets:
        return set(known)
    return {one for one in known if any(wants(target.policy, one) for target in targets)}


async def _publication(
    desk: "Desk", request: Request, rest: str, days: dates.Period | None, place: str
) -> str | None:
    """The slug of the publication that the words beside the date name, if any. Raises Unmet."""
    if not rest:
        return None
    say = catalogue(request.locale)
    known = await desk.store.publications()
    meant = names.publications(rest, known)
    if len(meant) == 1:
        return meant[0].slug
    if not meant and days is None:
        raise Unmet(refusal([plain(say("I can't read “{text}” as a date.", text=rest))]))
    if meant:
        sentence = say("“{name}” may mean several publications. Which one?", name=rest)
    else:
        sentence = say("There is no publication called “{name}”. There are:", name=rest)
    when = str(days[0]) if days else "latest"
    choices = [button(p.name, request.command, f"{when} {p.slug} {place}".strip()) for p in meant or known]
    raise Unmet(refusal([plain(sentence)], rows(choices)))


async def _newest(
    desk: "Desk", slug: str | None, taken: set[str], today: dt.date, *, drafts: bool
) -> dt.date | None:
    """The date of the newest edition with items, of these publications, that is not dated after today."""
    slugs = [slug] if slug is not None or not taken else sorted(taken)
    newest = []
    for each in slugs:
        listed = await desk.store.editions(publication=each, before=day_after(today), limit=10, drafts=drafts)
        newest += [edition.date for edition in listed if edition.items][:1]
    return max(newest, default=None)


def key(digest: StoredDigest) -> str:
    """The digest, as the argument of a command."""
    return f"{digest.date} {digest.publication}"


def named(say: Catalogue, digest: StoredDigest) -> str:
    """The digest, as people call it."""
    return say("{publication}, {date}", publication=digest.publication_name, date=say.date(digest.date))


def _absent(say: Catalogue, day: dt.date | None, *, empty: bool) -> str:
    if day is None:
        return say("The archive is still empty: no digest has been published yet.")
    if empty:
        return say("The digest of {date} has no items: there is nothing to send.", date=say.date(day))
    return say("There is no digest of {date}.", date=say.date(day))
