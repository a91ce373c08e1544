"""A document that an operator hands in: shown as it would be posted, then kept when it is said.

Nothing is remembered between the two but where the document is: it is fetched again when a button is pressed.
"""

import asyncio
import json
import re
from pathlib import Path
from typing import Any, cast

from bot import handover, submit
from bot.commands import acts
from bot.commands.models import Reply
from bot.errors import DeliveryError, UsageError
from bot.handover import DISCARD, HASH, KEEP, PUBLISH
from bot.locales import Catalogue, catalogue
from bot.models import Frozen, Policy
from bot.recent import Recent
from bot.submission import Submission, preview
from handlers.discord import people
from handlers.discord.answering import Answer, answered, whisper
from handlers.discord.asking import patience, wait
from handlers.discord.callback import Callback
from handlers.discord.commands import options
from handlers.discord.components import button, row
from handlers.discord.content import Content
from handlers.discord.people import Interaction
from handlers.discord.render import render
from handlers.discord.reply import Message, shown
from handlers.discord.station import PLATFORM, Station
from handlers.discord.tree import DOCUMENT

PREFIX = "u"
MOST = 10
"""Parts that are shown; what was meant to be a digest is seen from fewer."""
_DATA = re.compile(rf"u([{PUBLISH}{KEEP}{DISCARD}])\.([0-9a-f]{{{HASH}}})\.([A-Za-z0-9_-]{{1,16}})")


class Document(Frozen):
    """Where a file is that somebody sent; the `remark` beside it may name its publication."""

    url: str
    name: str
    size: int
    remark: str


async def on_submit(station: Station, interaction: Interaction) -> None:
    """Read a document, show it, and ask what to do with it. Raises DeliveryError."""
    say = catalogue(people.language(station, interaction))
    if not _is_operator(station, interaction):
        seconds = wait(station, interaction)
        sentence = say(handover.RESERVED)
        await whisper(station, interaction, sentence if seconds is None else patience(say, seconds))
        return
    messages: list[Message] = []

    async def work() -> Message:
        document = _sent(interaction)
        if document is None:
            raise UsageError(say("The document is gone; send it again."))
        submission = await _fetched(station, document, say)
        messages.extend(await _proofs(station, submission, say))
        messages.append(await _question(station, document, submission, say))
        return messages.pop(0)

    alone = not people.is_private(interaction)
    await answered(station, interaction, work(), ephemeral=alone, first=True)
    if Answer.to(station, interaction).lost:  # another process shows it, or nobody waits any more
        return
    callback = Callback(station.connection, interaction)
    for message in messages:
        await callback.follow(message.body(ephemeral=alone))


async def on_press(station: Station, interaction: Interaction, settled: Recent) -> None:
    """Do what an operator decided; `settled` holds the questions that were answered already.

    Raises DeliveryError.
    """
    say = catalogue(people.language(station, interaction))
    given = cast("dict[str, Any]", interaction.data or {})
    decision, question = _DATA.fullmatch(str(given.get("custom_id", ""))), interaction.message
    if not _is_operator(station, interaction):
        await whisper(station, interaction, say(handover.RESERVED))
    elif decision is None or question is None:
        await whisper(station, interaction, say("This button is too old; send the document again."))
    elif not settled.add(question.id):
        await whisper(station, interaction, say("That is decided already."))
    else:

        async def work() -> Message:
            try:
                reply = await _decided(station, interaction, decision, say)
                return await _drawn(station, reply, say)
            except BaseException:  # the buttons stay
                settled.forget(question.id)
                raise

        await answered(station, interaction, work(), ephemeral=True, update=True, first=True)


def _is_operator(station: Station, interaction: Interaction) -> bool:
    return station.desk.is_operator(f"{PLATFORM}:{interaction.user.id}")


def _sent(interaction: Interaction) -> Document | None:
    """The file that came with the command."""
    data, given = cast("dict[str, Any]", interaction.data or {}), options(interaction)
    files = data.get("resolved", {}).get("attachments", {})
    file = files.get(str(given.get(DOCUMENT)))
    if file is None:
        return None
    name = str(file["filename"])
    if file.get("title"):  # of other letters than Latin ones the file's name has lost all
        name = f"{file['title']}{Path(name).suffix}"
    remark = str(given.get("publication") or "")
    return Document(url=file["url"], name=name, size=int(file["size"]), remark=remark)


async def _fetched(station: Station, document: Document, say: Catalogue) -> Submission:
    """The document, read. Raises ParseError, UsageError, StoreError."""
    handover.check_file(document.name, document.size, say)
    try:
        raw = await station.connection.ask(lambda http: http.get_from_cdn(document.url), harmless=True)
    except DeliveryError as error:
        reason = say.reason(str(error))
        sentence = say("{name} can't be fetched: {reason}", name=document.name, reason=reason)
        raise UsageError(sentence) from error
    return await submit.examine(station.desk, raw, document.name, remark=document.remark)


async def _proofs(station: Station, submission: Submission, say: Catalogue) -> list[Message]:
    """The first parts that a target with the usual policy would get."""
    desk, policy = station.desk, Policy(locale=station.desk.locale)
    # A whole book would keep everybody else waiting.
    parts = await asyncio.to_thread(lambda: render(preview(submission, desk.clock()), policy))
    proofs = [Message(Content.model_validate(part.content).components) for part in parts[:MOST]]
    if len(parts) > MOST:
        told = say("These are the first {n} of {all} messages.", n=MOST, all=len(parts))
        proofs.append(Message.saying(told))
    return proofs


async def _question(station: Station, document: Document, submission: Submission, say: Catalogue) -> Message:
    desk = station.desk
    key = await desk.store.jot(document.model_dump_json())
    asked = await _drawn(station, handover.question(submission, say), say)
    behind = submission.text_hash[:HASH]
    buttons = [
        button(label, f"{PREFIX}{what}.{behind}.{key}")
        for label, what in handover.choices(submission, desk, say)
    ]
    return Message((*asked.components, row(*buttons)))


async def _decided(
    station: Station, interaction: Interaction, decision: re.Match[str], say: Catalogue
) -> Reply:
    """What came of the decision. Raises RibaoError."""
    what, behind, key = decision.groups()
    if what == DISCARD:
        return handover.discarded(say)
    document = _kept(await station.desk.store.jotted(key))
    if document is None:
        raise UsageError(say("The document is gone; send it again."))
    submission = await _fetched(station, document, say)
    return await handover.decided(
        station.desk,
        submission,
        what,
        behind,
        say,
        actor=f"{PLATFORM}:{interaction.user.id}",
        place=acts.place(people.chat(interaction)),
    )


def _kept(text: str | None) -> Document | None:
    """A jotted document; other texts are jotted as well, and a foreign key may name one of them."""
    try:
        return Document.model_validate(json.loads(text or ""))
    except ValueError:
        return None


async def _drawn(station: Station, reply: Reply, say: Catalogue) -> Message:
    desk = station.desk
    today = desk.clock().astimezone(desk.zone).date()
    return await shown(reply, store=desk.store, locale=say.locale, today=today)
