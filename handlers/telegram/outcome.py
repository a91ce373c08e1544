"""What came of a press: a sentence for who pressed, and a message in the place of the one with the button."""

import structlog
from telegram import CallbackQuery, MaybeInaccessibleMessage
from telegram import Message as Shown
from telegram.constants import ChatType

from bot.errors import DeliveryError, PostLost, Refused
from handlers.telegram.answering import respond
from handlers.telegram.apology import alert
from handlers.telegram.errors import Unchanged
from handlers.telegram.reply import Message
from handlers.telegram.station import Station

log = structlog.get_logger("ribao.telegram")


async def settle(station: Station, query: CallbackQuery, sentence: str | None = None) -> None:
    """End the press, with a sentence that only who pressed sees.

    One from before a restart may be too old to be ended; what it asks for is done all the same.
    """
    try:
        await station.connection.ask(None, alert(query, sentence))
    except DeliveryError as error:
        log.info("a press was not settled", error=str(error))


async def show(station: Station, pressed: MaybeInaccessibleMessage, message: Message) -> None:
    """Make what was pressed show the message; where that can't be, send it as a new one.

    Never a new one in a channel, where anybody can press. Raises DeliveryError.
    """
    chat = pressed.chat
    if has_buttons(pressed):
        try:
            await station.connection.ask(
                chat.id,
                lambda bot: bot.edit_message_text(
                    chat_id=chat.id, message_id=pressed.message_id, **message.fields
                ),
            )
        except Unchanged:
            return
        except (PostLost, Refused) as error:
            log.info("an answer can't be turned, a new one is sent", error=str(error))
        else:
            return
    if chat.type != ChatType.CHANNEL:
        await respond(station, pressed, message)


def has_buttons(pressed: MaybeInaccessibleMessage) -> bool:
    """Whether there is anything to press: an app of an attacker's own can press every post of the bot.

    Of a message that Telegram no longer shows nobody knows; in private there is nobody to harm.
    """
    if not (pressed.is_accessible and isinstance(pressed, Shown)):
        return pressed.chat.type == ChatType.PRIVATE
    markup = pressed.reply_markup
    return markup is not None and any(
        button.callback_data for row in markup.inline_keyboard for button in row
    )
