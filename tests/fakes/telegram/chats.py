"""Chats: who is in them with which rights, their topics, and everything that was posted."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from tests.fakes.telegram.users import User

if TYPE_CHECKING:
    from tests.fakes.telegram.messages import Message

ChatType = Literal["private", "group", "supergroup", "channel"]
Status = Literal["creator", "administrator", "member", "restricted", "left", "kicked"]

COMMON_RIGHTS = (
    "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members",
    "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories",
    "can_delete_stories",
)  # fmt: skip
CHANNEL_RIGHTS = ("can_post_messages", "can_edit_messages", "can_manage_direct_messages")
GROUP_RIGHTS = ("can_pin_messages", "can_manage_topics")


@dataclass(slots=True)
class Member:
    """A user's place in a chat."""

    user: User
    status: Status
    rights: frozenset[str] = frozenset()
    anonymous: bool = False

    def json(self, kind: ChatType) -> dict[str, Any]:
        """A Bot API `ChatMember`."""
        answer: dict[str, Any] = {"status": self.status, "user": self.user.json()}
        if self.status in {"creator", "administrator"}:
            answer["is_anonymous"] = self.anonymous
        if self.status == "administrator":
            own = CHANNEL_RIGHTS if kind == "channel" else GROUP_RIGHTS
            answer["can_be_edited"] = False
            answer |= {right: right in self.rights for right in (*COMMON_RIGHTS, *own)}
        if self.status == "restricted":
            answer |= {"is_member": True, "until_date": 0} | dict.fromkeys(PERMISSIONS, False)
        if self.status == "kicked":
            answer["until_date"] = 0
        return answer


PERMISSIONS = (
    "can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos",
    "can_send_video_notes", "can_send_voice_notes", "can_send_polls", "can_send_other_messages",
    "can_add_web_page_previews", "can_change_info", "can_invite_users", "can_pin_messages",
    "can_manage_topics", "can_edit_tag", "can_react_to_messages",
)  # fmt: skip


@dataclass
class Topic:
    """A topic of a forum."""

    thread: int
    name: str
    closed: bool = False


@dataclass(eq=False, slots=True)
class Chat:
    """A place where messages stand. `messages` are those that stand, `deleted` those that did."""

    id: int
    type: ChatType
    title: str
    numbers: Iterator[int]
    username: str | None = None
    is_forum: bool = False
    members: dict[int, Member] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    messages: "dict[int, Message]" = field(default_factory=dict)
    deleted: "list[Message]" = field(default_factory=list)
    pinned: list[int] = field(default_factory=list)
    muted: bool = False  # members may not write
    migrated_to: int | None = None
    gone: bool = False
    actions: list[str] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """The chat's type as error texts name it."""
        return f"{self.type} chat"

    def member(self, user: User) -> Member:
        """The user's place; "left" for who never was there."""
        return self.members.get(user.id) or Member(user, "left")

    def may(self, user: User, right: str) -> bool:
        """Whether the user is an administrator with this right."""
        member = self.member(user)
        return member.status == "creator" or (member.status == "administrator" and right in member.rights)

    def is_admin(self, user: User) -> bool:
        """Whether the user is one of the chat's administrators."""
        return self.member(user).status in {"creator", "administrator"}

    def holds(self, user: User) -> bool:
        """Whether the user is in the chat."""
        return self.member(user).status not in {"left", "kicked"}

    def standing(self, fits: "Callable[[Message], bool] | None" = None) -> "list[Message]":
        """What stands, in order, without service messages."""
        found = [message for message in self.messages.values() if not message.service]
        return [message for message in found if fits is None or fits(message)]

    def texts(self) -> list[str]:
        """The texts that stand, in order."""
        return [message.text or message.caption for message in self.standing()]

    def json(self) -> dict[str, Any]:
        """A Bot API `Chat`."""
        answer: dict[str, Any] = {"id": self.id, "type": self.type}
        answer["first_name" if self.type == "private" else "title"] = self.title
        if self.username:
            answer["username"] = self.username
        if self.is_forum:
            answer["is_forum"] = True
        return answer
