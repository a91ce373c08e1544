"""A digest as it would be posted, shown to the operator who handed it in."""

import asyncio
from collections.abc import Mapping
from functools import partial
from typing import Any

from telegram import Bot, Message, ReplyParameters

from bot.locales import Catalogue
from bot.models import Policy
from bot.submission import Submission, preview
from handlers.telegram.answering import username_of
from handlers.telegram.content import Content
from handlers.telegram.markup import addressed
from handlers.telegram.render import render
from handlers.telegram.station import Station

MOST = 10
"""Parts; what was meant to be a digest is seen from fewer."""


async def show(station: Station, chat: int, submission: Submission, say: Catalogue) -> None:
    """Send the first parts that a target with the usual policy would get. Raises DeliveryError."""
    desk = station.desk
    username = await username_of(station)
    first: int | None = None
    policy = Policy(locale=desk.locale)
    # A whole book would keep everybody else waiting.
    parts = await asyncio.to_thread(lambda: render(preview(submission, desk.clock()), policy))
    for part in parts[:MOST]:
        what = Content.model_validate(part.content)
        above = ReplyParameters(first) if first is not None and what.reply else None
        fields = what.shown(addressed(what.text, username))
        request = partial(_sent, chat=chat, above=above, fields=fields)
        sent = await station.connection.ask(chat, request)
        first = first or sent.message_id
    if len(parts) > MOST:
        told = say("These are the first {n} of {all} messages.", n=MOST, all=len(parts))
        await station.connection.ask(chat, lambda bot: bot.send_message(chat, told))


async def _sent(bot: Bot, *, chat: int, above: ReplyParameters | None, fields: Mapping[str, Any]) -> Message:
    return await bot.send_message(chat, disable_notification=True, reply_parameters=above, **fields)
