"""What people do, each deed with the updates that the bot gets of it."""

import json
from typing import TYPE_CHECKING, Any

from tests.fakes.control import Impossible
from tests.fakes.telegram.administration import Administration
from tests.fakes.telegram.chats import Chat
from tests.fakes.telegram.entities import formatted
from tests.fakes.telegram.links import start_payload
from tests.fakes.telegram.messages import Message
from tests.fakes.telegram.parameters import Upload
from tests.fakes.telegram.queries import InlineQuery, Press
from tests.fakes.telegram.users import ANONYMOUS_ADMIN, User
from tests.fakes.telegram.values import Json

if TYPE_CHECKING:
    from tests.fakes.telegram.server import TelegramServer


class Person(Administration):
    """Somebody with a Telegram app. Deeds take effect at once; the bot's answers come when they come."""

    def __init__(self, server: "TelegramServer", user: User) -> None:
        self.server = server
        self.user = user

    @property
    def id(self) -> int:
        """The account's id."""
        return self.user.id

    @property
    def private(self) -> Chat:
        """The chat with the bot."""
        return self.server.world.chats[self.user.id]

    def starts(self, payload: str = "") -> Message:
        """Press Start, perhaps of a link's payload."""
        self.user.started = True
        return self.says(f"/start {payload}".strip())

    def follows(self, url: str) -> Message:
        """Follow a link to the bot, and press Start there."""
        payload = start_payload(url, str(self.server.world.bot.username))
        if payload is None:
            raise Impossible(f"{url} does not start the bot")
        return self.starts(payload)

    def says(
        self, text: str, chat: Chat | None = None, *, reply_to: Message | None = None,
        thread: int | None = None, anonymous: bool = False,
    ) -> Message:  # fmt: skip
        """Write a text, to the bot or into a group; `anonymous` as an admin who hides behind the group."""
        found = formatted(text)
        return self._posts(
            chat or self.private, anonymous=anonymous, reply_to=reply_to, thread=thread,
            text=found.text, entities=found.entities,
        )  # fmt: skip

    def posts(self, text: str, channel: Chat) -> Message:
        """Post into a channel."""
        if not channel.may(self.user, "can_post_messages"):
            raise Impossible(f"{self.user.first_name} may not post in {channel.title}")
        found = formatted(text)
        message = self.server.world.post(
            channel, sender_chat=channel, text=found.text, entities=found.entities
        )
        if channel.holds(self.server.world.bot):
            self.server.tell("channel_post", message.json())
        return message

    def sends(
        self, content: bytes | str, name: str = "digest.md", chat: Chat | None = None, *, caption: str = "",
        mime: str = "text/plain",
    ) -> Message:  # fmt: skip
        """Send a document."""
        raw = content.encode() if isinstance(content, str) else content
        number = f"file_{len(self.server.world.files) + 1}"
        self.server.world.files[number] = Upload(name, raw, mime)
        media = {
            "document": {
                "file_id": number,
                "file_unique_id": f"unique_{number}",
                "file_name": name,
                "mime_type": mime,
                "file_size": len(raw),
            }
        }
        return self._posts(chat or self.private, media=media, caption=caption)

    def forwards(self, message: Message, chat: Chat | None = None) -> Message:
        """Forward a message, to the bot or into a group."""
        origin: dict[str, Any] = {"type": "user", "date": message.date}
        if message.chat.type == "channel":
            origin = {
                "type": "channel", "chat": message.chat.json(), "message_id": message.id, "date": message.date
            }  # fmt: skip
        elif message.sender is not None:
            origin["sender_user"] = message.sender.json()
        return self._posts(
            chat or self.private, origin=origin, text=message.text, entities=message.entities,
            caption=message.caption, media=message.media,
        )  # fmt: skip

    def edits(self, message: Message, text: str) -> Message:
        """Change one's own message, or a channel's post."""
        channel = message.chat.type == "channel"
        if message.sender is not self.user and not (channel and message.chat.is_admin(self.user)):
            raise Impossible("people edit their own messages only")
        found = formatted(text)
        message.rewrite(self.server.world.now(), text=found.text, entities=found.entities)
        # A bot is not told when people edit what it posted itself.
        if not message.outgoing and self._heard(message.chat, message):
            self.server.tell("edited_channel_post" if channel else "edited_message", message.json())
        return message

    def deletes(self, message: Message) -> None:
        """Delete a message; bots are not told."""
        chat = message.chat
        own = message.sender is self.user or chat.type == "private"
        if not own and not chat.may(self.user, "can_delete_messages"):
            raise Impossible(f"{self.user.first_name} may not delete in {chat.title}")
        self.server.world.remove(message)

    def presses(self, message: Message, label: str) -> Press:
        """Press the inline button with this label (or this callback data) of a message that stands."""
        if message.chat.messages.get(message.id) is not message:
            raise Impossible("the message was deleted")
        for button in message.buttons:
            if label in {button["text"], button.get("callback_data")} and "callback_data" in button:
                return self._press(message, button["callback_data"])
        labels = [button["text"] for button in message.buttons]
        raise Impossible(f"there is no button {label!r} to press, only {labels}")

    def presses_stale(self, message: Message, data: str) -> Press:
        """Press a button that the app still shows, though the bot has changed the message since."""
        return self._press(message, data)

    def _press(self, message: Message, data: str) -> Press:
        server = self.server
        number = str(next(server.query_numbers))
        press = Press(number, self.user, message, data, server.world.clock())
        server.presses[number] = press
        update = {"id": number, "from": self.user.json(), "chat_instance": str(message.chat.id), "data": data}
        if message.inline_id:
            update["inline_message_id"] = message.inline_id
        else:
            update["message"] = message.json()
        server.tell("callback_query", update)
        return press

    def types(self, query: str, offset: str = "", *, where: str = "private") -> InlineQuery:
        """Type `@bot query` in some chat, as yet without sending."""
        server = self.server
        if len(query) > 256:
            raise Impossible("apps cut inline queries at 256 characters")
        number = str(next(server.query_numbers))
        asked = InlineQuery(number, self.user, query, offset, server.world.clock())
        server.queries[number] = asked
        update = {
            "id": number,
            "from": self.user.json(),
            "query": query,
            "offset": offset,
            "chat_type": where,
        }
        server.tell("inline_query", update)
        return asked

    def chooses(self, typed: InlineQuery, index: int = 0, chat: Chat | None = None) -> Message:
        """Send one of the results of an inline query into a chat."""
        result = typed.results[index]
        server = self.server
        content = result.get("message") or {"caption": result.get("caption", ""), "media": {"photo": []}}
        where = chat or self.private
        message = server.world.post(
            where, sender=self.user, via=server.world.bot, markup=result.get("reply_markup"), **content
        )
        if message.markup:
            message.inline_id = f"inline_{typed.id}_{message.id}"
            server.world.inline[message.inline_id] = message
        if server.inline_feedback:
            chosen = {"result_id": result["id"], "from": self.user.json(), "query": typed.query}
            if message.inline_id:
                chosen["inline_message_id"] = message.inline_id
            server.tell("chosen_inline_result", chosen)
        if self._heard(where, message):
            server.tell("message", message.json())
        return message

    def blocks(self) -> None:
        """Block the bot."""
        self.user.blocked = True
        self._private_change("member", "kicked")

    def unblocks(self) -> None:
        """Let the bot write again."""
        self.user.blocked = False
        self._private_change("kicked", "member")

    def _private_change(self, before: str, after: str) -> None:
        bot = self.server.world.bot.json()
        until = {"until_date": 0}
        self.server.tell("my_chat_member", {
            "chat": self.private.json(), "from": self.user.json(), "date": self.server.world.now(),
            "old_chat_member": {"status": before, "user": bot} | (until if before == "kicked" else {}),
            "new_chat_member": {"status": after, "user": bot} | (until if after == "kicked" else {}),
        })  # fmt: skip

    def _posts(
        self, chat: Chat, *, anonymous: bool = False, reply_to: Message | None = None,
        thread: int | None = None, **content: Json,
    ) -> Message:  # fmt: skip
        self._may_write(chat, anonymous)
        sender = ANONYMOUS_ADMIN if anonymous else self.user
        if thread is None and reply_to is not None:
            thread = reply_to.thread
        if thread is not None and thread not in chat.topics:
            raise Impossible(f"{chat.title} has no topic {thread}")
        message = self.server.world.post(
            chat, sender=sender, sender_chat=chat if anonymous else None, thread=thread,
            reply_to=reply_to.id if reply_to is not None else None, **content,
        )  # fmt: skip
        if self._heard(chat, message):
            self.server.tell("message", message.json())
        return message

    def _may_write(self, chat: Chat, anonymous: bool) -> None:
        if chat.type == "private":
            if self.user.blocked:
                raise Impossible("who blocked the bot can't write to it")
            if not self.user.started:
                raise Impossible("press Start first")
        elif chat.type == "channel":
            raise Impossible("channels are posted into by posts()")
        elif not chat.holds(self.user):
            raise Impossible(f"{self.user.first_name} is not in {chat.title}")
        elif anonymous and not chat.is_admin(self.user):
            raise Impossible("only administrators are anonymous")

    def _heard(self, chat: Chat, message: Message) -> bool:
        """Whether the bot gets to see it: in groups the privacy mode hides what isn't meant for bots."""
        bot = self.server.world.bot
        if chat.type == "private":
            return chat is self.private
        if not chat.holds(bot):
            return False
        if self.server.reads_groups or chat.is_admin(bot) or message.service or message.via is bot:
            return True
        replied = chat.messages.get(message.reply_to or 0)
        if replied is not None and replied.sender is bot:
            return True
        name = f"@{bot.username}".lower()
        words = message.text.lower().split()
        command = words[0] if words else ""
        if command.startswith("/"):
            return "@" not in command or command.endswith(name)
        return any(name in word for word in words)

    def __repr__(self) -> str:
        return f"Person({json.dumps(self.user.first_name)}, {self.id})"
