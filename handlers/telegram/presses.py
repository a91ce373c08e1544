"""What people press under the bot's answers: the answer turns into what the button asks for."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager

import structlog
from telegram import CallbackQuery

from bot.commands.models import Request
from bot.commands.presses import unpack
from bot.commands.table import find
from bot.errors import StoreError
from bot.locales import catalogue
from bot.models import Locale
from handlers.telegram import people, proofs
from handlers.telegram.answering import CLOSED, drawn, language, patience, replied, request, wait
from handlers.telegram.outcome import has_buttons, settle, show
from handlers.telegram.station import Station

PATIENCE = 5.0
"""Seconds in which a press must be understood; some more, and Telegram takes no answer to it."""
COST = 0.5
"""Turning a page is easier than asking a question."""

log = structlog.get_logger("ribao.telegram")


async def on_press(station: Station, query: CallbackQuery) -> None:
    """Show in place what a button asks for. The press itself is answered before, that nobody waits.

    Presses under one message take effect one after the other; how long that takes delays no answer to them.
    """
    message = query.message
    async with _in_line(station, query) as turn:
        locale = people.spoken(query.from_user, station.desk.locale)
        asked = await _understood(station, query, locale)
        if message is None or not isinstance(asked, Request):
            await settle(station, query, asked if isinstance(asked, str) else None)
            return
        await settle(station, query)
        await turn
        shown = await drawn(station, asked, await replied(station, asked))
        await show(station, message, shown)
        await proofs.follow(station, message, asked, shown.posts)


@asynccontextmanager
async def _in_line(station: Station, query: CallbackQuery) -> AsyncIterator[Awaitable[object]]:
    """A place in its message's line, taken at once: to understand one press may take longer than the next."""
    message = query.message
    key = (0, 0) if message is None else (message.chat.id, message.message_id)
    line = station.turns.setdefault(key, asyncio.Lock())
    turn = asyncio.ensure_future(line.acquire())
    try:
        yield turn
    finally:
        if not turn.cancel():  # it had come
            line.release()


async def _understood(station: Station, query: CallbackQuery, locale: Locale) -> Request | str | None:
    """What the button asks for, or a sentence on why that can't be had; None for who was told it before."""
    say = catalogue(locale)
    seconds = wait(station, query.from_user.id, cost=COST)
    if seconds is not None:
        return patience(say, seconds) if seconds else None
    try:
        async with asyncio.timeout(PATIENCE):
            asked = await _asked(station, query)
    except (StoreError, TimeoutError) as error:
        log.warning("a press was not understood in time", error=str(error))
        return say(CLOSED)
    if asked is None:
        return say("This button is from another time and leads nowhere any more. Please ask anew.")
    command = find(asked.command)
    if command is not None and not command.is_for(asked.actor):
        station.desk.turned_away(asked)
        return say("Only those who have the say here can press this.")
    return asked


async def _asked(station: Station, query: CallbackQuery) -> Request | None:
    """The request of the button; None for one that is not ours, or means nothing (any more)."""
    message = query.message
    if message is None or not has_buttons(message):
        return None
    wanted = await unpack(query.data or "", station.desk.store)
    if wanted is None or find(wanted.command) is None:
        return None
    here = people.place(message.chat, people.topic(message))
    locale = await language(station, here, query.from_user)
    # The message is the bot's own: whoever pressed is known by name, even an anonymous admin.
    return await request(
        station,
        wanted,
        chat=message.chat,
        here=here,
        user=query.from_user,
        sender=None,
        locale=locale,
        name=f"{people.PLATFORM} {query.id}",
    )
