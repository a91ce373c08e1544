"""What people press under the bot's answers: the answer turns into what the button asks for."""

import asyncio

import structlog
from telegram import CallbackQuery, MaybeInaccessibleMessage

from bot.commands import find
from bot.commands.models import Request
from bot.errors import DeliveryError, PostLost, Refused, StoreError
from bot.locales import catalogue
from bot.models import Locale
from handlers.telegram import people
from handlers.telegram.answering import CLOSED, drawn, language, patience, replied, request, respond, wait
from handlers.telegram.buttons import unpack
from handlers.telegram.errors import Unchanged
from handlers.telegram.reply import Message
from handlers.telegram.station import Station

PATIENCE = 5.0
"""Seconds in which a press must be understood; some more, and Telegram takes no answer to it."""
COST = 0.5
"""Turning a page is easier than asking a question."""
LONGEST = 200

log = structlog.get_logger("ribao.telegram")


async def on_press(station: Station, query: CallbackQuery) -> None:
    """Show in place what a button asks for. The press itself is answered before, that nobody waits.

    Presses under one message take effect one after the other; how long that takes delays no answer to them.
    """
    locale = people.spoken(query.from_user, station.desk.locale)
    asked = await _understood(station, query, locale)
    if query.message is None or not isinstance(asked, Request):
        await _settle(station, query, asked if isinstance(asked, str) else "")
        return
    await _settle(station, query)
    message = query.message
    async with station.turns.setdefault((message.chat.id, message.message_id), asyncio.Lock()):
        await _turn(station, message, await drawn(station, asked, await replied(station, asked)))


async def _understood(station: Station, query: CallbackQuery, locale: Locale) -> Request | str:
    """What the button asks for, or a sentence on why that can't be had; empty for one told before."""
    say = catalogue(locale)
    seconds = wait(station, query.from_user.id, cost=COST)
    if seconds is not None:
        return patience(say, seconds) if seconds else ""
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
        return say("Only those who have the say here can press this.")
    return asked


async def _asked(station: Station, query: CallbackQuery) -> Request | None:
    """The request of the button; None for one that is not ours, or means nothing (any more)."""
    message = query.message
    wanted = await unpack(query.data or "", station.desk.store)
    if message is None or wanted is None or find(wanted.command) is None:
        return None
    here = people.place(message.chat, people.topic(message))
    locale = await language(station, here, query.from_user)
    # The message is the bot's own: whoever pressed is known by name, even an anonymous admin.
    return await request(
        station, wanted, chat=message.chat, here=here, user=query.from_user, sender=None, locale=locale
    )


async def _settle(station: Station, query: CallbackQuery, sentence: str = "") -> None:
    """End the press, with a sentence that only who pressed sees."""
    shown = sentence[:LONGEST] or None
    try:
        await station.connection.ask(
            None, lambda bot: bot.answer_callback_query(query.id, shown, show_alert=bool(shown))
        )
    except (
        DeliveryError
    ) as error:  # a press from before a restart may be too old; its page is shown all the same
        log.info("a press was not settled", error=str(error))


async def _turn(station: Station, shown: MaybeInaccessibleMessage, message: Message) -> None:
    """Make the message that was pressed show another one; where that can't be, send it as a new one."""
    try:
        await station.connection.ask(
            shown.chat.id,
            lambda bot: bot.edit_message_text(
                chat_id=shown.chat.id, message_id=shown.message_id, **message.fields
            ),
        )
    except Unchanged:
        return
    except (PostLost, Refused) as error:
        log.info("an answer can't be turned, a new one is sent", error=str(error))
        await respond(station, shown, message)
