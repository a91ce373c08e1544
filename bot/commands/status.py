"""/status: the ledger in words, of this chat, of one target, or of all of them."""

import datetime as dt
from typing import TYPE_CHECKING

from bot.commands import paging
from bot.commands.aims import NO_TARGET, NOWHERE, Place, called, placed
from bot.commands.blocks import ROWS, answered, button, clip, heading, note, plain, refusal
from bot.commands.doubts import doubtful
from bot.commands.lines import NAME, digest_line, moment, target_line
from bot.commands.models import Block, Button, Reply, Request
from bot.commands.pausing import paused_since
from bot.locales import Catalogue, catalogue
from bot.models import Target

if TYPE_CHECKING:  # the desk tells admins in the commands' own words
    from bot.desk import Desk

LINES = 8
DIGESTS = 5
SILENCE = dt.timedelta(minutes=2)
"""A worker that was last heard of longer ago does not work."""


async def status(desk: "Desk", request: Request) -> Reply:
    """What stands, waits or failed: in this chat, or for operators in every target or a named one."""
    say = catalogue(request.locale)
    here = await desk.targets_of(request.chat)
    if not request.actor.operator:
        if request.chat is None:
            return refusal([plain(say("Send this in the chat that is meant."))])
        return await _of_chat(desk, say, request, here)
    words, place = placed(request.argument)
    private = request.chat is None or request.chat.kind == "private"
    if words and place is None:
        return await _of_named(desk, say, request, words)
    if place is Place.ALL or (place is None and private and not here):
        return await _of_all(desk, say, request)
    return await _of_chat(desk, say, request, here)


async def _of_chat(desk: "Desk", say: Catalogue, request: Request, here: list[Target]) -> Reply:
    more: list[Button] = []
    if request.actor.operator:
        more.append(button(say("All targets"), "status", Place.ALL.value))
    if not here:
        more.insert(0, button(say("Subscribe"), "subscribe"))
        return answered([plain(say(NOWHERE))], [tuple(more)])
    lines = await desk.store.ledger([target.id for target in here])
    doubts = [doubt for doubt in await desk.store.doubts() if doubt.target.id in {t.id for t in here}]
    blocks, rows = await doubtful(desk.store, say, doubts, ROWS - 1) if request.actor.operator else ([], [])
    whole = await _of_pause(desk, say, request)
    told = [target_line(say, line, request.now) for line in lines]
    return answered([*whole, *told, *blocks], [*rows, tuple(more)])


async def _of_named(desk: "Desk", say: Catalogue, request: Request, words: str) -> Reply:
    """One target with its newest digests, or a page of those in whose names the words stand."""
    target = await called(desk, words)
    if target is None:
        found, count = await desk.store.find_targets(words, limit=2)
        if count != 1:
            return await _of_all(desk, say, request, words)
        (target,) = found
    lines = [target_line(say, line, request.now) for line in await desk.store.ledger([target.id])]
    names = {publication.slug: publication.name for publication in await desk.store.publications()}
    digests = [
        digest_line(say, line, names.get(line.publication, line.publication), request.now.date())
        for line in await desk.store.digest_lines(target.id, limit=DIGESTS)
    ]
    doubts = [doubt for doubt in await desk.store.doubts() if doubt.target.id == target.id]
    blocks, rows = await doubtful(desk.store, say, doubts, ROWS - 1)
    whole = await _of_pause(desk, say, request)
    return answered([*whole, *lines, *digests, *blocks], [*rows, _ways(say, target)])


def _ways(say: Catalogue, target: Target) -> tuple[Button, ...]:
    """What can be done with one target."""
    if target.given_up:
        return ()
    lift = button(say("Resume"), "resume", target.name)
    hold = button(say("Pause"), "pause", target.name)
    tried = button(say("Try again"), "retry", target.name)
    return (lift if target.suspended else hold, tried, button(say("Preview"), "preview", target.name))


async def _of_all(desk: "Desk", say: Catalogue, request: Request, words: str = "") -> Reply:
    """A page of the targets, those first that need somebody."""
    page = paging.read(request.page)
    found, count = await desk.store.find_targets(words, limit=LINES, offset=(page.number - 1) * LINES)
    if not found and count:  # there were more of them when the button was drawn
        page = paging.Page((count - 1) // LINES + 1)
        found, count = await desk.store.find_targets(words, limit=LINES, offset=(page.number - 1) * LINES)
    if not count and words:
        return refusal(
            [plain(say("There is no target called “{name}”.", name=clip(words, NAME)))],
            [(button(say("All targets"), "status", Place.ALL.value),)],
        )
    if not count:
        return refusal([plain(say(NO_TARGET))])
    ledger = {line.target.id: line for line in await desk.store.ledger([target.id for target in found])}
    lines = [target_line(say, ledger[target.id], request.now) for target in found if target.id in ledger]
    following = paging.Page(page.number + 1) if page.number * LINES < count else None
    turning = paging.buttons(say, page, following, "status", words or Place.ALL.value)
    doubts = await desk.store.doubts() if page.number == 1 and not words else []
    blocks, rows = await doubtful(desk.store, say, doubts, ROWS - 1)
    title = heading(say.counted("{n} target", "{n} targets", count))
    whole = [*await _of_pause(desk, say, request), *await _of_worker(desk, say, request)]
    return answered([title, *whole, *blocks, *lines], [*rows, turning])


async def _of_pause(desk: "Desk", say: Catalogue, request: Request) -> list[Block]:
    held = await desk.store.paused()
    return [] if held is None else [plain(f"⏸ {paused_since(say, held, request)}")]


async def _of_worker(desk: "Desk", say: Catalogue, request: Request) -> list[Block]:
    """When something was last at work: of a worker that is well a remark, of another one a warning."""
    heard = await desk.store.last_heartbeat()
    if heard is None:
        return []
    time = moment(say, heard, request.now)
    if request.now - heard > SILENCE:
        return [plain(say("🔴 Nobody delivers: a worker was last at work at {time}.", time=time))]
    return [note(say("A worker was at work at {time}.", time=time))]
