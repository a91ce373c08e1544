"""/subscribe and /unsubscribe: a chat's admins decide whether digests come."""

import re
from typing import TYPE_CHECKING

from bot.commands import names
from bot.commands.blocks import ARGUMENT, Unmet, answered, button, note, plain, refusal, rows
from bot.commands.models import Chat, Reply, Request
from bot.locales import Catalogue, catalogue
from bot.models import UNSUBSCRIBED, Policy, Publication, Target
from bot.schedule import next_moment, own_zone

if TYPE_CHECKING:  # the desk tells admins in the commands' own words
    from bot.desk import Desk


async def subscribe(desk: "Desk", request: Request) -> Reply:
    """Make this chat a target, of the named publications or of all."""
    say = catalogue(request.locale)
    lost = [target for target in await desk.targets_of(request.chat) if target.suspended]
    if lost and all(desk.declares(target) and not target.given_up for target in lost):
        for target in lost:
            await desk.store.resume_target(target.id)
        return answered([plain(say("This chat is tried again. What comes here is told by the settings."))])
    try:
        chat, known = await _changeable(desk, request)
        chosen = _chosen(desk, request)
    except Unmet as unmet:
        return unmet.reply
    slugs = tuple(publication.slug for publication in chosen)
    policy = known[0].policy if known else Policy(locale=request.locale)
    policy = policy.model_copy(update={"publications": slugs, "locale": request.locale})
    return await _enrolled(desk, say, chat, known, policy)


async def receive(desk: "Desk", request: Request, policy: Policy) -> Reply:
    """Make this chat a target that wants its digests just so; as `subscribe` in all else."""
    say = catalogue(request.locale)
    try:
        chat, known = await _changeable(desk, request)
    except Unmet as unmet:
        return unmet.reply
    return await _enrolled(desk, say, chat, known, policy)


async def unsubscribe(desk: "Desk", request: Request) -> Reply:
    """Send nothing more to this chat; its settings are kept for the day when it subscribes again."""
    say = catalogue(request.locale)
    try:
        _, known = await _changeable(desk, request)
    except Unmet as unmet:
        return unmet.reply
    again = button(say("Subscribe again"), "subscribe")
    receiving = [target for target in known if not target.given_up]
    if not receiving:
        return answered([plain(say("This chat receives nothing, so there is nothing to end."))])
    for target in receiving:
        await desk.store.suspend_target(target.id, UNSUBSCRIBED)
    blocks = [plain(say("No more digests come to this chat. What was posted stays."))]
    return answered([*blocks, note(say("Commands are answered as before."))], [(again,)])


async def _enrolled(desk: "Desk", say: Catalogue, chat: Chat, known: list[Target], policy: Policy) -> Reply:
    """Give the chat this policy, resume it if it was suspended, and say what comes when."""
    address = known[0].address if known else chat.addresses[0]
    target = await desk.store.declare_target(chat.platform, address, policy)
    if target.suspended:
        await desk.store.resume_target(target.id)
    if chat.title:
        await desk.store.title_targets({target.id: chat.title})
    coming = [p for p in desk.publications if not policy.publications or p.slug in policy.publications]
    listed = say(", ").join(publication.name for publication in coming)
    lines = [plain(say("This chat receives from now on: {names}.", names=listed))]
    lines += [plain(_next(desk, say, publication, policy)) for publication in coming]
    lines.append(note(say("To end it, send /unsubscribe.")))
    newest = button(say("Read the newest one"), "digest", " ".join(("latest", *policy.publications[:1])))
    return answered(lines, [(newest,)])


async def _changeable(desk: "Desk", request: Request) -> tuple[Chat, list[Target]]:
    """The chat of the request, and what receives there already. Raises Unmet if it can't be changed here."""
    say = catalogue(request.locale)
    if request.chat is None or not request.chat.addresses:
        raise Unmet(refusal([plain(say("Send this in the chat that is meant."))]))
    known = await desk.targets_of(request.chat)
    if any(desk.declares(target) for target in known):
        sentence = say("The settings of Ribao name this chat as a target, so it can only be changed there.")
        raise Unmet(refusal([plain(sentence)]))
    return request.chat, known


def _chosen(desk: "Desk", request: Request) -> list[Publication]:
    """The publications that the words name, none for all. Raises Unmet."""
    say = catalogue(request.locale)
    chosen: dict[str, Publication] = {}
    words = request.argument[:ARGUMENT].strip()
    whole = names.publications(words, desk.publications)
    if len(whole) == 1:
        return list(whole)
    for word in re.split(r"[\s,，、;；]+", words) if words else []:
        meant = names.publications(word, desk.publications)
        if len(meant) != 1:
            if meant:
                sentence = say("“{name}” may mean several publications. Which one?", name=word)
            else:
                sentence = say("There is no publication called “{name}”. There are:", name=word)
            choices = [button(p.name, "subscribe", p.slug) for p in meant or desk.publications]
            raise Unmet(refusal([plain(sentence)], rows(choices)))
        chosen[meant[0].slug] = meant[0]
    return list(chosen.values())


def _next(desk: "Desk", say: Catalogue, publication: Publication, policy: Policy) -> str:
    """When the next digest of the publication comes to a target with this policy."""
    if publication.publish_at is None and policy.publish_at is None:
        return say("{name}: each digest comes as soon as it is there.", name=publication.name)
    now = desk.clock()
    zone = own_zone(policy, desk.zone)
    today = now.astimezone(zone).date()
    comes = next_moment(publication, policy, desk.zone, now)
    if comes is None:
        return say("{name}: none comes here, for it appears on other days.", name=publication.name)
    due = comes.astimezone(zone)
    if publication.kind != "daily":
        return say(
            "{name}: each digest comes on its day at {time} ({zone}).",
            name=publication.name,
            time=f"{due:%H:%M}",
            zone=zone.key,
        )
    return say(
        "{name}: the next digest comes on {date} at {time} ({zone}).",
        name=publication.name,
        date=say.day(due.date(), today),
        time=f"{due:%H:%M}",
        zone=zone.key,
    )
