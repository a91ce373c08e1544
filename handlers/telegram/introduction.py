"""A bot of Telegram by its token: the chats that its updates tell of, which are left for whoever serves."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from pydantic import SecretStr

from bot.errors import TargetLost, TargetMoved
from bot.introduction import Acquaintance, Place, Whereabouts
from bot.locales import message
from handlers.telegram.address import place
from handlers.telegram.connection import Connection
from handlers.telegram.people import HAVE_THE_SAY, PLATFORM

if TYPE_CHECKING:
    from telegram import ChatFullInfo, ChatMember, Message, Update

RIGHTS = "post_messages+edit_messages+delete_messages+pin_messages"
AT_ONCE = 4
MOST = 100  # updates that Telegram gives at once

POST = message("post messages")
THERE = message("be in it")
SERVED = message(
    "Another program fetches what this bot is told, perhaps a Ribao that runs: stop it meanwhile."
)
WEBHOOK = message("A webhook is set for this bot, and takes what it is told. `ribao run` would take it away.")
FULL = message("So much waits to be fetched for this bot that the newest can't be seen.")
CHANNEL, GROUP, TOPIC, PERSON = (
    message("channel"),
    message("group"),
    message("topic"),
    message("private chat"),
)


class TelegramIntroduction:
    """See bot.introduction."""

    def __init__(self, token: SecretStr, *, base_url: str | None = None) -> None:
        self._connection = Connection(token, base_url=base_url)

    async def name(self) -> str:
        """Its @name."""
        return f"@{(await self._connection.me()).username}"

    async def invitations(self) -> Mapping[str, str]:
        """Links that ask a person for a channel or group to put the bot into."""
        link = f"https://t.me/{(await self._connection.me()).username}"
        return {CHANNEL: f"{link}?startchannel&admin={RIGHTS}", GROUP: f"{link}?startgroup"}

    async def look(self, patience: float) -> Whereabouts:
        """The chats of the updates that nobody has fetched. They are read, never confirmed."""
        if (await self._connection.ask(None, lambda bot: bot.get_webhook_info())).url:
            return Whereabouts(obstacle=WEBHOOK)
        updates, obstacle = await self._waiting(patience)
        found, people = _told(updates)
        slots = asyncio.Semaphore(AT_ONCE)

        async def one(address: str) -> Place | None:
            async with slots:
                try:
                    return await self.place(address)
                except TargetLost:
                    return None

        places = await asyncio.gather(*(one(address) for address in found))
        by_address = {each.address: each for each in places if each is not None}
        return Whereabouts(places=tuple(by_address.values()), people=tuple(people), obstacle=obstacle)

    async def place(self, address: str) -> Place:
        """The chat, followed where it has moved."""
        where = place(address.lower())
        try:
            chat = await self._connection.ask(None, lambda bot: bot.get_chat(where.chat))
        except TargetMoved as moved:
            return await self.place(moved.address)
        title = chat.title or chat.full_name or address
        known = str(chat.id) if where.thread is None else f"{chat.id}/{where.thread}"
        if chat.type == "private":
            return Place(address=known, title=title, kind=PERSON)
        me = await self._connection.me()
        member = await self._connection.ask(None, lambda bot: bot.get_chat_member(chat.id, me.id))
        kind = CHANNEL if chat.type == "channel" else GROUP if where.thread is None else TOPIC
        lacks = _lacks(chat, member)
        return Place(address=known, title=title, kind=kind, lacks=lacks, blocked=bool(lacks))

    async def close(self) -> None:
        """Let go of the connections."""
        await self._connection.close()

    async def _waiting(self, patience: float) -> "tuple[Sequence[Update], str]":
        """The updates that wait, and why there may be others. Without an offset none is confirmed."""
        from handlers.telegram.polling import Rival, request  # noqa: PLC0415  # importing must be cheap

        try:
            updates = await self._connection.ask(None, request(None, MOST, round(patience)))
        except Rival:
            return (), SERVED
        return updates, FULL if len(updates) == MOST else ""


def _told(updates: "Sequence[Update]") -> tuple[list[str], list[Acquaintance]]:
    """The addresses of chats in the updates, and who wrote in private."""
    addresses: dict[str, None] = {}
    people: dict[int, Acquaintance] = {}
    for update in updates:
        if update.my_chat_member is not None and update.my_chat_member.chat.type != "private":
            addresses[str(update.my_chat_member.chat.id)] = None
        if (said := update.message or update.channel_post) is not None:
            addresses.update(dict.fromkeys(_addresses(said)))
            user = said.from_user
            if said.chat.type == "private" and user is not None and not user.is_bot:
                people[user.id] = Acquaintance(actor=f"{PLATFORM}:{user.id}", name=user.full_name)
    return list(addresses), list(people.values())


def _addresses(said: "Message") -> Iterator[str]:
    """Where it was written, with the topic; and the channel that it was forwarded from."""
    if said.chat.type != "private":
        yield str(said.chat.id)
        if said.is_topic_message and said.message_thread_id:
            yield f"{said.chat.id}/{said.message_thread_id}"
    elif (origin := getattr(said.forward_origin, "chat", None)) is not None:
        yield str(origin.id)


def _lacks(chat: "ChatFullInfo", member: "ChatMember") -> tuple[str, ...]:
    from telegram import Chat as Known  # noqa: PLC0415

    from handlers.telegram.lifecycle import is_there, may_post  # noqa: PLC0415

    if not is_there(member):
        return (THERE,)
    muted = chat.permissions is not None and chat.permissions.can_send_messages is False
    silent = muted and member.status not in HAVE_THE_SAY
    return (POST,) if silent or not may_post(Known(chat.id, chat.type), member) else ()
