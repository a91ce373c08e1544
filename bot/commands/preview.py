"""/preview: what a digest would look like in a target, posted to nobody but who asks."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.commands.aims import NO_TARGET, NOWHERE, Aim, Place, aimed
from bot.commands.blocks import LISTED, Unmet, answered, button, clip, note, plain, refusal, rows
from bot.commands.choice import chosen, key, named
from bot.commands.models import Block, Button, Posts, Reply, Request
from bot.delivery.models import Part
from bot.delivery.receivers import wants
from bot.locales import Catalogue, catalogue
from bot.models import StoredDigest, Target

if TYPE_CHECKING:  # the desk tells admins in the commands' own words
    from bot.desk import Desk

MOST = 10
"""Messages that are shown; a digest may have more."""
NAME = 80


async def preview(desk: "Desk", request: Request) -> Reply:
    """Show what the plan has for a target: this chat, or the one that is named; drafts as well."""
    say = catalogue(request.locale)
    try:
        aim = await aimed(desk, request, request.argument)
        here = tuple(await desk.targets_of(request.chat)) if not aim.named else aim.targets
        digest = await chosen(desk, request, aim.words, targets=here, place=aim.named)
    except Unmet as unmet:
        return unmet.reply
    if not here:
        return await _which(desk, say, aim, digest)
    target = next((one for one in here if wants(one.policy, digest.publication)), here[0])
    if target.platform not in desk.platforms:
        sentence = say("{name}: its platform is off.", name=clip(target.label, NAME))
        return refusal([plain(sentence)])
    parts = await desk.drawn(digest, target)
    if not parts:
        sentence = say(
            "{name}: its settings leave nothing of {digest}.",
            name=clip(target.label, NAME),
            digest=named(say, digest),
        )
        return answered([plain(sentence)], [_ways(say, digest)])
    return answered(_shown(say, digest, target, parts), [_ways(say, digest)])


def _shown(say: Catalogue, digest: StoredDigest, target: Target, parts: Sequence[Part]) -> list[Block]:
    title = named(say, digest)  # within the call it would hide the plural from Babel
    blocks: list[Block] = [
        plain(
            say.counted(
                "This is how {digest} comes to {name}: in {n} message.",
                "This is how {digest} comes to {name}: in {n} messages.",
                len(parts),
                digest=title,
                name=clip(target.label, NAME),
            )
        )
    ]
    if digest.published_at is None:
        blocks.append(note(say("This digest is not published yet; only operators see it.")))
    if len(parts) > MOST:
        blocks.append(note(say("The first {n} are shown.", n=MOST)))
    return [*blocks, Posts(platform=target.platform, parts=tuple(parts[:MOST]))]


def _ways(say: Catalogue, digest: StoredDigest) -> tuple[Button, ...]:
    ways = [button(say("Read it here"), "digest", key(digest))]
    if digest.published_at is None:
        ways.insert(0, button(say("Publish it now"), "publish", key(digest)))
    return tuple(ways)


async def _which(desk: "Desk", say: Catalogue, aim: Aim, digest: StoredDigest) -> Reply:
    """Ask for whom it is to be drawn: the first of the targets that take it."""
    if aim.place is Place.HERE:
        return refusal([plain(say(NOWHERE))])
    found, count = await desk.store.find_targets(limit=4 * LISTED)
    if not count:
        return refusal([plain(say(NO_TARGET))])
    taking = [one for one in found if wants(one.policy, digest.publication) and not one.given_up]
    choices = [
        button(one.title or one.name, "preview", f"{key(digest)} {one.name}") for one in taking[:LISTED]
    ]
    blocks = [plain(say("For which target? Press one, or name it: /preview {date} NAME", date=digest.date))]
    if count > len(choices):
        blocks.append(note(say("{n} targets in all: /status lists them.", n=count)))
    return answered(blocks, rows(choices))
