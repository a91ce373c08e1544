"""/retract and /restore: an item or a whole digest is taken back, everywhere."""

from typing import TYPE_CHECKING

from bot.commands import acts
from bot.commands.blocks import Unmet, answered, button, clip, done, example, plain, refusal
from bot.commands.choice import chosen, key, named
from bot.commands.items import read_number
from bot.commands.models import Button, Reply, Request
from bot.commands.publishing import expected
from bot.locales import Catalogue, catalogue, message
from bot.models import StoredDigest

if TYPE_CHECKING:  # the desk tells admins in the commands' own words
    from bot.desk import Desk

TITLE = 80
RETRACT_EXAMPLES = (message("/retract #12345"), message("/retract 2025-05-24"))
RESTORE_EXAMPLES = (message("/restore #12345"),)


async def retract(desk: "Desk", request: Request) -> Reply:
    """Take an item out of its digest, at once; or a whole digest down everywhere, after a question."""
    say = catalogue(request.locale)
    number = read_number(request.argument)
    if number is not None and (
        request.argument.strip().startswith("#") or await desk.store.item(number, drafts=True) is not None
    ):
        return await _item(desk, say, number)
    if not request.argument.strip():
        lines = [example(say(line)) for line in RETRACT_EXAMPLES]
        return refusal([plain(say("What is to be taken back: an item, or the digest of a day?")), *lines])
    try:
        digest = await chosen(desk, request, request.argument)
    except Unmet as unmet:
        return unmet.reply
    return await _digest(desk, say, digest, expected(request.page))


async def restore(desk: "Desk", request: Request) -> Reply:
    """Put a retracted item back where the newest text has it."""
    say = catalogue(request.locale)
    number = read_number(request.argument)
    if number is None:
        lines = [example(say(line)) for line in RESTORE_EXAMPLES]
        return refusal([plain(say("Which item is to be put back? Like this:")), *lines])
    saved = await desk.store.restore(number, now=desk.clock())
    item = await desk.store.item(number, drafts=True)
    if saved is None or item is None:
        sentence = say(
            "Item #{number} is not retracted, or the newest text of its digest no longer has it.",
            number=number,
        )
        return refusal([plain(sentence)])
    sentence = say("“{title}” is back in its digest.", title=clip(item.title, TITLE))
    act = acts.act(acts.ITEM_RESTORED, f"#{number}", f"{item.digest_date} {item.publication}")
    blocks = [plain(sentence), plain(await _followed(desk, say, item.digest_id))]
    return done(act, blocks, [(_look(say, f"{item.digest_date} {item.publication}"),)])


async def _item(desk: "Desk", say: Catalogue, number: int) -> Reply:
    item = await desk.store.item(number, drafts=True)
    saved = await desk.store.retract(number, now=desk.clock()) if item is not None else None
    again = button(say("Put it back"), "restore", f"#{number}")
    if item is None or saved is None:
        sentence = say("No digest has an item #{number}, or not any more.", number=number)
        return refusal([plain(sentence)], [(again,)])
    where = f"{item.digest_date} {item.publication}"
    sentence = say("“{title}” is taken out of its digest.", title=clip(item.title, TITLE))
    blocks = [plain(sentence), plain(await _followed(desk, say, item.digest_id))]
    return done(acts.act(acts.ITEM_RETRACTED, f"#{number}", where), blocks, [(again, _look(say, where))])


async def _followed(desk: "Desk", say: Catalogue, digest_id: int) -> str:
    """What becomes of the digest's posts."""
    places = await desk.store.reach(digest_id)
    if not places:
        return say("It has not been sent to anybody.")
    return say.counted(
        "Its posts are changed now, in {n} place.", "Its posts are changed now, in {n} places.", places
    )


async def _digest(desk: "Desk", say: Catalogue, digest: StoredDigest, seen: int | None) -> Reply:
    """Take it down where `seen`, the generation of the button, is the newest; else ask."""
    name, places = named(say, digest), await desk.store.reach(digest.id)
    newest = await desk.store.generation(digest.id)
    if digest.published_at is None and not places:
        return await _draft(desk, say, digest)
    if seen is None or seen != newest + 1:
        sentence = say.counted(
            "Take {digest} down? It is deleted in {n} place, and readers find it no more.",
            "Take {digest} down? It is deleted in {n} places, and readers find it no more.",
            places,
            digest=name,
        )
        label = say.counted(
            "Take it down everywhere ({n} place)", "Take it down everywhere ({n} places)", places
        )
        down = button(label, "retract", key(digest), page=str(newest + 1))
        return answered([plain(sentence)], [(down,), (_look(say, key(digest)),)])
    planned = await desk.store.withdraw(digest.id, now=desk.clock())
    sentence = taken_down(say, name, planned.deletions)
    ways = (
        button(say("How far is it?"), "status", "all"),
        button(say("Publish it again"), "publish", key(digest)),
    )
    return done(acts.act(acts.RETRACTED, key(digest), f"-{planned.deletions}"), [plain(sentence)], [ways])


def taken_down(say: Catalogue, name: str, posts: int) -> str:
    """That the digest of this name is gone, with so many posts."""
    return say.counted(
        "{digest} is taken down: {n} post is deleted.",
        "{digest} is taken down: {n} posts are deleted.",
        posts,
        digest=name,
    )


async def _draft(desk: "Desk", say: Catalogue, digest: StoredDigest) -> Reply:
    """Keep one that waits for its hour from going out: its document may have been meant for another day."""
    name = named(say, digest)
    waiting = await desk.store.unreleased(digest.publication)
    if digest.id not in {edition.id for edition in waiting}:
        return refusal([plain(say("{digest} is not published: there is nothing to take down.", digest=name))])
    await desk.store.withdraw(digest.id, now=desk.clock())
    sentence = say("{digest} will not go out by itself any more.", digest=name)
    ways = (button(say("Publish it now"), "publish", key(digest)), _look(say, key(digest)))
    return done(acts.act(acts.RETRACTED, key(digest)), [plain(sentence)], [ways])


def _look(say: Catalogue, where: str) -> Button:
    return button(say("Look at the digest"), "digest", where)
