"""/undo: what was published last is taken down again, while the platforms still let go of it."""

import datetime as dt
from typing import TYPE_CHECKING

from bot.commands import acts
from bot.commands.blocks import button, done, example, plain, refusal
from bot.commands.choice import key, named
from bot.commands.models import Reply, Request
from bot.commands.retracting import RETRACT_EXAMPLES, taken_down
from bot.locales import Catalogue, catalogue

if TYPE_CHECKING:  # the desk tells admins in the commands' own words
    from bot.desk import Desk

LONGEST = dt.timedelta(hours=48)
"""What was published before nobody calls the last publishing any more."""


async def undo(desk: "Desk", request: Request) -> Reply:
    """Take down what was posted last: a repost alone, a first publishing as a whole.

    A button carries what it would undo, as DIGEST.GENERATION: pressed when that is not the last any more, it
    undoes nothing.
    """
    say = catalogue(request.locale)
    now = desk.clock()
    last = await desk.store.last_published(since=now - LONGEST)
    if last is None:
        return _too_late(say, say("In the last 48 hours nothing was published that could be undone."))
    if request.page is not None and request.page != undone(*last):
        return _too_late(say, say("That is undone already, or something else was published since."))
    digest_id, generation = last
    digest = await desk.store.digest_by_id(digest_id)
    within = await _within(desk, digest_id)
    if digest is None or (within < LONGEST and await desk.store.last_published(since=now - within) != last):
        return _too_late(say, say("What was published last is too old: not all of it can be deleted."))
    anew = generation > 1
    planned = await desk.store.withdraw(digest_id, now=now, generation=generation if anew else None)
    name = named(say, digest)
    if anew:
        sentence = say.counted(
            "What was posted anew of {digest} is taken down: {n} post is deleted.",
            "What was posted anew of {digest} is taken down: {n} posts are deleted.",
            planned.deletions,
            digest=name,
        )
        again = button(say("Post it anew"), "repost", key(digest))
    else:
        sentence = taken_down(say, name, planned.deletions)
        again = button(say("Publish it again"), "publish", key(digest))
    act = acts.act(acts.UNDONE, key(digest), generation, f"-{planned.deletions}")
    return done(act, [plain(sentence)], [(button(say("How far is it?"), "status", "all"), again)])


def undone(digest_id: int, generation: int) -> str:
    """The page of a button that undoes just this."""
    return f"{digest_id}.{generation}"


async def _within(desk: "Desk", digest_id: int) -> dt.timedelta:
    """For how long all platforms that have the digest let go of it."""
    names = {group.platform for group in await desk.store.alike(planned=digest_id)}
    limits = (desk.platforms[name].deletes_within for name in names if name in desk.platforms)
    return min((limit for limit in limits if limit is not None), default=LONGEST)


def _too_late(say: Catalogue, sentence: str) -> Reply:
    advice = say("A digest of any day is taken down like this:")
    return refusal([plain(sentence), plain(advice), example(say(RETRACT_EXAMPLES[1]))])
