"""Who and what there is: the bot, people, chats; and where the bot may write."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

from tests.fakes.telegram.chats import (
    CHANNEL_RIGHTS,
    COMMON_RIGHTS,
    GROUP_RIGHTS,
    Chat,
    ChatType,
    Member,
    Status,
    Topic,
)
from tests.fakes.telegram.errors import Refusal, bad_request, forbidden
from tests.fakes.telegram.messages import Message
from tests.fakes.telegram.parameters import Upload
from tests.fakes.telegram.users import User
from tests.fakes.telegram.values import Json

ALL_RIGHTS = frozenset((*COMMON_RIGHTS, *CHANNEL_RIGHTS, *GROUP_RIGHTS))


@dataclass
class World:
    """Everything that outlives a request."""

    bot: User
    clock: Callable[[], float] = time.time
    users: dict[int, User] = field(default_factory=dict)
    chats: dict[int, Chat] = field(default_factory=dict)
    names: dict[str, int] = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)
    inline: dict[str, Message] = field(default_factory=dict)
    sent: Counter[str] = field(default_factory=Counter)
    # Private chats and basic groups share one sequence; every other chat has its own.
    numbers: "count[int]" = field(default_factory=lambda: count(1))
    ids: "count[int]" = field(default_factory=lambda: count(1001))

    def now(self) -> int:
        """The date of what happens now."""
        return int(self.clock())

    def person(
        self,
        name: str,
        *,
        id: int | None = None,  # noqa: A002
        username: str | None = None,
        language: str | None = "zh-hans",
    ) -> User:
        """A new account, which the bot may not write to before it has started the bot."""
        user = User(id or next(self.ids), name, username, language)
        self.users[user.id] = user
        self.chats[user.id] = Chat(user.id, "private", name, self.numbers, username)
        return user

    def chat(self, kind: ChatType, title: str, *, id: int | None = None, username: str | None = None) -> Chat:  # noqa: A002
        """A new group, supergroup or channel, in which nobody is."""
        number = id if id is not None else -next(self.ids)
        if id is None and kind != "group":
            number -= 1_000_000_000_000
        own = self.numbers if kind == "group" else count(1)
        chat = Chat(number, kind, title, own, username)
        self.chats[number] = chat
        if username:
            self.names[username.lower()] = number
        return chat

    def rename(self, chat: Chat, username: str | None) -> None:
        """Give a chat another public name, or none."""
        if chat.username:
            self.names.pop(chat.username.lower(), None)
        chat.username = username
        if username:
            self.names[username.lower()] = chat.id

    def place(self, chat: Chat, user: User, status: Status, rights: frozenset[str] = ALL_RIGHTS) -> Member:
        """Put a user into a chat, or out of it, without telling anybody."""
        member = Member(user, status, rights if status == "administrator" else frozenset())
        chat.members[user.id] = member
        return member

    def topic(self, chat: Chat, name: str, creator: User | None = None) -> Topic:
        """Open a topic; its thread is the id of the service message that says so."""
        chat.is_forum = True
        opened = {"forum_topic_created": {"name": name, "icon_color": 7322096}}
        message = self.post(chat, sender=creator or self.bot, service=opened)
        message.thread = message.id
        chat.topics[message.id] = Topic(message.id, name)
        return chat.topics[message.id]

    def post(self, chat: Chat, **content: Json) -> Message:
        """Let a message stand in a chat, with the next id."""
        message = Message(chat, next(chat.numbers), self.now(), **content)
        chat.messages[message.id] = message
        return message

    def remove(self, message: Message) -> None:
        """Delete a message."""
        del message.chat.messages[message.id]
        message.chat.deleted.append(message)
        if message.id in message.chat.pinned:
            message.chat.pinned.remove(message.id)

    def find(self, name: Json) -> Chat | None:
        """The chat of an id or @name, if there is one."""
        text = str(name).strip()
        if text.startswith("@"):
            number = self.names.get(text[1:].lower())
            return None if number is None else self.chats.get(number)
        try:
            return self.chats.get(int(text))
        except ValueError:
            return None

    def known(self, name: Json) -> Chat:
        """The chat of an id or @name. Raises Refusal if there is none, or it moved, or is gone."""
        if name in {None, ""}:
            raise bad_request("chat_id is empty")
        chat = self.find(name)
        if chat is None:
            raise bad_request("chat not found")
        return chat

    def readable(self, name: Json) -> Chat:
        """A chat of which the bot may know something."""
        chat = self.known(name)
        if chat.type == "private":
            if not self.users[chat.id].started:
                raise bad_request("chat not found")
            return chat
        self._moved(chat)
        status = chat.member(self.bot).status
        if status == "kicked":
            raise forbidden(f"bot was kicked from the {chat.kind}")
        if status == "left" and not chat.username:
            raise forbidden(f"bot is not a member of the {chat.kind}")
        return chat

    def writable(self, name: Json) -> Chat:
        """A chat that the bot may write to; what it may do there is another question."""
        chat = self.known(name)
        refusal = self.barrier(chat)
        if refusal is not None:
            raise refusal
        return chat

    def barrier(self, chat: Chat) -> Refusal | None:
        """Why the bot may not write to a chat."""
        if chat.type == "private":
            return self._stranger(self.users[chat.id])
        try:
            self._moved(chat)
        except Refusal as refusal:
            return refusal
        status = chat.member(self.bot).status
        if status == "kicked":
            return forbidden(f"bot was kicked from the {chat.kind}")
        if status == "left":
            return forbidden(f"bot is not a member of the {chat.kind}")
        return None

    def _stranger(self, user: User) -> Refusal | None:
        if user.deactivated:
            return forbidden("user is deactivated")
        if user.is_bot:
            return forbidden("bot can't send messages to bots")
        if user.blocked:
            return forbidden("bot was blocked by the user")
        if not user.started:
            return forbidden("bot can't initiate conversation with a user")
        return None

    def _moved(self, chat: Chat) -> None:
        if chat.migrated_to is not None:
            raise bad_request(
                "group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.migrated_to
            )
        if chat.gone:
            raise forbidden(f"the {'group' if chat.type == 'supergroup' else chat.type} chat was deleted")
