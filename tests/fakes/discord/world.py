"""The world behind the server: accounts, guilds, channels, messages, and what the bot is told of them."""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Any

from tests.fakes.discord.channels import DM, FORUM, KINDS, NEWS_THREAD, THREAD, Channel, Tag, Threadhood
from tests.fakes.discord.guilds import Guild, Role
from tests.fakes.discord.messages import EPHEMERAL, HAS_THREAD, Message
from tests.fakes.discord.permissions import BOT, EVERYONE, bits
from tests.fakes.discord.snowflakes import Snowflakes
from tests.fakes.discord.users import User

GUILD_MESSAGES, DIRECT_MESSAGES = 1 << 9, 1 << 12


class World:
    """All that is. `tell(event, data, guild, intent)` is how the bot hears of a change."""

    def __init__(self, name: str, clock: Callable[[], float]) -> None:
        self.clock = clock
        self.flakes = Snowflakes(clock)
        self.bot = User(self.flakes.next(), name, bot=True)
        self.users: dict[int, User] = {self.bot.id: self.bot}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.dms: dict[int, Channel] = {}
        self.nonces: OrderedDict[str, tuple[float, Message]] = OrderedDict()
        self.tell: Callable[[str, dict[str, Any], Guild | None, int], None] = lambda *_: None
        self.heard: Callable[[int], bool] = lambda _: True

    def user(self, name: str, *, id: int | None = None, locale: str = "en-US") -> User:  # noqa: A002
        """A new account."""
        user = User(id or self.flakes.next(), name, locale=locale)
        self.users[user.id] = user
        return user

    def guild(
        self, name: str, *, owner: User, id: int | None = None, locale: str = "en-US",  # noqa: A002
        rights: Iterable[str] = BOT, joined: bool = True,
    ) -> Guild:  # fmt: skip
        """A new guild, in which the bot has a role with `rights`."""
        number = id or self.flakes.next()
        guild = Guild(number, name, owner.id, locale, joined=False)
        guild.roles[number] = Role(number, "@everyone", bits(EVERYONE), position=0)
        guild.members[owner.id] = set()
        self.guilds[number] = guild
        if joined:
            self.join(guild, rights)
        return guild

    def join(self, guild: Guild, rights: Iterable[str] = BOT) -> None:
        """Let the bot come into a guild."""
        role = Role(self.flakes.next(), self.bot.name, bits(rights), managed_by=self.bot.id)
        guild.roles[role.id] = role
        guild.members[self.bot.id] = {role.id}
        guild.joined = True
        guild.revision += 1
        # By the field's absence the library tells a guild that is new from one that came back.
        told = {name: value for name, value in guild.created(self.bot).items() if name != "unavailable"}
        self.tell("GUILD_CREATE", told, guild, 1)

    def leave(self, guild: Guild) -> None:
        """Let the bot go out of a guild, with its role."""
        self.tell("GUILD_DELETE", {"id": str(guild.id)}, guild, 1)
        guild.joined = False
        guild.members.pop(self.bot.id, None)
        guild.roles = {key: role for key, role in guild.roles.items() if role.managed_by != self.bot.id}
        guild.revision += 1

    def channel(
        self, guild: Guild, name: str, *, kind: str = "text", id: int | None = None,  # noqa: A002
        tags: Iterable[str] = (), tag_required: bool = False,
    ) -> Channel:  # fmt: skip
        """A new channel of a guild; `kind` is one of text, announcement, forum, category."""
        if kind not in KINDS:
            raise LookupError(f"there is no kind of channel {kind}, only {', '.join(KINDS)}")
        channel = Channel(
            id or self.flakes.next(), KINDS[kind], name, guild, bot=self.bot.id, position=len(guild.channels)
        )
        channel.tags = [Tag(self.flakes.next(), tag) for tag in tags]
        channel.tag_required = tag_required
        guild.channels[channel.id] = channel
        self.channels[channel.id] = channel
        self.tell("CHANNEL_CREATE", channel.json(), guild, 1)
        return channel

    def dm(self, user: User) -> Channel:
        """The direct messages between the bot and somebody."""
        channel = self.dms.get(user.id)
        if channel is None:
            channel = Channel(self.flakes.next(), DM, "", recipient=user, bot=self.bot.id)
            self.dms[user.id] = self.channels[channel.id] = channel
        return channel

    def thread(
        self, parent: Channel, name: str, *, owner: int, id: int | None = None, kind: int | None = None,  # noqa: A002
        tags: Iterable[int] = (), minutes: int = 4320,
    ) -> Channel:  # fmt: skip
        """A new thread, or a forum's post."""
        assert parent.guild is not None
        own = NEWS_THREAD if parent.type == KINDS["announcement"] else THREAD
        number = id or self.flakes.next()
        thread = Channel(number, own if kind is None else kind, name, parent.guild, bot=self.bot.id)
        thread.thread = Threadhood(parent, owner, tags=list(tags), archive_minutes=minutes)
        parent.guild.threads[number] = self.channels[number] = thread
        if parent.type == FORUM:
            parent.last = number
        if thread.seen:
            self.tell("THREAD_CREATE", thread.json() | {"newly_created": True}, parent.guild, 1)
        return thread

    def archive(self, thread: Channel, archived: bool, *, locked: bool | None = None) -> None:
        """Put a thread away, or take it out again."""
        assert thread.thread is not None
        assert thread.guild is not None
        hood = thread.thread
        if locked is not None:
            hood.locked = locked
        if archived != hood.archived:
            hood.archived, hood.archived_at = archived, self.clock()
            active, away = thread.guild.threads, hood.parent.archive
            (active if archived else away).pop(thread.id, None)
            (away if archived else active)[thread.id] = thread
        if thread.seen:
            self.tell("THREAD_UPDATE", thread.json(), thread.guild, 1)

    def post(self, channel: Channel, author: User, **content: Any) -> Message:  # noqa: ANN401
        """Let a message stand in a channel, and tell of it whoever asked for messages."""
        message = Message(content.pop("id", None) or self.flakes.next(), channel, author, **content)
        if message.flags & EPHEMERAL:
            return message
        channel.add(message)
        if channel.thread is not None and channel.thread.archived:
            self.archive(channel, False)
        self._message_told("MESSAGE_CREATE", message)
        return message

    def changed(self, message: Message) -> None:
        """Tell of an edited message."""
        self._message_told("MESSAGE_UPDATE", message)

    def remove(self, message: Message) -> None:
        """Delete a message."""
        message.channel.remove(message)
        self._message_told("MESSAGE_DELETE", message)

    def _message_told(self, event: str, message: Message) -> None:
        guild = message.channel.guild
        intent = DIRECT_MESSAGES if guild is None else GUILD_MESSAGES
        if not self.heard(intent):
            return
        whole = {"id": str(message.id), "channel_id": str(message.channel.id)}
        if event != "MESSAGE_DELETE":
            whole = message.json()
        self.tell(event, whole if guild is None else whole | {"guild_id": str(guild.id)}, guild, intent)

    def close(self, channel: Channel) -> None:
        """Delete a channel or thread, with all that stands in it."""
        assert channel.guild is not None
        event = "THREAD_DELETE" if channel.is_thread else "CHANNEL_DELETE"
        seen = channel.seen or not channel.is_thread
        self._forget(channel)
        if channel.is_thread:
            assert channel.thread is not None
            start = channel.thread.parent.messages.get(channel.id)
            if start is not None:
                start.thread, start.flags = None, start.flags & ~HAS_THREAD
        else:
            below = [*channel.guild.threads.values(), *channel.archive.values()]
            for thread in below:
                if thread.thread is not None and thread.thread.parent is channel:
                    self._forget(thread)
        if seen:
            self.tell(event, channel.json(), channel.guild, 1)

    def _forget(self, channel: Channel) -> None:
        assert channel.guild is not None
        channel.gone = True
        self.channels.pop(channel.id, None)
        channel.guild.channels.pop(channel.id, None)
        channel.guild.threads.pop(channel.id, None)
        if channel.thread is not None:
            channel.thread.parent.archive.pop(channel.id, None)
