"""A document that an operator sends in private: shown as it would be posted, then kept when it is said.

Nothing is remembered between the two: the question is a reply to the document, which is fetched again
when a button is pressed.
"""

import re
from collections.abc import Sequence

from telegram import CallbackQuery, Document, InlineKeyboardButton, InlineKeyboardMarkup, Message

from bot import handover, submit
from bot.commands.models import Reply
from bot.errors import DeliveryError, ParseError, UsageError
from bot.handover import DISCARD, HASH, KEEP, PUBLISH
from bot.locales import Catalogue, catalogue
from bot.recent import Recent
from bot.submission import Submission
from handlers.telegram import people, proofs
from handlers.telegram.answering import patience, respond, username_of, wait
from handlers.telegram.apology import answer
from handlers.telegram.outcome import settle, show
from handlers.telegram.reply import Message as Drawn
from handlers.telegram.reply import shown
from handlers.telegram.station import PLATFORM, Station

PREFIX = "u"
_DATA = re.compile(rf"u([{PUBLISH}{KEEP}{DISCARD}])\.([0-9a-f]{{{HASH}}})")


async def on_document(station: Station, message: Message) -> None:
    """Read a document and ask what to do with it. Raises StoreError, DeliveryError."""
    desk, user = station.desk, message.from_user
    say = catalogue(people.spoken(user, desk.locale))
    if user is None or not desk.is_operator(f"{PLATFORM}:{user.id}"):
        seconds = wait(station, message.chat.id)
        sentence = say(handover.RESERVED)
        if seconds != 0:
            told = patience(say, seconds) if seconds else sentence
            await station.connection.ask(message.chat.id, answer(message, told))
        return
    try:
        submission = await fetched(station, message, say)
    except (ParseError, UsageError) as error:
        await station.connection.ask(message.chat.id, answer(message, say.sentence(error.sentence)))
        return
    await proofs.show(station, message.chat.id, submission, say)
    question = await _drawn(station, handover.question(submission, say), say)
    keyboard = buttons(submission, handover.choices(submission, desk, say))
    await respond(station, message, Drawn(question.text, keyboard, question.preview))


async def on_press(station: Station, query: CallbackQuery, settled: Recent) -> None:
    """Do what an operator decided; `settled` holds the questions that were answered already.

    Raises StoreError, DeliveryError.
    """
    desk, question = station.desk, query.message
    say = catalogue(people.spoken(query.from_user, desk.locale))
    decision = _DATA.fullmatch(query.data or "")
    if not desk.is_operator(f"{PLATFORM}:{query.from_user.id}"):
        await settle(station, query, say(handover.RESERVED))
        return
    if decision is None or not isinstance(question, Message):
        await settle(station, query, say("This button is too old; send the document again."))
        return
    key = (question.chat.id, question.message_id)
    if not settled.add(key):
        await settle(station, query, say("That is decided already."))
        return
    try:
        reply = await _decided(station, query, question, decision, say)
    except (ParseError, UsageError) as error:  # the buttons stay
        settled.forget(key)
        await settle(station, query, say.sentence(error.sentence))
        return
    except BaseException:
        settled.forget(key)
        raise
    await settle(station, query)
    await show(station, question, await _drawn(station, reply, say))


def buttons(submission: Submission, choices: Sequence[tuple[str, str]]) -> InlineKeyboardMarkup:
    """What can be done with the document."""
    behind = submission.text_hash[:HASH]
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(label, callback_data=f"{PREFIX}{what}.{behind}")] for label, what in choices]
    )


async def fetched(station: Station, message: Message, say: Catalogue) -> Submission:
    """The document of the message, read. Raises ParseError, UsageError, StoreError."""
    document = message.document
    if document is None:
        raise UsageError(say("The document is gone; send it again."))
    name = document.file_name or say("the document")
    handover.check_file(name, document.file_size or 0, say)
    raw = await _download(station, document, name, say)
    return await submit.examine(station.desk, raw, name, remark=message.caption or "")


async def _download(station: Station, document: Document, name: str, say: Catalogue) -> bytes:
    try:
        file = await station.connection.ask(None, lambda bot: bot.get_file(document.file_id))
        handover.check_file(name, file.file_size or 0, say)
        if not file.file_path:
            raise UsageError(say("{name} can't be fetched: {reason}", name=name, reason="file_path"))
        return bytes(await station.connection.ask(None, lambda _: file.download_as_bytearray()))
    except DeliveryError as error:
        raise UsageError(
            say("{name} can't be fetched: {reason}", name=name, reason=say.reason(str(error)))
        ) from error


async def _decided(
    station: Station, query: CallbackQuery, question: Message, decision: re.Match[str], say: Catalogue
) -> Reply:
    """What came of the decision. Raises RibaoError."""
    what, behind = decision.groups()
    if what == DISCARD:
        return handover.discarded(say)
    if question.reply_to_message is None:
        raise UsageError(say("The document is gone; send it again."))
    submission = await fetched(station, question.reply_to_message, say)
    actor = f"{PLATFORM}:{query.from_user.id}"
    return await handover.decided(station.desk, submission, what, behind, say, actor=actor)


async def _drawn(station: Station, reply: Reply, say: Catalogue) -> Drawn:
    desk = station.desk
    return await shown(
        reply,
        store=desk.store,
        locale=say.locale,
        username=await username_of(station),
        today=desk.clock().astimezone(desk.zone).date(),
    )
