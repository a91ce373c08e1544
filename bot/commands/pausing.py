"""/pause, /resume and /retry: an operator holds deliveries back, lets them go, or has them tried again."""

from typing import TYPE_CHECKING

from bot.commands import acts
from bot.commands.aims import NOWHERE, Aim, Place, aimed_alone
from bot.commands.blocks import Unmet, answered, button, clip, done, note, plain, refusal
from bot.commands.models import Button, Reply, Request
from bot.locales import Catalogue, catalogue
from bot.models import PAUSED, Target
from bot.records import Pause

if TYPE_CHECKING:  # the desk tells admins in the commands' own words
    from bot.desk import Desk

NAME = 80


async def pause(desk: "Desk", request: Request) -> Reply:
    """Send nothing: to anybody, or to one target; what is due waits."""
    say = catalogue(request.locale)
    try:
        aim = await aimed_alone(desk, request, request.argument)
    except Unmet as unmet:
        return unmet.reply
    if aim.place is Place.ALL:
        return await _pause_all(desk, say, request)
    if not aim.targets:
        return _asked(say, aim, say("Pause what? Name a target, or all."), _everything(say, "pause"))
    for target in aim.targets:
        if target.given_up:
            return refusal([plain(_out_of_service(say, target))])
    held = [target for target in aim.targets if target.suspended != PAUSED]
    for target in held:
        await desk.store.suspend_target(target.id, PAUSED)
    names = _names(say, aim.targets)
    again = (button(say("Resume"), "resume", aim.targets[0].name),)
    if not held:
        return answered([plain(say("{name} is paused already.", name=names))], [again])
    sentence = say("{name} is paused: nothing is sent there, and what is due waits.", name=names)
    return done(acts.act(acts.PAUSED, *(one.name for one in held)), [plain(sentence)], [again])


async def _pause_all(desk: "Desk", say: Catalogue, request: Request) -> Reply:
    again = (button(say("Resume"), "resume", Place.ALL.value),)
    before = await desk.store.paused()
    await desk.store.pause(Pause(since=desk.clock(), actor=request.actor.id))
    if before is not None:
        return answered([plain(paused_since(say, before, request))], [again])
    sentence = say("Everything is paused: nothing is sent to anybody, until somebody resumes it.")
    return done(acts.act(acts.PAUSED, Place.ALL.value), [plain(sentence)], [again])


def paused_since(say: Catalogue, held: Pause, request: Request) -> str:
    """That nothing goes out, and since when; by whose word is for operators."""
    since = held.since.astimezone(request.now.tzinfo)
    time = f"{say.day(since.date(), request.now.date())} {since:%H:%M}"
    if not request.actor.operator:
        return say("Everything is paused since {time}: nothing is sent to anybody.", time=time)
    return say(
        "Everything is paused since {time}, by {actor}: nothing is sent to anybody.",
        time=time,
        actor=held.actor,
    )


async def resume(desk: "Desk", request: Request) -> Reply:
    """Go on: with everything, or with one target; what is too old by then is left out."""
    say = catalogue(request.locale)
    try:
        aim = await aimed_alone(desk, request, request.argument)
    except Unmet as unmet:
        return unmet.reply
    paused = await desk.store.paused()
    if aim.place is Place.ALL or (paused is not None and not aim.targets):
        return await _resume_all(desk, say)
    if not aim.targets:
        return _asked(say, aim, say("Nothing is paused as a whole. Which target is to go on?"))
    held = [target for target in aim.targets if target.suspended]
    names = _names(say, aim.targets)
    for target in held:
        if target.given_up:
            return refusal([plain(_out_of_service(say, target))])
    if not held:
        return answered([plain(say("{name} is not paused.", name=names))])
    dropped = sum([await desk.resume(target) for target in held])
    blocks = [plain(say("{name} goes on: what waited there is sent now.", name=names))]
    if dropped:
        left_out = say.counted(
            "{n} post was left out: it came too late to be sent by itself.",
            "{n} posts were left out: they came too late to be sent by themselves.",
            dropped,
        )
        blocks.append(note(left_out))
    if paused is not None:
        blocks.append(note(paused_since(say, paused, request)))
    ways = (button(say("How far is it?"), "status", aim.named),)
    act = acts.act(acts.RESUMED, *(one.name for one in held), f"-{dropped}" if dropped else "")
    return done(act, blocks, [ways])


async def _resume_all(desk: "Desk", say: Catalogue) -> Reply:
    if not await desk.store.unpause():
        sentence = say("Nothing is paused as a whole. Single targets are resumed by their names.")
        return refusal([plain(sentence)], [(_everything(say, "status"),)])
    sentence = say("It goes on: what waited is sent now.")
    ways = (button(say("How far is it?"), "status", Place.ALL.value),)
    return done(acts.act(acts.RESUMED, Place.ALL.value), [plain(sentence)], [ways])


async def retry(desk: "Desk", request: Request) -> Reply:
    """Try at once what waits for another attempt, and once more what failed; without a name everywhere."""
    say = catalogue(request.locale)
    try:
        aim = await aimed_alone(desk, request, request.argument)
    except Unmet as unmet:
        return unmet.reply
    if aim.place is Place.HERE and not aim.targets:
        return _asked(say, aim, "")
    ids = [target.id for target in aim.targets] or None
    tried = await desk.store.retry(ids, now=desk.clock())
    ways = (button(say("How far is it?"), "status", aim.named or Place.ALL.value),)
    still = [target for target in aim.targets if target.suspended]
    remarks = (
        [note(say("{name} stays suspended: /resume changes that.", name=_names(say, still)))] if still else []
    )
    if not tried:
        return answered(
            [plain(say("Nothing waits for another attempt, and nothing failed.")), *remarks], [ways]
        )
    sentence = say.counted("{n} delivery is tried again.", "{n} deliveries are tried again.", tried)
    return done(acts.act(acts.RETRIED, aim.named, tried), [plain(sentence), *remarks], [ways])


def _asked(say: Catalogue, aim: Aim, question: str, *ways: Button) -> Reply:
    """What is said where nothing was named, and this chat is no target."""
    if aim.place is Place.HERE:
        return refusal([plain(say(NOWHERE))])
    return answered([plain(question)], [ways, (button(say("How far is it?"), "status", Place.ALL.value),)])


def _everything(say: Catalogue, command: str) -> Button:
    return button(say("All targets"), command, Place.ALL.value)


def _names(say: Catalogue, targets: tuple[Target, ...] | list[Target]) -> str:
    return say(", ").join(clip(target.label, NAME) for target in targets)


def _out_of_service(say: Catalogue, target: Target) -> str:
    return say(
        "{name} is out of service: {reason}. Only those who ended it can begin it again.",
        name=clip(target.label, NAME),
        reason=say.reason(target.suspended or ""),
    )
