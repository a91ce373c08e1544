"""Saying one plain sentence to the person behind an update."""

from collections.abc import Awaitable, Callable

from telegram import Bot, CallbackQuery, Message, ReplyParameters, Update

from handlers.telegram.cards import clipped

ALERT = 200
"""The longest answer to a press, in characters."""
LONGEST = 1000
"""Of a sentence in a message: it may name a file, and a file's name has no end."""


def apology(update: Update, sentence: str) -> Callable[[Bot], Awaitable[object]] | None:
    """The request that says it; None where nobody could be told without telling others (channels, inline)."""
    if update.callback_query is not None:
        return alert(update.callback_query, sentence)
    return None if update.message is None else answer(update.message, sentence)


def alert(query: CallbackQuery, sentence: str | None) -> Callable[[Bot], Awaitable[object]]:
    """A box that only who pressed sees; without a sentence just the end of the press."""
    text = None if sentence is None else clipped(sentence, ALERT)
    return lambda bot: bot.answer_callback_query(query.id, text, show_alert=text is not None)


def answer(message: Message, sentence: str) -> Callable[[Bot], Awaitable[object]]:
    """A reply to the message, in its topic."""
    return lambda bot: bot.send_message(
        message.chat.id,
        clipped(sentence, LONGEST),
        message_thread_id=message.message_thread_id if message.is_topic_message else None,
        reply_parameters=ReplyParameters(message.message_id, allow_sending_without_reply=True),
    )
