"""Who asks, where, and in which language: Telegram's users and chats as actors and chats of the commands."""

import datetime as dt
from typing import TYPE_CHECKING

from bot import locales
from bot.commands.command import Command
from bot.commands.models import Actor, Chat
from bot.errors import DeliveryError, PlatformDown
from bot.models import Locale

if TYPE_CHECKING:  # the station holds Admins, and is made where nobody pays for the library
    from telegram import Chat as TelegramChat
    from telegram import MaybeInaccessibleMessage, User

    from handlers.telegram.station import Station

PLATFORM = "telegram"
KEPT = dt.timedelta(minutes=1)
REMEMBERED = 10_000
HAVE_THE_SAY = frozenset({"creator", "administrator"})
PUBLIC = frozenset({"help", "start"})
"""Commands for everybody whose answers tell admins more."""


class Admins:
    """Who has the say in which chat, as Telegram told it within the last minute."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], tuple[dt.datetime, bool]] = {}  # the oldest answer first

    async def holds(self, station: "Station", chat: int, user: int) -> bool:
        """Whether the user is an admin of the chat; no where Telegram won't tell. Raises PlatformDown."""
        now = station.desk.clock()
        asked, known = self._known.get((chat, user), (dt.datetime.min.replace(tzinfo=dt.UTC), False))
        if dt.timedelta(0) <= now - asked < KEPT:
            return known
        try:
            member = await station.connection.ask(None, lambda bot: bot.get_chat_member(chat, user))
        except PlatformDown:
            raise
        except DeliveryError:  # not kept: the next one may be told
            return False
        known = member.status in HAVE_THE_SAY
        self._known.pop((chat, user), None)
        self._known[chat, user] = (now, known)
        if len(self._known) > REMEMBERED:
            del self._known[next(iter(self._known))]
        return known

    def forget(self, chat: int) -> None:
        """The chat's members have changed: ask again."""
        for key in [key for key in self._known if key[0] == chat]:
            del self._known[key]


async def actor(
    station: "Station",
    chat: "TelegramChat",
    user: "User | None",
    sender: "TelegramChat | None",
    command: Command | None,
) -> Actor:
    """Who gives `command` in `chat`: the user, or a chat in whose name somebody writes.

    An anonymous admin writes in the chat's own name, as every channel post does: an admin, whoever it is,
    and never an operator. Where others read along an operator is one only to steer, for a reading command
    would show them drafts. Telegram is asked about a group's admins only where it matters.
    """
    if sender is not None:
        return Actor(id=f"{PLATFORM}:{sender.id}", admin=sender.id == chat.id)
    if user is None:
        return Actor(id=f"{PLATFORM}:{chat.id}", admin=chat.type == "channel")
    name = f"{PLATFORM}:{user.id}"
    operator = station.desk.is_operator(name)
    if chat.type == "private":
        return Actor(id=name, operator=operator, admin=True)
    matters = command is not None and (command.audience != "readers" or command.name in PUBLIC)
    if not matters:
        return Actor(id=name)
    admin = await station.admins.holds(station, chat.id, user.id)
    return Actor(id=name, operator=operator, admin=admin)


def place(chat: "TelegramChat", thread: int | None) -> Chat:
    """The chat, or the topic `thread` of it, under all names that a target there may have."""
    names = [str(chat.id)]
    if chat.username and chat.type != "private":
        names.append(f"@{chat.username.lower()}")
    behind = f"/{thread}" if thread else ""
    return Chat(
        platform=PLATFORM,
        addresses=tuple(name + behind for name in names),
        kind="private" if chat.type == "private" else "channel" if chat.type == "channel" else "group",
        title=chat.title or chat.full_name or "",
    )


def topic(message: "MaybeInaccessibleMessage") -> int | None:
    """The topic in which the message stands; None in General, and where there are no topics.

    Elsewhere `message_thread_id` only names a thread of replies; of a message that Telegram no longer
    shows the topic is unknown.
    """
    known = getattr(message, "is_topic_message", False)
    return getattr(message, "message_thread_id", None) if known else None


def spoken(user: "User | None", default: Locale) -> Locale:
    """The language of the user's own Telegram; `default` where it does not say."""
    code = user.language_code if user else None
    return (locales.spoken(code, default) or "en") if code else default


async def language(station: "Station", chat: Chat, user: "User | None") -> Locale:
    """The language to answer in: the target's; where there is none the user's in private, else the desk's.

    Raises StoreError.
    """
    targets = await station.desk.targets_of(chat)
    if targets:
        return next((t for t in targets if not t.given_up), targets[0]).policy.locale
    return own_language(station, chat, user)


def own_language(station: "Station", chat: Chat, user: "User | None") -> Locale:
    """The language of a chat that is no target; a group has none of its own on Telegram."""
    return spoken(user, station.desk.locale) if chat.kind == "private" else station.desk.locale
