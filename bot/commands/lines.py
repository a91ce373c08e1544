"""The ledger in words: how it stands with a target, a line each, and with its digests."""

import datetime as dt

from bot.commands.blocks import clip, plain
from bot.commands.models import Text
from bot.delivery.models import DeliveryState, DigestLine, LedgerLine
from bot.locales import Catalogue
from bot.models import NOT_DECLARED, PAUSED, UNSUBSCRIBED

NAME, REASON = 80, 160
"""Characters of what others wrote: a page of lines must fit into one message."""


def target_line(say: Catalogue, line: LedgerLine, now: dt.datetime) -> Text:
    """One target: its name, what became of its deliveries, and what troubles it."""
    told = [f"{_sign(line)} {clip(line.target.label, NAME)}"]
    told.append(_counts(say, line.states) or say("nothing was sent yet"))
    if line.last_settled_at is not None:
        told.append(say("last: {time}", time=moment(say, line.last_settled_at, now)))
    if line.target.suspended:
        told.append(say("suspended: {reason}", reason=clip(_why(say, line.target.suspended), REASON)))
    elif line.last_error:
        told.append(say("trouble: {reason}", reason=clip(say.reason(line.last_error), REASON)))
    if line.next_attempt_at is not None and not line.target.suspended:
        told.append(say("next attempt: {time}", time=moment(say, line.next_attempt_at, now)))
    return plain("\n".join(told))


def _sign(line: LedgerLine) -> str:
    if line.target.given_up:
        return "⚪"
    if line.target.suspended:
        return "⏸" if line.target.suspended == PAUSED else "🔴"
    troubled = (
        line.last_error or line.states.get(DeliveryState.UNKNOWN) or line.states.get(DeliveryState.DEAD)
    )
    return "🟡" if troubled else "🟢"


def digest_line(say: Catalogue, line: DigestLine, name: str, today: dt.date) -> Text:
    """One digest in one target."""
    counts = _counts(say, line.states) or say("nothing was sent yet")
    if line.error:
        counts = f"{counts} ({clip(say.reason(line.error), REASON)})"
    day = say.day(line.date, today)
    return plain(say("{publication}, {date}: {counts}", publication=name, date=day, counts=counts))


def _counts(say: Catalogue, states: dict[DeliveryState, int]) -> str:
    counts = (_count(say, state, states.get(state, 0)) for state in DeliveryState)
    return say(", ").join(filter(None, counts))


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
        case _ if reason == PAUSED:
            return say("paused by an operator")
        case _ if reason == UNSUBSCRIBED:
            return say("unsubscribed in the chat")
    return say.reason(reason)


def moment(say: Catalogue, time: dt.datetime, now: dt.datetime) -> str:
    """The hour, with its day where that is not today."""
    local = time.astimezone(now.tzinfo)
    clock = f"{local:%H:%M}"
    return clock if local.date() == now.date() else f"{say.day(local.date(), now.date())} {clock}"
