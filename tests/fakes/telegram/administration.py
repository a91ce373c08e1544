"""What people do with chats: join, add and rob the bot, upgrade groups, close topics."""

from typing import TYPE_CHECKING

from tests.fakes.telegram.chats import Chat, Status
from tests.fakes.telegram.users import User
from tests.fakes.telegram.world import ALL_RIGHTS

if TYPE_CHECKING:
    from tests.fakes.telegram.messages import Message
    from tests.fakes.telegram.server import TelegramServer


class Administration:
    """A person's dealings with chats and with the bot's place in them."""

    server: "TelegramServer"
    user: User

    def joins(self, chat: Chat, status: Status = "member", *, anonymous: bool = False) -> None:
        """Come into a chat, as an ordinary member unless told otherwise."""
        self.server.move(chat, self.user, self.user, status, anonymous=anonymous)
        if chat.type in {"group", "supergroup"}:
            self._notes(chat, {"new_chat_members": [self.user.json()]})

    def leaves(self, chat: Chat) -> None:
        """Go out of a chat."""
        self.server.move(chat, self.user, self.user, "left")
        if chat.type in {"group", "supergroup"}:
            self._notes(chat, {"left_chat_member": self.user.json()})

    def adds_bot(self, chat: Chat, *rights: str, admin: bool | None = None) -> None:
        """Bring the bot into a chat. Channels take bots as administrators only.

        `admin` makes it one in a group; `rights` are all unless named.
        """
        as_admin = chat.type == "channel" if admin is None else admin
        bot = self.server.world.bot
        given = frozenset(rights) if rights else ALL_RIGHTS
        self.server.move(chat, bot, self.user, "administrator" if as_admin else "member", given)
        if chat.type in {"group", "supergroup"}:
            self._notes(chat, {"new_chat_members": [bot.json()]})

    def removes_bot(self, chat: Chat) -> None:
        """Throw the bot out; in groups a service message says so."""
        bot = self.server.world.bot
        self.server.move(chat, bot, self.user, "kicked")
        if chat.type in {"group", "supergroup"}:
            self.server.world.post(chat, sender=self.user, service={"left_chat_member": bot.json()})

    def promotes_bot(self, chat: Chat, *rights: str) -> None:
        """Make the bot an administrator with exactly these rights; none named: all."""
        given = frozenset(rights) if rights else ALL_RIGHTS
        self.server.move(chat, self.server.world.bot, self.user, "administrator", given)

    def demotes_bot(self, chat: Chat) -> None:
        """Take all rights from the bot; out of a channel it falls altogether."""
        status: Status = "left" if chat.type == "channel" else "member"
        self.server.move(chat, self.server.world.bot, self.user, status)

    def restricts_bot(self, chat: Chat) -> None:
        """Let the bot stay, but say nothing."""
        self.server.move(chat, self.server.world.bot, self.user, "restricted")

    def upgrades(self, group: Chat) -> Chat:
        """Make a supergroup of a group: another chat with another id, everybody in it, nothing posted yet."""
        world = self.server.world
        chat = world.chat("supergroup", group.title)
        chat.members = dict(group.members)
        group.migrated_to = chat.id
        there = world.post(group, sender=self.user, service={"migrate_to_chat_id": chat.id})
        here = world.post(chat, sender=self.user, service={"migrate_from_chat_id": group.id})
        if chat.holds(world.bot):
            self.server.tell("message", there.json())
            self.server.tell("message", here.json())
        return chat

    def opens_topic(self, chat: Chat, name: str) -> int:
        """Open a topic; its message_thread_id."""
        topic = self.server.world.topic(chat, name, self.user)
        return topic.thread

    def closes_topic(self, chat: Chat, thread: int) -> None:
        """Let nobody but administrators write to a topic."""
        chat.topics[thread].closed = True
        self._notes(chat, {"forum_topic_closed": {}}, thread)

    def reopens_topic(self, chat: Chat, thread: int) -> None:
        """Let everybody write again."""
        chat.topics[thread].closed = False
        self._notes(chat, {"forum_topic_reopened": {}}, thread)

    def deletes_topic(self, chat: Chat, thread: int) -> None:
        """Delete a topic with everything in it; bots are not told."""
        del chat.topics[thread]
        for message in [message for message in chat.messages.values() if message.thread == thread]:
            self.server.world.remove(message)

    def deletes_chat(self, chat: Chat) -> None:
        """Delete a group or channel."""
        self.server.move(chat, self.server.world.bot, self.user, "left")
        chat.gone = True

    def pins(self, message: "Message") -> None:
        """Pin a message, which leaves a service message."""
        message.chat.pinned.append(message.id)
        self._notes(message.chat, {"pinned_message": message.json(nested=True)})

    def _notes(self, chat: Chat, what: dict[str, object], thread: int | None = None) -> None:
        """Let a service message stand, and tell the bot where it is in the chat."""
        channel = chat.type == "channel"
        who = {"sender_chat": chat} if channel else {"sender": self.user}
        note = self.server.world.post(chat, service=what, thread=thread, **who)
        if chat.holds(self.server.world.bot):
            self.server.tell("channel_post" if channel else "message", note.json())
