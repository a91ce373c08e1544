"""What the channels are in which digests are posted."""

from collections import OrderedDict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from handlers.discord.connection import Connection

if TYPE_CHECKING:
    import discord

TEXT, DM, ANNOUNCEMENT, FORUM, MEDIA = 0, 1, 5, 15, 16
THREADS = frozenset({10, 11, 12})
TAG_REQUIRED = 1 << 4
KEPT = 5000  # channels


class Tag(NamedTuple):
    """A tag that posts of a forum may have."""

    id: int
    name: str
    moderated: bool


class Channel(NamedTuple):
    """A channel or thread. `title` is what people call it; None where that takes another question."""

    id: int
    kind: int
    name: str
    guild: int | None = None
    parent: int | None = None
    tags: tuple[Tag, ...] = ()
    tag_required: bool = False
    guild_name: str | None = None

    @property
    def is_forum(self) -> bool:
        """Whether only threads can be made in it."""
        return self.kind in {FORUM, MEDIA}

    @property
    def may_have_threads(self) -> bool:
        """Whether its messages can have threads."""
        return self.kind in {TEXT, ANNOUNCEMENT}

    @property
    def is_thread(self) -> bool:
        """Whether it is a thread or a forum's post."""
        return self.kind in THREADS


class Channels:
    """Remembers what the channels are; where the gateway tells it, nothing is asked."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: OrderedDict[int, Channel] = OrderedDict()

    async def of(self, number: int) -> Channel:
        """That channel. Raises DeliveryError, but never Ambiguous."""
        told = (await self._connection.login()).get_channel(number)
        if told is not None:
            return _from_gateway(told)
        if (known := self._known.get(number)) is not None:
            self._known.move_to_end(number)
            return known
        answer = await self._connection.call("GET", "/channels/{channel_id}", channel_id=number, urgent=False)
        channel = self._known[number] = read(answer)
        if len(self._known) > KEPT:
            self._known.popitem(last=False)
        return channel

    def forget(self, number: int) -> None:
        """It is not what it was: ask again."""
        self._known.pop(number, None)


def read(answer: Mapping[str, Any]) -> Channel:
    """A channel as the API tells it."""
    guild, parent = answer.get("guild_id"), answer.get("parent_id")
    recipients = answer.get("recipients") or ()
    return Channel(
        id=int(answer["id"]),
        kind=answer["type"],
        name=answer.get("name") or ", ".join(f"@{person['username']}" for person in recipients),
        guild=int(guild) if guild else None,
        parent=int(parent) if parent else None,
        tags=tuple(
            Tag(int(tag["id"]), tag["name"], bool(tag.get("moderated")))
            for tag in answer.get("available_tags") or ()
        ),
        tag_required=bool(answer.get("flags", 0) & TAG_REQUIRED),
    )


def _from_gateway(
    told: "discord.guild.GuildChannel | discord.Thread | discord.abc.PrivateChannel",
) -> Channel:
    """A channel as the gateway told it."""
    guild = getattr(told, "guild", None)
    recipient = getattr(told, "recipient", None)
    return Channel(
        id=told.id,
        kind=getattr(getattr(told, "type", None), "value", DM),
        name=getattr(told, "name", None) or (f"@{recipient.name}" if recipient else ""),
        guild=guild.id if guild else None,
        parent=getattr(told, "parent_id", None) or getattr(told, "category_id", None),
        tags=tuple(Tag(tag.id, tag.name, tag.moderated) for tag in getattr(told, "available_tags", ())),
        tag_required=bool(getattr(getattr(told, "flags", None), "require_tag", False)),
        guild_name=guild.name if guild else None,
    )
