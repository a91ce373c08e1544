"""What people do with guilds: join, add and throw out the bot, change channels and rights."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from tests.fakes.control import Impossible
from tests.fakes.discord.channels import Channel
from tests.fakes.discord.guilds import Guild, Role
from tests.fakes.discord.messages import Message
from tests.fakes.discord.permissions import BOT, bits
from tests.fakes.discord.users import User

if TYPE_CHECKING:
    from tests.fakes.discord.server import DiscordServer


class Administration:
    """A person's dealings with guilds, and with the bot's place in them."""

    server: "DiscordServer"
    user: User

    def joins(self, guild: Guild, *rights: str) -> None:
        """Come into a guild; `rights` come by a role of one's own."""
        guild.members.setdefault(self.user.id, set())
        if rights:
            role = self.server.role(guild, f"{self.user.name}'s role", rights=rights)
            guild.members[self.user.id].add(role.id)
        guild.revision += 1

    def leaves(self, guild: Guild) -> None:
        """Go out of a guild."""
        guild.members.pop(self.user.id, None)

    def installs(self) -> None:
        """Add the bot to one's own account: its commands are there everywhere."""
        self.user.installed = True

    def uninstalls(self) -> None:
        """Take the bot from one's own account."""
        self.user.installed = False

    def adds_bot(self, guild: Guild, *rights: str) -> None:
        """Bring the bot into a guild, with these rights (none named: what it needs)."""
        if guild.joined:
            raise Impossible("the bot is there already")
        self.server.world.join(guild, rights or BOT)

    def removes_bot(self, guild: Guild) -> None:
        """Throw the bot out."""
        if not guild.joined:
            raise Impossible("the bot is not there")
        self.server.world.leave(guild)

    def allows_bot(self, guild: Guild, rights: Iterable[str]) -> None:
        """Give the bot's role exactly these rights."""
        self.changes_role(self._bot_role(guild), guild, rights)

    def changes_role(self, role: Role, guild: Guild, rights: Iterable[str]) -> None:
        """Give a role exactly these rights."""
        role.permissions = bits(rights)
        guild.revision += 1
        data = {"guild_id": str(guild.id), "role": role.json()}
        self.server.world.tell("GUILD_ROLE_UPDATE", data, guild, 1)

    def deletes_role(self, role: Role, guild: Guild) -> None:
        """Delete a role."""
        del guild.roles[role.id]
        guild.revision += 1
        data = {"guild_id": str(guild.id), "role_id": str(role.id)}
        self.server.world.tell("GUILD_ROLE_DELETE", data, guild, 1)

    def gives_bot(self, role: Role, guild: Guild) -> None:
        """Give the bot one more role."""
        bot = self.server.world.bot
        guild.members[bot.id].add(role.id)
        guild.revision += 1
        told = guild.member(bot) | {"guild_id": str(guild.id)}
        self.server.world.tell("GUILD_MEMBER_UPDATE", told, guild, 0)

    def renames(self, channel: Channel, name: str) -> None:
        """Give a channel or thread another name."""
        channel.name = name
        event = "THREAD_UPDATE" if channel.is_thread else "CHANNEL_UPDATE"
        self.server.world.tell(event, channel.json(), channel.guild, 1)

    def deletes_channel(self, channel: Channel) -> None:
        """Delete a channel or a thread."""
        self.server.world.close(channel)

    def archives(self, thread: Channel, *, locked: bool = False) -> None:
        """Put a thread away."""
        self.server.world.archive(thread, True, locked=locked)

    def reopens(self, thread: Channel) -> None:
        """Take a thread out again."""
        self.server.world.archive(thread, False, locked=False)

    def opens_thread(self, channel: Channel, name: str) -> Channel:
        """Open a thread."""
        return self.server.world.thread(channel, name, owner=self.user.id)

    def says(self, text: str, where: Channel | None = None) -> Message:
        """Write into a channel, or to the bot."""
        place = where or self.server.world.dm(self.user)
        return self.server.world.post(place, self.user, content=text)

    def deletes(self, message: Message) -> None:
        """Delete a message, one of the bot's as well."""
        self.server.world.remove(message)

    def closes_dms(self) -> None:
        """Take no direct messages of the bot any more."""
        self.user.dms = False

    def opens_dms(self) -> None:
        """Take them again."""
        self.user.dms = True

    def _bot_role(self, guild: Guild) -> Role:
        bot = self.server.world.bot.id
        return next(role for role in guild.roles.values() if role.managed_by == bot)
