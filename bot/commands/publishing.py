"""/publish and /repost: an operator's word on when and where a digest goes out."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.commands.blocks import Unmet, answered, button, listed, note, plain, refusal
from bot.commands.choice import Place, chosen, key, named, placed
from bot.commands.models import Block, Button, Reply, Request
from bot.delivery.models import Scope
from bot.delivery.receivers import Obstacle, Receivers, Standing, receivers, standings
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


async def publish(desk: "Desk", request: Request) -> Reply:
    """Send a digest to all its targets now, whatever its hour; where it stands, nothing happens."""
    say = catalogue(request.locale)
    try:
        digest = await chosen(desk, request, request.argument)
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
        digest = await chosen(desk, request, words, published=True)
    except Unmet as unmet:
        return unmet.reply
    if digest.published_at is None:
        sentence = say("{digest} is not published yet.", digest=named(say, digest))
        return refusal([plain(sentence)], [(button(say("Publish it now"), "publish", key(digest)),)])
    here = await desk.targets_of(request.chat)
    only_here = place is Place.HERE or (place is None and bool(here))
    targets = here if only_here else await desk.store.targets()
    found = receivers(digest, targets, desk.platforms)
    newest = await desk.store.generation(digest.id)
    if only_here and not here:
        sentence = say("This chat receives nothing, so nothing can be posted anew here.")
        others = receivers(digest, await desk.store.targets(), desk.platforms)
        return refusal([plain(sentence)], [everywhere(say, digest, others, newest)] if others.able else [])
    if not found.able:
        return nobody(say, digest, found)
    if place is None and not here:
        sentence = say("Post {digest} anew in all its targets?", digest=named(say, digest))
        return answered([plain(sentence)], [everywhere(say, digest, found, newest)])
    generation = expected(request.page) or newest + 1
    if generation > newest:
        scope = Scope.SOME if only_here else Scope.ALL
        planned = await desk.repost(digest, targets, generation=generation, scope=scope)
        if planned.changes:
            return _anew(say, digest, found)
        if not set(await desk.store.planned_targets(digest.id)) & {target.id for target in found.able}:
            return answered(await unchanged(desk, say, digest, found.able))
    sentence = say("{digest} was posted anew already; nothing more was sent.", digest=named(say, digest))
    return answered([plain(sentence), note(say("To post it once more, send /repost again."))])


def _anew(say: Catalogue, digest: StoredDigest, found: Receivers) -> Reply:
    name = named(say, digest)
    sentence = say.counted(
        "{digest} is posted anew in {n} target.",
        "{digest} is posted anew in {n} targets.",
        len(found.able),
        digest=name,
    )
    ways = (button(say("How far is it?"), "status", "all"),)
    return answered([plain(sentence), *obstacles(say, found)], [ways])


def expected(page: str | None) -> int | None:
    """The generation that a button stands for."""
    return int(page) if page and page.isascii() and page.isdecimal() and len(page) < 7 else None


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
            name=target.label,
            reason=say(OBSTACLES[obstacle], reason=say.reason(target.suspended or "")),
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
    lines = [say(STANDINGS[each], name=target.label) for target, each in zip(able, found, strict=True)]
    return [first, *map(plain, lines)]
