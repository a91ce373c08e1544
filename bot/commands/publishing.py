"""/publish and /repost: an operator's word on when and where a digest goes out."""

import datetime as dt
from collections.abc import Sequence
from enum import Enum
from typing import TYPE_CHECKING

from bot.commands import dates, names
from bot.commands.blocks import ARGUMENT, Unmet, answered, button, listed, note, plain, refusal, rows
from bot.commands.digests import DAY_EXAMPLES, divide
from bot.commands.models import Block, Button, Reply, Request
from bot.commands.nearest import day_after
from bot.delivery.models import Scope
from bot.delivery.receivers import Obstacle, Receivers, Standing, digests_of, receivers, standings
from bot.locales import Catalogue, catalogue, message
from bot.models import StoredDigest, Target

if TYPE_CHECKING:  # the desk tells admins in the commands' own words
    from bot.desk import Desk

FEW = 10  # targets: how it stands in more is not told one by one

OBSTACLES = {
    Obstacle.OFF: message("its platform is off"),
    Obstacle.OTHERS: message("it takes other publications"),
    Obstacle.SUSPENDED: message("it is suspended: {reason}"),
}
STANDINGS = {
    Standing.STANDS: message("{name}: it stands there; /repost posts it anew"),
    Standing.PLANNED: message("{name}: it is on its way; /status tells how far"),
    Standing.NOTHING: message("{name}: its settings leave nothing of this digest"),
}


class Place(Enum):
    """Where a digest is to be posted anew."""

    HERE = "here"
    ALL = "all"


PLACES = {
    **dict.fromkeys(("here", "这里", "这儿", "本群", "本频道", "這裡", "本群組", "本頻道"), Place.HERE),
    **dict.fromkeys(("all", "everywhere", "全部", "所有", "处处", "各處"), Place.ALL),
}


async def publish(desk: "Desk", request: Request) -> Reply:
    """Send a digest to all its targets now, whatever its hour; where it stands, nothing happens."""
    say = catalogue(request.locale)
    try:
        digest = await asked(desk, request, request.argument)
    except Unmet as unmet:
        return unmet.reply
    found = receivers(digest, await desk.store.targets(), desk.platforms)
    if not found.able:
        return nobody(say, digest, found)
    planned = await desk.publish(digest)
    buttons = [(button(say("How far is it?"), "status", "all"),)]
    if not planned.changes:
        return answered(await unchanged(desk, say, digest, found.able), buttons)
    counts = [
        say.counted("{n} post to send", "{n} posts to send", planned.sends),
        say.counted("{n} to edit", "{n} to edit", planned.edits),
        say.counted("{n} to delete", "{n} to delete", planned.deletions),
    ]
    numbers = (planned.sends, planned.edits, planned.deletions)
    told = say(", ").join(text for text, number in zip(counts, numbers, strict=True) if number)
    sentence = say("{digest} goes out: {counts}.", digest=named(say, digest), counts=told)
    return answered([plain(sentence), *obstacles(say, found)], buttons)


async def repost(desk: "Desk", request: Request) -> Reply:
    """Post a digest anew, in this chat or everywhere, also where it already stands.

    A button carries the generation that it would make: pressed twice, or long after, it posts nothing.
    """
    say = catalogue(request.locale)
    words, place = placed(request.argument)
    try:
        digest = await asked(desk, request, words, published=True)
    except Unmet as unmet:
        return unmet.reply
    if digest.published_at is None:
        sentence = say("{digest} is not published yet.", digest=named(say, digest))
        return refusal([plain(sentence)], [(button(say("Publish it now"), "publish", key(digest)),)])
    here = await desk.targets_of(request.chat)
    targets = here if place is Place.HERE or (place is None and here) else await desk.store.targets()
    newest = await desk.store.generation(digest.id)
    found = receivers(digest, targets, desk.platforms)
    if place is Place.HERE and not here:
        sentence = say("This chat receives nothing, so nothing can be posted anew here.")
        every = receivers(digest, await desk.store.targets(), desk.platforms)
        return refusal([plain(sentence)], [everywhere(say, digest, every, newest)] if every.able else [])
    if not found.able:
        return nobody(say, digest, found)
    if place is None and not here:
        sentence = say("Post {digest} anew in all its targets?", digest=named(say, digest))
        return answered([plain(sentence)], [everywhere(say, digest, found, newest)])
    generation = expected(request.page) or newest + 1
    if generation > newest:
        scope = Scope.SOME if targets is here else Scope.ALL
        planned = await desk.repost(digest, targets, generation=generation, scope=scope)
        if planned.changes:
            sentence = say.counted(
                "{digest} is posted anew in {n} target.",
                "{digest} is posted anew in {n} targets.",
                len(found.able),
                digest=named(say, digest),
            )
            blocks = [plain(sentence), *obstacles(say, found)]
            return answered(blocks, [(button(say("How far is it?"), "status", "all"),)])
        if generation == (await desk.store.generation(digest.id)) != newest + 1:
            return answered(await unchanged(desk, say, digest, found.able))
    sentence = say("{digest} was posted anew already; nothing more was sent.", digest=named(say, digest))
    return answered([plain(sentence), note(say("To post it once more, send /repost again."))])


async def asked(desk: "Desk", request: Request, argument: str, *, published: bool = False) -> StoredDigest:
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


def expected(page: str | None) -> int | None:
    """The generation that a button stands for."""
    return int(page) if page and page.isascii() and page.isdecimal() and len(page) < 7 else None


def key(digest: StoredDigest) -> str:
    """The digest, as the argument of a command."""
    return f"{digest.date} {digest.publication}"


def named(say: Catalogue, digest: StoredDigest) -> str:
    """The digest, as people call it."""
    return say("{publication}, {date}", publication=digest.publication_name, date=say.date(digest.date))


def everywhere(say: Catalogue, digest: StoredDigest, found: Receivers, newest: int) -> tuple[Button, ...]:
    """To post it anew everywhere, once; or to look at it first."""
    n = len(found.able)
    return (
        button(
            say.counted("Post it in {n} target", "Post it in all {n} targets", n),
            "repost",
            f"{key(digest)} {Place.ALL.value}",
            page=str(newest + 1),
        ),
        button(say("Look at it first"), "digest", key(digest)),
    )


def nobody(say: Catalogue, digest: StoredDigest, found: Receivers) -> Reply:
    """Why no target can receive the digest."""
    sentence = say("Nobody can receive {digest}.", digest=named(say, digest))
    if not found.unable:
        hint = say("There is no target yet: declare one in the settings, or send /subscribe in a chat.")
        return refusal([plain(sentence), plain(hint)])
    return refusal(
        [plain(sentence), *obstacles(say, found)], [(button(say("All targets"), "status", "all"),)]
    )


def obstacles(say: Catalogue, found: Receivers) -> list[Block]:
    """The targets that can't receive it, with the reasons."""
    lines = [
        say(
            "{name}: {reason}",
            name=target.name,
            reason=say(OBSTACLES[obstacle], reason=target.suspended),
        )
        for target, obstacle in found.unable
        if not target.given_up
    ]
    return listed(say, lines)


async def unchanged(
    desk: "Desk", say: Catalogue, digest: StoredDigest, able: Sequence[Target]
) -> list[Block]:
    """Why there was nothing to do."""
    first = plain(say("{digest}: nothing is left to do.", digest=named(say, digest)))
    if len(able) > FEW:
        return [first, note(say("It stands, or is on its way, in {n} targets.", n=len(able)))]
    found = await standings(desk.store, digest.id, able)
    lines = [say(STANDINGS[each], name=target.name) for target, each in zip(able, found, strict=True)]
    return [first, *map(plain, lines)]


def _absent(say: Catalogue, day: dt.date | None, *, empty: bool) -> str:
    if day is None:
        return say("The archive is still empty: no digest has been published yet.")
    if empty:
        return say("The digest of {date} has no items: there is nothing to send.", date=say.date(day))
    return say("There is no digest of {date}.", date=say.date(day))
