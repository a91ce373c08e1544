"""Messages, as they stand and as they were."""

from dataclasses import dataclass, field
from typing import Any

from tests.fakes.telegram.chats import Chat
from tests.fakes.telegram.users import User
from tests.fakes.telegram.values import Json


@dataclass(eq=False, slots=True)
class Message:
    """A message of a chat. `history` has the texts that stood before the present one."""

    chat: Chat
    id: int
    date: int
    sender: User | None = None
    sender_chat: Chat | None = None
    text: str = ""
    entities: list[dict[str, Any]] = field(default_factory=list)
    caption: str = ""
    media: dict[str, Any] = field(default_factory=dict)
    markup: dict[str, Any] | None = None
    preview: dict[str, Any] | None = None
    thread: int | None = None
    reply_to: int | None = None
    silent: bool = False
    protected: bool = False
    service: dict[str, Any] = field(default_factory=dict)
    origin: dict[str, Any] | None = None
    via: User | None = None
    outgoing: bool = False
    inline_id: str = ""
    edits: int = 0
    edited: int | None = None
    history: list[str] = field(default_factory=list)

    @property
    def buttons(self) -> list[dict[str, Any]]:
        """The inline buttons, row by row."""
        rows = (self.markup or {}).get("inline_keyboard", [])
        return [button for row in rows for button in row]

    def rewrite(self, date: int, **changes: Json) -> None:
        """Change the content, and remember what stood."""
        self.history.append(self.text or self.caption)
        for name, value in changes.items():
            setattr(self, name, value)
        self.edits += 1
        self.edited = date

    def told(self) -> dict[str, Any]:
        """The message as the control API tells it: what a test wants to know."""
        return {
            "chat": self.chat.id,
            "id": self.id,
            "text": self.text or self.caption,
            "entities": self.entities,
            "buttons": self.buttons,
            "preview": self.preview,
            "thread": self.thread,
            "reply_to": self.reply_to,
            "silent": self.silent,
            "pinned": self.id in self.chat.pinned,
            "outgoing": self.outgoing,
            "service": sorted(self.service),
            "edits": self.edits,
            "history": self.history,
            "deleted": self.chat.messages.get(self.id) is not self,
            "json": self.json(),
        }

    def json(self, *, nested: bool = False) -> dict[str, Any]:
        """A Bot API `Message`; a nested one shows no message that it replies to."""
        answer: dict[str, Any] = {"message_id": self.id, "date": self.date, "chat": self.chat.json()}
        if self.sender is not None:
            answer["from"] = self.sender.json()
        if self.sender_chat is not None:
            answer["sender_chat"] = self.sender_chat.json()
        if self.thread is not None and self.chat.is_forum:
            answer |= {"message_thread_id": self.thread, "is_topic_message": True}
        answer |= self._content()
        answer |= self.service
        if self.origin is not None:
            answer["forward_origin"] = self.origin
        if self.via is not None:
            answer["via_bot"] = self.via.json()
        if self.edited is not None:
            answer["edit_date"] = self.edited
        if self.protected:
            answer["has_protected_content"] = True
        if self.markup and "inline_keyboard" in self.markup:
            answer["reply_markup"] = self.markup
        replied = self.chat.messages.get(self.reply_to) if self.reply_to is not None else None
        if replied is not None and not nested:
            answer["reply_to_message"] = replied.json(nested=True)
        return answer

    def _content(self) -> dict[str, Any]:
        answer: dict[str, Any] = dict(self.media)
        if self.text:
            answer["text"] = self.text
        if self.caption:
            answer["caption"] = self.caption
        if self.entities:
            answer["caption_entities" if self.media else "entities"] = self.entities
        if self.preview is not None:
            answer["link_preview_options"] = self.preview
        return answer
