"""Channels of every kind, threads and direct messages, with what was posted there."""

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.fakes.discord.permissions import reckon
from tests.fakes.discord.snowflakes import born
from tests.fakes.discord.times import stamp

if TYPE_CHECKING:
    from tests.fakes.discord.guilds import Guild
    from tests.fakes.discord.messages import Message
    from tests.fakes.discord.users import User

TEXT, DM, GROUP, CATEGORY, ANNOUNCEMENT = 0, 1, 3, 4, 5
NEWS_THREAD, THREAD, PRIVATE_THREAD, FORUM = 10, 11, 12, 15
KINDS = {"text": TEXT, "category": CATEGORY, "announcement": ANNOUNCEMENT, "forum": FORUM}
THREADS = frozenset({NEWS_THREAD, THREAD, PRIVATE_THREAD})
WRITTEN = THREADS | {TEXT, DM, ANNOUNCEMENT}


@dataclass(slots=True)
class Tag:
    """A tag of a forum."""

    id: int
    name: str
    moderated: bool = False

    def json(self) -> dict[str, Any]:
        """A `forum tag` object."""
        return {
            "id": str(self.id),
            "name": self.name,
            "moderated": self.moderated,
            "emoji_id": None,
            "emoji_name": None,
        }


@dataclass(slots=True)
class Threadhood:
    """What a channel has besides when it is a thread."""

    parent: "Channel"
    owner: int
    archived: bool = False
    locked: bool = False
    archived_at: float = 0.0
    tags: list[int] = field(default_factory=list)
    archive_minutes: int = 4320
    pinned: bool = False


@dataclass(eq=False, slots=True)
class Channel:
    """A place where messages stand; a thread and a person's direct messages are such places, too.

    `messages` are those that stand, by id and in order; `deleted` those that did.
    """

    id: int
    type: int
    name: str
    guild: "Guild | None" = None
    recipient: "User | None" = None
    thread: Threadhood | None = None
    bot: int = 0
    tags: list[Tag] = field(default_factory=list)
    tag_required: bool = False
    overwrites: dict[int, tuple[int, int]] = field(default_factory=dict)
    members: frozenset[int] = frozenset()  # those that an overwrite names as a member, not as a role
    parent_id: int | None = None
    topic: str | None = None
    nsfw: bool = False
    position: int = 0
    gone: bool = False
    messages: "dict[int, Message]" = field(default_factory=dict)
    ids: list[int] = field(default_factory=list)
    deleted: "list[Message]" = field(default_factory=list)
    last: int | None = None
    posted: int = 0
    archive: "dict[int, Channel]" = field(default_factory=dict)  # the archived threads
    pinned: list[int] = field(default_factory=list)
    old_edits: list[float] = field(default_factory=list)
    published_edits: list[float] = field(default_factory=list)
    crossposts: list[float] = field(default_factory=list)
    _known: tuple[int, int] = (-1, 0)

    @property
    def is_thread(self) -> bool:
        """Whether it is a thread or a forum's post."""
        return self.thread is not None

    @property
    def seen(self) -> bool:
        """Whether the bot may see it."""
        return self.guild is None or bool(self.allowed())

    def permissions(self, user: int) -> int:
        """What a member may here."""
        guild = self.guild
        if guild is None:
            return (1 << 53) - 1
        place = self.thread.parent if self.thread is not None else self
        return reckon(guild.base(user), guild.members.get(user, ()), guild.id, user, place.overwrites)

    def allowed(self) -> int:
        """What the bot may here."""
        if self.guild is None:
            return self.permissions(self.bot)
        if self._known[0] != self.guild.revision:
            self._known = (self.guild.revision, self.permissions(self.bot))
        return self._known[1]

    def add(self, message: "Message") -> None:
        """Let a message stand here."""
        self.messages[message.id] = message
        self.ids.append(message.id)
        self.last = message.id
        self.posted += 1

    def remove(self, message: "Message") -> None:
        """Take a message away."""
        del self.messages[message.id]
        del self.ids[bisect_left(self.ids, message.id)]
        message.deleted = True
        if message.pinned:
            self.pinned.remove(message.id)
        self.deleted.append(message)

    def standing(self, fits: "Callable[[Message], bool] | None" = None) -> "list[Message]":
        """What stands, in order, without system messages."""
        found = [message for message in self.messages.values() if not message.system]
        return [message for message in found if fits is None or fits(message)]

    def texts(self) -> list[str]:
        """The texts that stand, in order."""
        return [message.text for message in self.standing()]

    def json(self) -> dict[str, Any]:
        """A `channel` object."""
        answer: dict[str, Any] = {
            "id": str(self.id),
            "type": self.type,
            "last_message_id": None if self.last is None else str(self.last),
            "flags": 2 if self.thread is not None and self.thread.pinned else 0,
        }
        if self.recipient is not None:
            return answer | {"recipients": [self.recipient.json()]}
        if self.type == GROUP:
            return answer | {"recipients": [], "name": self.name, "icon": None, "owner_id": str(self.id)}
        if self.guild is not None:
            answer["guild_id"] = str(self.guild.id)
        answer |= {"name": self.name, "rate_limit_per_user": 0}
        if self.thread is not None:
            return answer | self._threaded(self.thread)
        answer |= {
            "position": self.position,
            "permission_overwrites": [
                {
                    "id": str(who),
                    "type": int(who in self.members),
                    "allow": str(allow),
                    "deny": str(deny),
                }
                for who, (allow, deny) in self.overwrites.items()
            ],
            "parent_id": None if self.parent_id is None else str(self.parent_id),
            "topic": self.topic,
            "nsfw": self.nsfw,
        }
        if self.type == FORUM:
            answer |= {
                "available_tags": [tag.json() for tag in self.tags],
                "flags": 16 if self.tag_required else 0,
                "default_reaction_emoji": None,
                "default_sort_order": None,
                "default_forum_layout": 0,
            }
        return answer

    def _threaded(self, thread: Threadhood) -> dict[str, Any]:
        answer: dict[str, Any] = {
            "parent_id": str(thread.parent.id),
            "owner_id": str(thread.owner),
            "message_count": self.posted,
            "total_message_sent": self.posted,
            "member_count": 1,
            "thread_metadata": {
                "archived": thread.archived,
                "locked": thread.locked,
                "auto_archive_duration": thread.archive_minutes,
                "archive_timestamp": stamp(thread.archived_at or born(self.id)),
                "create_timestamp": stamp(born(self.id)),
            },
        }
        if thread.parent.type == FORUM:
            answer["applied_tags"] = [str(tag) for tag in thread.tags]
        return answer
