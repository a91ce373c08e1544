"""Parts as they would be posted, shown to an operator alone: of a document handed in, of a digest."""

import asyncio
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import structlog
from telegram import Bot, MaybeInaccessibleMessage, Message, ReplyParameters
from telegram.constants import ChatType

from bot.commands.models import Request
from bot.delivery.models import Part
from bot.errors import TargetLost
from bot.locales import Catalogue, catalogue
from bot.models import Policy
from bot.submission import Submission, preview
from handlers.telegram import people
from handlers.telegram.answering import username_of
from handlers.telegram.content import Content
from handlers.telegram.markup import addressed
from handlers.telegram.render import render
from handlers.telegram.station import Station

MOST = 10
"""Parts; what was meant to be a digest is seen from fewer."""

log = structlog.get_logger("ribao.telegram")


async def show(station: Station, chat: int, submission: Submission, say: Catalogue) -> None:
    """Send the first parts that a target with the usual policy would get. Raises DeliveryError."""
    desk = station.desk
    policy = Policy(locale=desk.locale)
    # A whole book would keep everybody else waiting.
    parts = await asyncio.to_thread(lambda: render(preview(submission, desk.clock()), policy))
    await post(station, chat, parts[:MOST])
    if len(parts) > MOST:
        told = say("These are the first {n} of {all} messages.", n=MOST, all=len(parts))
        await station.connection.ask(chat, lambda bot: bot.send_message(chat, told))


async def follow(
    station: Station, to: MaybeInaccessibleMessage, asked: Request, parts: Sequence[Part]
) -> None:
    """Show the parts to who asked, and to nobody else. Raises DeliveryError.

    In a chat where others read along they are sent in private; who never wrote to the bot there is told so.
    """
    if not parts:
        return
    if to.chat.type == ChatType.PRIVATE:
        await post(station, to.chat.id, parts)
        return
    number = int(asked.actor.id.partition(":")[2])
    try:
        await post(station, number, parts)
    except TargetLost as error:
        log.info("a preview did not get through", actor=asked.actor.id, reason=str(error))
        if to.chat.type != ChatType.CHANNEL:
            say = catalogue(asked.locale)
            told = say("I can't write to you in private: start a chat with me first.")
            topic = people.topic(to)
            await station.connection.ask(
                to.chat.id, lambda bot: bot.send_message(to.chat.id, told, message_thread_id=topic)
            )


async def post(station: Station, chat: int, parts: Sequence[Part]) -> None:
    """Send the parts as they would be posted, without a sound and in no ledger. Raises DeliveryError."""
    username = await username_of(station)
    first: int | None = None
    for part in parts:
        what = Content.model_validate(part.content)
        above = ReplyParameters(first) if first is not None and what.reply else None
        fields = what.shown(addressed(what.text, username))
        request = partial(_sent, chat=chat, above=above, fields=fields)
        sent = await station.connection.ask(chat, request)
        first = first or sent.message_id


async def _sent(bot: Bot, *, chat: int, above: ReplyParameters | None, fields: Mapping[str, Any]) -> Message:
    return await bot.send_message(chat, disable_notification=True, reply_parameters=above, **fields)
