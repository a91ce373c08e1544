"""What came of a press: a sentence for who pressed, and a message in the place of the question."""

import structlog
from telegram import CallbackQuery

from bot.errors import PostLost, Refused
from handlers.telegram.answering import respond
from handlers.telegram.apology import alert
from handlers.telegram.errors import Unchanged
from handlers.telegram.reply import Message
from handlers.telegram.station import Station

log = structlog.get_logger("ribao.telegram")


async def settle(station: Station, query: CallbackQuery, sentence: str | None = None) -> None:
    """End the press, with a sentence that only who pressed sees. Raises DeliveryError."""
    try:
        await station.connection.ask(None, alert(query, sentence))
    except Refused as error:  # from before a restart, and too old to be answered; what it asks can be done
        log.info("a press was not settled", error=str(error))


async def show(station: Station, query: CallbackQuery, message: Message) -> None:
    """Make the message that was pressed say what came of it, or say it below. Raises DeliveryError."""
    asked = query.message
    if asked is None:
        return
    try:
        await station.connection.ask(
            asked.chat.id,
            lambda bot: bot.edit_message_text(
                chat_id=asked.chat.id, message_id=asked.message_id, **message.fields
            ),
        )
    except Unchanged:
        return
    except (PostLost, Refused):
        await respond(station, asked, message)
