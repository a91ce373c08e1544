"""What is asked of who added the bot to a chat, and what becomes of the answer.

A button holds all that it means (`ms-1001234.9f86d081`: subscribe that chat to that publication), so it
is good after a restart and in every process.
"""

import hashlib
import re
from collections.abc import Sequence

from telegram import CallbackQuery, Chat, ChatMember, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import ChatType

from bot.commands.blocks import heading, note, plain
from bot.commands.models import Actor, Reply, Request, Text
from bot.commands.table import answer
from bot.errors import TargetLost, TargetMoved
from bot.locales import Catalogue, catalogue
from bot.models import Publication
from handlers.telegram import people
from handlers.telegram.answering import drawn, patience, wait
from handlers.telegram.outcome import settle, show
from handlers.telegram.station import PLATFORM, Station

PREFIX = "m"
MOST = 20  # publications with a button of their own; /subscribe takes the others
_DATA = re.compile(r"ms(-[0-9]{1,20})\.([0-9a-f]{8}|all|no)")


def greeting(chat: Chat, me: ChatMember, say: Catalogue) -> str:
    """What is said to who added the bot, with the rights that it may come to miss."""
    title = people.place(chat, None).title
    asked = say("I am in {title} now. What shall I post there?", title=title)
    missing = say(", ").join(missing_rights(chat, me, say))
    if not missing:
        return asked
    return f"{asked}\n\n" + say("If digests shall be pinned there, I also need to: {rights}.", rights=missing)


def missing_rights(chat: Chat, me: ChatMember, say: Catalogue) -> list[str]:
    """The rights that pinning takes and the bot has not."""
    wanted = {"can_edit_messages": say("edit messages")}
    if chat.type != ChatType.CHANNEL:
        wanted = {"can_pin_messages": say("pin messages"), "can_delete_messages": say("delete messages")}
    return [name for right, name in wanted.items() if not getattr(me, right, False)]


def keyboard(chat: int, publications: Sequence[Publication], say: Catalogue) -> InlineKeyboardMarkup:
    """A button for each publication, for all of them, and for none."""
    rows = [(p.name, mark(p)) for p in publications[:MOST]] if len(publications) > 1 else []
    everything = say("All of them") if len(publications) > 1 else say("All digests")
    rows += [(everything, "all"), (say("Not now"), "no")]
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(label, callback_data=f"{PREFIX}s{chat}.{what}")] for label, what in rows]
    )


def mark(publication: Publication) -> str:
    """A publication in eight characters; its slug may be longer than a button's data."""
    return hashlib.sha256(publication.slug.encode()).hexdigest()[:8]


async def on_press(station: Station, query: CallbackQuery) -> None:
    """Somebody says what is to come into a chat. Raises StoreError, DeliveryError."""
    desk = station.desk
    say = catalogue(people.spoken(query.from_user, desk.locale))
    seconds = wait(station, query.from_user.id)
    if seconds is not None:
        await settle(station, query, patience(say, seconds) if seconds else None)
        return
    asked = query.message
    found = _DATA.fullmatch(query.data or "")
    slug = _slug(found[2], desk.publications) if found else None
    if asked is None or found is None or slug is None or not _asked_there(asked.chat, int(found[1])):
        await settle(station, query, say("This button is out of date; /subscribe does it."))
        return
    try:
        chat = await _chat(station, int(found[1]))
    except TargetLost:
        await settle(station, query, say("I am not in that chat any more; add me again."))
        return
    name = f"{PLATFORM}:{query.from_user.id}"
    operator = desk.is_operator(name)
    if not operator and not await station.admins.holds(station, chat.id, query.from_user.id):
        await settle(station, query, say("Only the admins of that chat can say this."))
        return
    place = people.place(chat, None)
    request = Request(
        command="subscribe",
        argument=slug,
        actor=Actor(id=name, operator=operator, admin=True),
        locale=await people.language(station, place, query.from_user),
        now=desk.clock().astimezone(desk.zone),
        chat=place,
    )
    if found[2] == "no":
        later = say("All right, nothing is posted there. /subscribe in that chat changes it.")
        reply = Reply(blocks=(plain(later),))
    else:
        reply = _from_afar(await answer(desk.store, request, desk), say)
    await settle(station, query)
    named = reply.model_copy(update={"blocks": (heading(place.title), *reply.blocks)})
    await show(station, asked, await drawn(station, request, named))


def _from_afar(reply: Reply, say: Catalogue) -> Reply:
    """What /subscribe says, without its hints and buttons: these are meant for the chat itself."""
    blocks = [block for block in reply.blocks if not (isinstance(block, Text) and block.kind == "note")]
    if not reply.failed:
        blocks.append(note(say("To end it, send /unsubscribe there.")))
    return Reply(blocks=tuple(blocks), failed=reply.failed)


def _asked_there(there: Chat, about: int) -> bool:
    """Whether the greeting for a chat may stand there: an attacker's app presses what was never a button."""
    return there.type == ChatType.PRIVATE or there.id == about


def _slug(what: str, publications: Sequence[Publication]) -> str | None:
    """The argument of /subscribe that the button means; None for a publication that is no more."""
    if what in {"all", "no"}:
        return ""
    return next((p.slug for p in publications if mark(p) == what), None)


async def _chat(station: Station, number: int) -> Chat:
    """The chat, wherever it has moved. Raises DeliveryError."""
    try:
        found = await station.connection.ask(None, lambda bot: bot.get_chat(number))
    except TargetMoved as moved:
        address = moved.address
        found = await station.connection.ask(None, lambda bot: bot.get_chat(address))
    return Chat(found.id, found.type, title=found.title, username=found.username)
