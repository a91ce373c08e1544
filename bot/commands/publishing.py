"""/publish and /repost: an operator's word on when and where a digest goes out."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.commands import acts
from bot.commands.aims import NO_TARGET, NOWHERE, Aim, Place, aimed
from bot.commands.blocks import Unmet, answered, button, clip, done, listed, note, plain, refusal
from bot.commands.choice import chosen, key, named
from bot.commands.models import Block, Button, Reply, Request
from bot.delivery.models import Planned, Scope
from bot.delivery.receivers import Obstacle, Receivers, Standing, receivers, standings
from bot.locales import Catalogue, catalogue, message
from bot.models import StoredDigest, Target

if TYPE_CHECKING:  # the desk tells admins in the commands' own words
    from bot.desk import Desk

NAME = 80  # characters of a target's
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
    """Send a digest now, to all its targets or to one; where it stands already, nothing happens."""
    say = catalogue(request.locale)
    try:
        aim = await aimed(desk, request, request.argument)
        digest = await chosen(desk, request, aim.words, targets=aim.targets, place=aim.named)
    except Unmet as unmet:
        return unmet.reply
    if aim.place is Place.HERE and not aim.targets:
        return refusal([plain(say(NOWHERE))])
    targets = list(aim.targets) or await desk.store.targets()
    found = receivers(digest, targets, desk.platforms)
    if not found.able:
        return nobody(say, digest, found)
    planned = await desk.publish(digest, aim.targets or None)
    buttons = [(button(say("How far is it?"), "status", aim.named or Place.ALL.value),)]
    if not planned.changes:
        return answered(await unchanged(desk, say, digest, found.able), buttons)
    sentence = say("{digest} goes out: {counts}.", digest=named(say, digest), counts=counted(say, planned))
    done_now = acts.act(acts.PUBLISHED, key(digest), aim.named, changes(planned))
    return done(done_now, [plain(sentence), *obstacles(say, found)], buttons)


async def repost(desk: "Desk", request: Request) -> Reply:
    """Post a digest anew, in this chat, in another one or everywhere, also where it already stands.

    A button carries the generation that it would make: pressed twice, or long after, it posts nothing.
    """
    say = catalogue(request.locale)
    try:
        aim = await aimed(desk, request, request.argument)
        if not aim.named:
            aim = await _here(desk, request, aim)
        digest = await chosen(desk, request, aim.words, published=True, targets=aim.targets, place=aim.named)
    except Unmet as unmet:
        return unmet.reply
    if digest.published_at is None:
        sentence = say("{digest} is not published yet.", digest=named(say, digest))
        return refusal([plain(sentence)], [(button(say("Publish it now"), "publish", key(digest)),)])
    everybody = aim.place is Place.ALL or not aim.named
    targets = await desk.store.targets() if everybody else list(aim.targets)
    found = receivers(digest, targets, desk.platforms)
    newest = await desk.store.generation(digest.id)
    if aim.place is Place.HERE and not aim.targets:
        sentence = say("This chat receives nothing, so nothing can be posted anew here.")
        others = receivers(digest, await desk.store.targets(), desk.platforms)
        return refusal([plain(sentence)], [everywhere(say, digest, others, newest)] if others.able else [])
    if not found.able:
        return nobody(say, digest, found)
    if not aim.named:
        sentence = say("Post {digest} anew in all its targets?", digest=named(say, digest))
        return answered([plain(sentence)], [everywhere(say, digest, found, newest)])
    generation = expected(request.page) or newest + 1
    if generation > newest:
        scope = Scope.ALL if everybody else Scope.SOME
        planned = await desk.repost(digest, targets, generation=generation, scope=scope)
        if planned.changes:
            return _anew(say, digest, aim, found, planned)
        if not set(await desk.store.planned_targets(digest.id)) & {target.id for target in found.able}:
            return answered(await unchanged(desk, say, digest, found.able))
    sentence = say("{digest} was posted anew already; nothing more was sent.", digest=named(say, digest))
    return answered([plain(sentence), note(say("To post it once more, send /repost again."))])


async def _here(desk: "Desk", request: Request, aim: Aim) -> Aim:
    """Where nothing was said it is this chat, if it receives something."""
    here = tuple(await desk.targets_of(request.chat))
    return Aim(aim.words, Place.HERE, here) if here else aim


def _anew(say: Catalogue, digest: StoredDigest, aim: Aim, found: Receivers, planned: Planned) -> Reply:
    name = named(say, digest)
    sentence = say.counted(
        "{digest} is posted anew in {n} target.",
        "{digest} is posted anew in {n} targets.",
        len(found.able),
        digest=name,
    )
    ways = (button(say("How far is it?"), "status", aim.named),)
    act = acts.act(acts.REPOSTED, key(digest), aim.named, changes(planned))
    return done(act, [plain(sentence), *obstacles(say, found)], [ways])


def counted(say: Catalogue, planned: Planned) -> str:
    """What a plan has the outbox do."""
    counts = [
        say.counted("{n} post to send", "{n} posts to send", planned.sends),
        say.counted("{n} to edit", "{n} to edit", planned.edits),
        say.counted("{n} to delete", "{n} to delete", planned.deletions),
    ]
    numbers = (planned.sends, planned.edits, planned.deletions)
    return say(", ").join(text for text, number in zip(counts, numbers, strict=True) if number)


def changes(planned: Planned) -> str:
    """The same for the record: +sent ~edited -deleted."""
    return f"+{planned.sends} ~{planned.edits} -{planned.deletions}"


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
        return refusal([plain(sentence), plain(say(NO_TARGET))])
    return refusal(
        [plain(sentence), *obstacles(say, found)], [(button(say("All targets"), "status", "all"),)]
    )


def obstacles(say: Catalogue, found: Receivers) -> list[Block]:
    """The targets that can't receive it, with the reasons."""
    lines = [
        say(
            "{name}: {reason}",
            name=clip(target.label, NAME),
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
    lines = [
        say(STANDINGS[each], name=clip(target.label, NAME)) for target, each in zip(able, found, strict=True)
    ]
    return [first, *map(plain, lines)]
