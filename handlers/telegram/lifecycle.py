"""Coming into chats and being put out of them: who added the bot is greeted, who took it out is obeyed."""

from telegram import Chat, ChatMember, ChatMemberUpdated, InlineKeyboardMarkup, Message
from telegram.constants import ChatMemberStatus, ChatType

from bot.errors import Refused, TargetLost
from bot.locales import catalogue
from bot.models import Target
from handlers.telegram import people
from handlers.telegram.errors import BLOCKED, NO_RIGHT, NOT_THERE
from handlers.telegram.setup import greeting, keyboard
from handlers.telegram.station import PLATFORM, Station


async def on_membership(station: Station, change: ChatMemberUpdated) -> None:
    """The bot's own place or rights in a chat have changed. Raises StoreError."""
    chat = change.chat
    station.admins.forget(chat.id)
    before, after = may_post(chat, change.old_chat_member), may_post(chat, change.new_chat_member)
    if before and not after:
        await station.desk.lost(
            PLATFORM, await _addresses(station, chat), _reason(chat, change.new_chat_member)
        )
    elif after and not before:
        await _arrived(station, change)
    elif not after and not is_there(change.old_chat_member) and is_there(change.new_chat_member):
        say = catalogue(people.spoken(change.from_user, station.desk.locale))
        text = say("I am in {title} now, but may not post there: give me that right.", title=_title(chat))
        await _tell(station, change, text)


async def on_migration(station: Station, message: Message) -> None:
    """A group has become a supergroup; both of them say so. Raises StoreError."""
    old, new = message.migrate_from_chat_id, message.chat.id
    if message.migrate_to_chat_id is not None:
        old, new = message.chat.id, message.migrate_to_chat_id
    await station.desk.moved(PLATFORM, (str(old),), str(new))
    # The old group may have said before that the bot is no longer in it.
    await station.desk.back(PLATFORM, (str(new),))


async def on_return(station: Station, message: Message) -> None:
    """A topic was opened again, or somebody pressed Start: what waited there goes on. Raises StoreError."""
    here = people.place(message.chat, people.topic(message))
    await station.desk.back(PLATFORM, here.addresses)


def begins(message: Message) -> bool:
    """Whether from this message on the bot may write where it may not have before.

    Of those who press Start for the first time Telegram tells nothing else.
    """
    if message.chat.type == ChatType.PRIVATE:
        return (message.text or "").startswith("/start")
    return message.forum_topic_reopened is not None


def is_there(member: ChatMember) -> bool:
    """Whether the member is in the chat."""
    if member.status == ChatMemberStatus.RESTRICTED:
        return bool(getattr(member, "is_member", False))
    return member.status not in {ChatMemberStatus.LEFT, ChatMemberStatus.BANNED}


def may_post(chat: Chat, member: ChatMember) -> bool:
    """Whether the bot, being this member, may post in the chat."""
    if not is_there(member):
        return False
    if member.status == ChatMemberStatus.RESTRICTED:
        return bool(getattr(member, "can_send_messages", False))
    return chat.type != ChatType.CHANNEL or bool(getattr(member, "can_post_messages", False))


def _reason(chat: Chat, member: ChatMember) -> str:
    if chat.type == ChatType.PRIVATE:
        return BLOCKED
    return NO_RIGHT if is_there(member) else NOT_THERE


def _title(chat: Chat) -> str:
    return people.place(chat, None).title


async def _addresses(station: Station, chat: Chat) -> tuple[str, ...]:
    """All names that targets in the chat may have, those of its topics included."""
    names = people.place(chat, None).addresses
    if not chat.is_forum:
        return names
    targets = await station.desk.store.targets(platform=PLATFORM)
    topics = [target.address for target in targets if target.address.partition("/")[0] in names]
    return tuple(dict.fromkeys((*names, *topics)))


async def _arrived(station: Station, change: ChatMemberUpdated) -> None:
    """The bot may post from now on: what waited goes on, or else somebody is asked what shall come."""
    desk, chat = station.desk, change.chat
    addresses = await _addresses(station, chat)
    before = _receiving(await desk.store.targets_at(PLATFORM, addresses))
    await desk.back(PLATFORM, addresses)
    if chat.type == ChatType.PRIVATE:
        return
    after = _receiving(await desk.store.targets_at(PLATFORM, addresses))
    say = catalogue(people.spoken(change.from_user, desk.locale))
    if not after:
        text = greeting(chat, change.new_chat_member, say)
        await _tell(station, change, text, keyboard(chat.id, desk.publications, say))
    elif len(after) == len(before):
        text = say("{title} receives digests: nothing is left to do.", title=_title(chat))
        await _tell(station, change, text)
    elif not desk.is_operator(f"{PLATFORM}:{change.from_user.id}"):  # the desk has told them
        await _tell(station, change, say("{title} receives digests again.", title=_title(chat)))


def _receiving(targets: list[Target]) -> list[Target]:
    return [target for target in targets if target.suspended is None]


async def _tell(
    station: Station, change: ChatMemberUpdated, text: str, buttons: InlineKeyboardMarkup | None = None
) -> None:
    """Say it in private to who made the change or, where that can't be, in the group; never in a channel."""
    user, chat = change.from_user, change.chat
    if not user.is_bot:  # an anonymous admin is GroupAnonymousBot
        try:
            await station.connection.ask(
                user.id, lambda bot: bot.send_message(user.id, text, reply_markup=buttons)
            )
        except (TargetLost, Refused):  # who never started the bot can't be written to
            pass
        else:
            return
    if chat.type in {ChatType.GROUP, ChatType.SUPERGROUP}:
        await station.connection.ask(
            chat.id, lambda bot: bot.send_message(chat.id, text, reply_markup=buttons)
        )
