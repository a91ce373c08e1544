"""The scenes that a test sets: guilds with channels in them."""

from collections.abc import Iterable

from tests.fakes.discord.channels import GROUP, Channel
from tests.fakes.discord.guilds import Guild, Role
from tests.fakes.discord.permissions import BITS, BOT, bits
from tests.fakes.discord.users import User
from tests.fakes.discord.world import World


class Places:
    """What a server has by way of guilds and channels. A bot that is connected hears of each."""

    world: World

    def guild(
        self, name: str = "Readers", *, owner: User | None = None, id: int | None = None,  # noqa: A002
        locale: str = "en-US", rights: Iterable[str] = BOT, joined: bool = True,
    ) -> Guild:  # fmt: skip
        """A new guild, in which the bot is with `rights`, unless `joined` is off."""
        keeper = owner or self.world.user(f"{name}'s owner")
        return self.world.guild(name, owner=keeper, id=id, locale=locale, rights=rights, joined=joined)

    def channel(
        self, name: str = "daily", guild: Guild | None = None, *, kind: str = "text",
        id: int | None = None,  # noqa: A002
        tags: Iterable[str] = (), tag_required: bool = False,
    ) -> Channel:  # fmt: skip
        """A new channel, in a guild of its own unless one is named. `kind`: text, announcement or forum."""
        place = self.guild() if guild is None else guild
        return self.world.channel(place, name, kind=kind, id=id, tags=tags, tag_required=tag_required)

    def role(self, guild: Guild, name: str, *, mentionable: bool = False, rights: Iterable[str] = ()) -> Role:
        """A new role."""
        role = Role(self.world.flakes.next(), name, bits(rights), mentionable, position=len(guild.roles))
        guild.roles[role.id] = role
        guild.revision += 1
        self.world.tell("GUILD_ROLE_CREATE", {"guild_id": str(guild.id), "role": role.json()}, guild, 1)
        return role

    def thread(self, parent: Channel, name: str = "thread", *, owner: int | None = None) -> Channel:
        """A new thread that the bot, or somebody, opened in a channel."""
        return self.world.thread(parent, name, owner=owner or self.world.bot.id)

    def dm(self, user: User) -> Channel:
        """The direct messages with somebody."""
        return self.world.dm(user)

    def elsewhere(self, name: str = "friends") -> Channel:
        """A group's direct messages, without the bot: only its user install is there."""
        return Channel(self.world.flakes.next(), GROUP, name)

    def unavailable(self, guild: Guild, gone: bool = True) -> None:
        """Let a guild have an outage, or end it."""
        if gone:
            self.world.tell("GUILD_DELETE", {"id": str(guild.id), "unavailable": True}, guild, 1)
        guild.unavailable = gone
        if not gone:
            self.world.tell("GUILD_CREATE", guild.created(self.world.bot), guild, 1)

    def permit(self, channel: Channel, **rights: bool) -> None:
        """Grant the bot permissions in a channel, or take them: `permit(channel, embed_links=False)`."""
        assert channel.guild is not None
        bot = self.world.bot.id
        allow, deny = channel.overwrites.get(bot, (0, 0))
        for name, given in rights.items():
            if name not in BITS:
                raise LookupError(f"there is no permission {name}, only {', '.join(BITS)}")
            bit = 1 << BITS[name]
            allow, deny = (allow | bit, deny & ~bit) if given else (allow & ~bit, deny | bit)
        channel.overwrites[bot] = (allow, deny)
        channel.members |= {bot}
        channel.guild.revision += 1
        # Discord tells of channels that can't be seen, too.
        self.world.tell("CHANNEL_UPDATE", channel.json(), channel.guild, 1)
