"""A request as a handler sees it, and the table of handlers."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from tests.fakes.discord.channels import Channel
from tests.fakes.discord.errors import Refusal, invalid
from tests.fakes.discord.guilds import Guild
from tests.fakes.discord.messages import Message
from tests.fakes.discord.permissions import has
from tests.fakes.discord.snowflakes import number
from tests.fakes.discord.values import Json

if TYPE_CHECKING:
    from tests.fakes.discord.server import DiscordServer


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a request."""

    name: str
    content: bytes
    mime: str


@dataclass(frozen=True, slots=True)
class Call:
    """One request: the names in its path, its query, and its body."""

    server: "DiscordServer"
    names: Mapping[str, str]
    query: Mapping[str, str]
    given: Json
    files: tuple[Upload, ...] = ()

    @property
    def body(self) -> dict[str, Any]:
        """The body, which is to be an object."""
        if not isinstance(self.given, dict):
            raise invalid("_", "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")
        return self.given

    def channel(self, *rights: str) -> Channel:
        """The channel of the path, in which the bot has these rights."""
        channel = self.server.world.channels.get(self._id("channel_id"))
        if channel is None:
            raise Refusal(10003)
        return self.admitted(channel, *rights)

    def admitted(self, channel: Channel, *rights: str) -> Channel:
        """The channel, in which the bot has these rights."""
        if channel.guild is not None and not channel.guild.joined:
            raise Refusal(50001)
        allowed = channel.allowed()
        if not has(allowed, "view_channel"):
            raise Refusal(50001)
        for right in rights:
            if not has(allowed, right):
                raise Refusal(50013)
        return channel

    def message(self, channel: Channel) -> Message:
        """The message of the path, which stands in the channel."""
        message = channel.messages.get(self._id("message_id"))
        if message is None:
            raise Refusal(10008)
        return message

    def guild(self) -> Guild:
        """The guild of the path, in which the bot is."""
        guild = self.server.world.guilds.get(self._id("guild_id"))
        if guild is None:
            raise Refusal(10004)
        if not guild.joined:
            raise Refusal(50001)
        return guild

    def _id(self, name: str) -> int:
        found = number(self.names[name])
        if found is None:
            text = self.names[name]
            raise invalid(name, "NUMBER_TYPE_COERCE", f'Value "{text}" is not snowflake.')
        return found


Handler: TypeAlias = Callable[[Call], "Json | Awaitable[Json]"]


@dataclass(frozen=True, slots=True)
class Method:
    """A kind of request. `free`: it needs no bot token, and counts in no overall limit."""

    name: str
    handler: Handler
    free: bool = False


@dataclass(slots=True)
class _Node:
    literal: "dict[str, _Node]" = field(default_factory=dict)
    named: "_Node | None" = None
    methods: "dict[str, tuple[Method, tuple[str, ...]]]" = field(default_factory=dict)


TABLE = _Node()


def route(method: str, path: str, *, free: bool = False) -> Callable[[Handler], Handler]:
    """Let a function answer a kind of request, as `POST`, `/channels/{channel_id}/messages`."""

    def kept(handler: Handler) -> Handler:
        node = TABLE
        names = []
        for piece in path.strip("/").split("/"):
            if piece.startswith("{"):
                names.append(piece[1:-1])
                node.named = node.named or _Node()
                node = node.named
            else:
                node = node.literal.setdefault(piece, _Node())
        node.methods[method] = (Method(f"{method} {path}", handler, free), tuple(names))
        return handler

    return kept


def found(method: str, path: str) -> tuple[Method, dict[str, str]] | None:
    """What answers such a request, with the names in its path."""
    return _found(TABLE, method, path.strip("/").split("/"), ())


def _found(
    node: _Node, method: str, pieces: list[str], values: tuple[str, ...]
) -> tuple[Method, dict[str, str]] | None:
    for at, piece in enumerate(pieces):
        below = node.literal.get(piece)
        if below is not None and node.named is not None:
            # A literal is tried first, what it has no answer for may be a name.
            answer = _found(below, method, pieces[at + 1 :], values)
            if answer is not None:
                return answer
            below = None
        if below is None:
            below = node.named
            values = (*values, piece)
        if below is None:
            return None
        node = below
    known = node.methods.get(method)
    return None if known is None else (known[0], dict(zip(known[1], values, strict=True)))
