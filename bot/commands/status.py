"""/status: the ledger in words, of this chat or of all targets."""

import datetime as dt
from typing import TYPE_CHECKING

from bot.commands import paging
from bot.commands.blocks import ROWS, answered, button, heading, plain, refusal
from bot.commands.choice import Place, placed
from bot.commands.doubts import doubtful
from bot.commands.models import Button, Reply, Request, Text
from bot.delivery.models import DeliveryState, LedgerLine
from bot.locales import Catalogue, catalogue
from bot.models import NOT_DECLARED, UNSUBSCRIBED, Target

if TYPE_CHECKING:  # the desk tells admins in the commands' own words
    from bot.desk import Desk

LINES = 8


async def status(desk: "Desk", request: Request) -> Reply:
    """What stands, waits or failed: in this chat, or for operators in every target."""
    say = catalogue(request.locale)
    here = await desk.targets_of(request.chat)
    private = request.chat is None or request.chat.kind == "private"
    every = request.actor.operator and (placed(request.argument)[1] is Place.ALL or (private and not here))
    if not every:
        return await _of_chat(desk, say, request, here)
    return await _of_all(desk, say, request)


async def _of_chat(desk: "Desk", say: Catalogue, request: Request, here: list[Target]) -> Reply:
    more: list[Button] = []
    if request.actor.operator:
        more.append(button(say("All targets"), "status", Place.ALL.value))
    if not here:
        more.insert(0, button(say("Subscribe"), "subscribe"))
        return answered([plain(say("This chat receives nothing. /subscribe changes that."))], [tuple(more)])
    lines = await desk.store.ledger([target.id for target in here])
    doubts = [doubt for doubt in await desk.store.doubts() if doubt.target.id in {t.id for t in here}]
    blocks, rows = await doubtful(desk.store, say, doubts, ROWS - 1) if request.actor.operator else ([], [])
    return answered([*(_line(say, line, request.now) for line in lines), *blocks], [*rows, tuple(more)])


async def _of_all(desk: "Desk", say: Catalogue, request: Request) -> Reply:
    targets = await desk.store.targets()
    if not targets:
        sentence = say("There is no target yet: declare one in the settings, or send /subscribe in a chat.")
        return refusal([plain(sentence)])
    # What needs somebody stands first, what people have ended last.
    targets.sort(key=lambda target: (target.given_up, not target.suspended, target.id))
    page = paging.read(request.page)
    first = min((page.number - 1) * LINES, (len(targets) - 1) // LINES * LINES)
    page = paging.Page(first // LINES + 1)
    shown = targets[first : first + LINES]
    ledger = {line.target.id: line for line in await desk.store.ledger([target.id for target in shown])}
    title = say.counted("{n} target", "{n} targets", len(targets))
    lines = [_line(say, ledger[target.id], request.now) for target in shown if target.id in ledger]
    following = paging.Page(page.number + 1) if first + LINES < len(targets) else None
    turning = paging.buttons(say, page, following, "status", Place.ALL.value)
    doubts = await desk.store.doubts() if page.number == 1 else []
    blocks, rows = await doubtful(desk.store, say, doubts, ROWS - 1)
    return answered([heading(title), *blocks, *lines], [*rows, turning])


def _line(say: Catalogue, line: LedgerLine, now: dt.datetime) -> Text:
    """One target: its name, what became of its deliveries, and what troubles it."""
    told = [f"{_sign(line)} {line.target.label}"]
    counts = [text for state in DeliveryState if (text := _count(say, state, line.states.get(state, 0)))]
    told.append(say(", ").join(counts) or say("nothing was sent yet"))
    if line.last_settled_at is not None:
        told.append(say("last: {time}", time=_moment(say, line.last_settled_at, now)))
    if line.target.suspended:
        told.append(say("suspended: {reason}", reason=_why(say, line.target.suspended)))
    elif line.last_error:
        told.append(say("trouble: {reason}", reason=say.reason(line.last_error)))
    if line.next_attempt_at is not None and not line.target.suspended:
        told.append(say("next attempt: {time}", time=_moment(say, line.next_attempt_at, now)))
    return plain("\n".join(told))


def _sign(line: LedgerLine) -> str:
    if line.target.given_up:
        return "⚪"
    if line.target.suspended:
        return "🔴"
    troubled = (
        line.last_error or line.states.get(DeliveryState.UNKNOWN) or line.states.get(DeliveryState.DEAD)
    )
    return "🟡" if troubled else "🟢"


def _count(say: Catalogue, state: DeliveryState, n: int) -> str:
    if not n:
        return ""
    match state:
        case DeliveryState.PENDING:
            return say.counted("{n} waiting", "{n} waiting", n)
        case DeliveryState.SENDING:
            return say.counted("{n} under way", "{n} under way", n)
        case DeliveryState.POSTED:
            return say.counted("{n} posted", "{n} posted", n)
        case DeliveryState.UNKNOWN:
            return say.counted("{n} in doubt", "{n} in doubt", n)
        case DeliveryState.DEAD:
            return say.counted("{n} failed", "{n} failed", n)
        case DeliveryState.CANCELLED:
            return say.counted("{n} withdrawn", "{n} withdrawn", n)


def _why(say: Catalogue, reason: str) -> str:
    """Why nothing is sent there, in the reader's language."""
    match reason:
        case _ if reason == NOT_DECLARED:
            return say("the settings no longer name it")
        case _ if reason == UNSUBSCRIBED:
            return say("unsubscribed in the chat")
    return say.reason(reason)


def _moment(say: Catalogue, time: dt.datetime, now: dt.datetime) -> str:
    local = time.astimezone(now.tzinfo)
    clock = f"{local:%H:%M}"
    return clock if local.date() == now.date() else f"{say.day(local.date(), now.date())} {clock}"
