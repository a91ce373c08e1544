"""Which digest an operator's words mean, and where it is to go."""

import datetime as dt
from enum import Enum
from typing import TYPE_CHECKING

from bot.commands import dates, names
from bot.commands.blocks import ARGUMENT, Unmet, button, plain, refusal, rows
from bot.commands.digests import DAY_EXAMPLES, divide
from bot.commands.models import Request
from bot.commands.nearest import day_after
from bot.delivery.receivers import digests_of
from bot.locales import Catalogue, catalogue
from bot.models import StoredDigest

if TYPE_CHECKING:  # the desk tells admins in the commands' own words
    from bot.desk import Desk


class Place(Enum):
    """Where a digest is to be posted anew."""

    HERE = "here"
    ALL = "all"


PLACES = {
    **dict.fromkeys(("here", "这里", "这儿", "本群", "本频道", "這裡", "本群組", "本頻道"), Place.HERE),
    **dict.fromkeys(("all", "everywhere", "全部", "所有", "处处", "各處"), Place.ALL),
}


async def chosen(desk: "Desk", request: Request, argument: str, *, published: bool = False) -> StoredDigest:
    """The digest that the words name; without a date the newest up to today. Raises Unmet."""
    say = catalogue(request.locale)
    today = request.now.date()
    words = " ".join(argument[:ARGUMENT].split())
    try:
        days, rest = divide(words, today) if words else (None, "")
    except dates.NoSuchDay:
        sentence = say("There is no such day as “{text}” in the calendar.", text=words)
        raise Unmet(refusal([plain(sentence)])) from None
    slug = request.publication or await _publication(desk, request, rest, days)
    if days is not None and days[0] != days[1]:
        raise Unmet(refusal([plain(say("Name one day, not a longer time.")), plain(say(DAY_EXAMPLES[0]))]))
    day = days[0] if days else await _newest(desk, slug, today, drafts=not published)
    digests = [] if day is None else await digests_of(desk.store, day, slug)
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
            place = request.argument.split()[-1:] if placed(request.argument)[1] else []
            choices = [
                button(digest.publication_name, request.command, " ".join((key(digest), *place)))
                for digest in several
            ]
            raise Unmet(refusal([plain(sentence)], rows(choices)))


async def _publication(desk: "Desk", request: Request, rest: str, days: dates.Period | None) -> str | None:
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
    choices = [button(p.name, request.command, f"{when} {p.slug}") for p in meant or known]
    raise Unmet(refusal([plain(sentence)], rows(choices)))


async def _newest(desk: "Desk", slug: str | None, today: dt.date, *, drafts: bool) -> dt.date | None:
    """The date of the newest edition with items that is not dated after today."""
    listed = await desk.store.editions(publication=slug, before=day_after(today), limit=10, drafts=drafts)
    return next((edition.date for edition in listed if edition.items), None)


def placed(argument: str) -> tuple[str, Place | None]:
    """The words without the one that tells the place, and that place."""
    words = argument[:ARGUMENT].split()
    found = [PLACES[word.casefold()] for word in words if word.casefold() in PLACES]
    return " ".join(word for word in words if word.casefold() not in PLACES), found[-1] if found else None


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
