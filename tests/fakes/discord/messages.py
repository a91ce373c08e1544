"""Messages as they stand in a channel, and what people see of them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.fakes.discord.snowflakes import born
from tests.fakes.discord.times import stamp

if TYPE_CHECKING:
    from tests.fakes.discord.channels import Channel
    from tests.fakes.discord.users import User

CROSSPOSTED, SUPPRESS_EMBEDS, HAS_THREAD, EPHEMERAL, LOADING = 1 << 0, 1 << 2, 1 << 5, 1 << 6, 1 << 7
SILENT, V2 = 1 << 12, 1 << 15
BUTTON, TEXT_DISPLAY = 2, 10
SELECTS = frozenset({3, 5, 6, 7, 8})


def walk(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """All components, nested ones included, in the order in which they are seen."""
    for component in components:
        yield component
        yield from walk(component.get("components") or [])
        for name in ("accessory", "component"):
            if component.get(name):
                yield from walk([component[name]])


@dataclass(eq=False, slots=True)
class Message:
    """A message. `fired`: the mentions that notified when it was sent, `fired_on_edit`: later."""

    id: int
    channel: "Channel"
    author: "User"
    content: str = ""
    embeds: list[dict[str, Any]] = field(default_factory=list)
    components: list[dict[str, Any]] = field(default_factory=list)
    attachments: list[dict[str, Any]] = field(default_factory=list)
    flags: int = 0
    type: int = 0
    nonce: str | int | None = None
    pinned: bool = False
    deleted: bool = False
    edited_at: float | None = None
    edits: int = 0
    history: list[str] = field(default_factory=list)  # the texts that it had before
    allowed_mentions: dict[str, Any] | None = None
    fired: list[str] = field(default_factory=list)
    fired_on_edit: list[str] = field(default_factory=list)
    reference: dict[str, Any] | None = None
    thread: "Channel | None" = None
    interaction: dict[str, Any] | None = None  # its metadata

    @property
    def system(self) -> bool:
        """Whether Discord itself wrote it: a pin, a thread."""
        return self.type not in {0, 19, 20}

    @property
    def ephemeral(self) -> bool:
        """Whether one person alone sees it."""
        return bool(self.flags & EPHEMERAL)

    @property
    def silent(self) -> bool:
        """Whether it notified nobody."""
        return bool(self.flags & SILENT)

    @property
    def crossposted(self) -> bool:
        """Whether it was published to the channels that follow."""
        return bool(self.flags & CROSSPOSTED)

    @property
    def text(self) -> str:
        """All that is read in it: content, texts of components, embeds."""
        parts = [self.content]
        parts += [each["content"] for each in walk(self.components) if each["type"] == TEXT_DISPLAY]
        for embed in self.embeds:
            parts += [embed.get("title") or "", embed.get("description") or ""]
            for entry in embed.get("fields") or []:
                parts += [entry["name"], entry["value"]]
            parts.append((embed.get("footer") or {}).get("text") or "")
        return "\n".join(part for part in parts if part)

    @property
    def buttons(self) -> list[dict[str, Any]]:
        """The buttons, in order."""
        return [each for each in walk(self.components) if each["type"] == BUTTON]

    @property
    def selects(self) -> list[dict[str, Any]]:
        """The select menus, in order."""
        return [each for each in walk(self.components) if each["type"] in SELECTS]

    def told(self) -> dict[str, Any]:
        """The message as the control API tells it."""
        return self.json() | {
            "text": self.text,
            "edits": self.edits,
            "history": self.history,
            "deleted": self.deleted,
            "nonce": self.nonce,
            "fired": self.fired,
            "fired_on_edit": self.fired_on_edit,
            "labels": [button.get("label", "") for button in self.buttons],
        }

    def json(self) -> dict[str, Any]:
        """A `message` object."""
        answer: dict[str, Any] = {
            "id": str(self.id),
            "channel_id": str(self.channel.id),
            "type": self.type,
            "author": self.author.json(),
            "content": self.content,
            "timestamp": stamp(born(self.id)),
            "edited_timestamp": None if self.edited_at is None else stamp(self.edited_at),
            "tts": False,
            "mention_everyone": "@everyone" in self.fired or "@here" in self.fired,
            "mentions": [],
            "mention_roles": [name[3:-1] for name in self.fired if name.startswith("<@&")],
            "attachments": self.attachments,
            "embeds": [{"type": "rich", **embed} for embed in self.embeds],
            "components": self.components,
            "pinned": self.pinned,
            "flags": self.flags,
        }
        if self.reference is not None:
            answer["message_reference"] = self.reference
        if self.thread is not None and not self.thread.gone:
            answer["thread"] = self.thread.json()
        if self.interaction is not None:
            answer["interaction_metadata"] = self.interaction
        return answer
