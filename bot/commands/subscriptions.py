"""/subscribe and /unsubscribe: a chat's admins decide whether digests come."""

import re
from typing import TYPE_CHECKING

from bot.commands import acts, coming, names
from bot.commands.blocks import ARGUMENT, Unmet, answered, button, done, note, plain, refusal, rows
from bot.commands.chats import Change, Here, here
from bot.commands.models import Reply, Request
from bot.locales import catalogue
from bot.models import Policy, Publication

if TYPE_CHECKING:  # the desk tells admins in the commands' own words
    from bot.desk import Desk

ALL = "all"
_EVERY = frozenset(names.key(word) for word in (ALL, "everything", "全部", "所有", "全部刊物"))


async def subscribe(desk: "Desk", request: Request) -> Reply:
    """Make this chat a target of the named publications; without names of those it had, or of all."""
    try:
        place = await here(desk, request)
        if place.declared and place.target is not None and place.target.is_lost:
            await place.served()
            sentence = place.say("This chat is tried again. What comes here is told by the settings.")
            return done(acts.act(acts.RESUMED), [plain(sentence)])
        chosen = _chosen(place.changeable())
    except Unmet as unmet:
        return unmet.reply
    wishes: dict[str, object] = {"digests": True}
    if chosen is not None:
        wishes["publications"] = tuple(publication.slug for publication in chosen)
    return await _enrolled(place, lambda policy: policy.model_copy(update=wishes))


async def receive(desk: "Desk", request: Request, policy: Policy) -> Reply:
    """Make this chat a target that wants its digests just so; as `subscribe` in all else."""
    try:
        place = (await here(desk, request)).changeable()
    except Unmet as unmet:
        return unmet.reply
    return await _enrolled(place, lambda _: policy)


async def unsubscribe(desk: "Desk", request: Request) -> Reply:
    """Send no more digests to this chat; its settings are kept for the day when it subscribes again.

    Words that are watched for are told all the same, until it is said once more.
    """
    try:
        place = (await here(desk, request)).changeable()
    except Unmet as unmet:
        return unmet.reply
    say, target = place.say, place.target
    again = button(say("Subscribe again"), "subscribe")
    if target is None or not place.receives:
        return answered([plain(say("This chat receives nothing, so there is nothing to end."))])
    watched = target.policy.watch if target.policy.digests else ()
    if watched or place.paused:
        left = {"digests": False} if watched else {"digests": False, "watch": ()}
        await place.changed(lambda policy: policy.model_copy(update=left))
        await desk.store.drop(target.id, await desk.store.waiting(target.id), now=desk.clock())
    else:
        await place.ended()
    blocks = [plain(say("No more digests come to this chat. What was posted stays."))]
    if watched:
        sentence = say(
            "Items with {words} are still told here. Send /unsubscribe once more to end that too.",
            words=say(", ").join(f"“{word}”" for word in watched),
        )
        also = button(say("End that too"), "unsubscribe")
        return done(acts.act(acts.UNSUBSCRIBED), [*blocks, plain(sentence)], [(again, also)])
    return done(
        acts.act(acts.UNSUBSCRIBED), [*blocks, note(say("Commands are answered as before."))], [(again,)]
    )


async def _enrolled(place: Here, change: Change) -> Reply:
    """Change the chat's policy, resume it if it was suspended, and say what comes when."""
    place = await (await place.changed(change)).served()
    say, desk, policy = place.say, place.desk, place.policy
    listed = say(", ").join(publication.name for publication in coming.coming(desk, policy))
    lines = [plain(say("This chat receives from now on: {names}.", names=listed))]
    if place.obstacle:
        lines.append(plain(place.obstacle))
    else:
        lines += map(plain, coming.told(desk, say, policy))
    lines.append(note(say("To end it, send /unsubscribe. To choose what comes and when, /settings.")))
    newest = button(say("Read the newest one"), "digest", " ".join(("latest", *policy.publications[:1])))
    settings = button(say("Settings"), "settings")
    return done(acts.act(acts.SUBSCRIBED, listed), lines, [(newest, settings)])


def _chosen(place: Here) -> list[Publication] | None:
    """The publications that the words name, empty for all; None where there are no words. Raises Unmet."""
    desk, request = place.desk, place.request
    words = request.argument[:ARGUMENT].strip()
    if not words:
        return None
    if names.key(words) in _EVERY:
        return []
    whole = names.publications(words, desk.publications)
    if len(whole) == 1:
        return list(whole)
    chosen: dict[str, Publication] = {}
    for word in filter(None, re.split(r"[\s,，、;；]+", words)):
        publication = named(desk, request, word, "subscribe")
        chosen[publication.slug] = publication
    if not chosen:
        named(desk, request, words, "subscribe")
    return list(chosen.values())


def named(desk: "Desk", request: Request, word: str, command: str, before: str = "") -> Publication:
    """The publication that the word means. Raises Unmet, with buttons that send `command` with each."""
    say = catalogue(request.locale)
    meant = names.publications(word, desk.publications)
    if len(meant) == 1:
        return meant[0]
    if meant:
        sentence = say("“{name}” may mean several publications. Which one?", name=word)
    else:
        sentence = say("There is no publication called “{name}”. There are:", name=word)
    choices = [button(p.name, command, before + p.slug) for p in meant or desk.publications]
    raise Unmet(refusal([plain(sentence)], rows(choices)))
