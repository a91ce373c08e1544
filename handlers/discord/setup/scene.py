"""What a step of the setup is taken with: who takes it, where, and what is so at this very moment."""

from dataclasses import dataclass, replace

import discord

from bot.commands.models import Request
from bot.errors import UsageError
from bot.locales import Catalogue, catalogue
from bot.models import Locale, Policy, Target
from bot.sentence import Sentence
from handlers.discord import people
from handlers.discord.people import Interaction
from handlers.discord.permissions import Need, missing, needs
from handlers.discord.setup import draft as drafts
from handlers.discord.setup.draft import Draft
from handlers.discord.setup.steps import Step
from handlers.discord.spots import Spot, found
from handlers.discord.station import PLATFORM, Station


@dataclass(frozen=True, slots=True)
class Scene:
    """A draft beside the channel and the target as they are now; `key` is where the draft is kept."""

    station: Station
    guild: discord.Guild
    locale: Locale
    here: Spot
    draft: Draft
    key: str
    target: Target | None

    @property
    def say(self) -> Catalogue:
        """The user's catalogue."""
        return catalogue(self.locale)

    @property
    def declared(self) -> bool:
        """Whether only the settings file can change this target."""
        return self.target is not None and self.station.desk.declares(self.target)

    @property
    def lacks(self) -> tuple[Need, ...]:
        """The permissions that the bot misses for the draft."""
        role = self.role
        wanted = needs(self.here.standing, self.draft.policy, open_role=role is None or role.mentionable)
        return missing(self.here.allowed, wanted)

    @property
    def role(self) -> discord.Role | None:
        """The role that is to be notified, if the server still has it."""
        number = self.draft.policy.role
        return self.guild.get_role(int(number)) if number and number.isdecimal() else None

    def step(self, act: str, argument: str = "") -> Step:
        """A step with this draft."""
        return Step(act, argument, self.key)

    async def with_draft(self, draft: Draft) -> "Scene":
        """The same with another draft, kept. Raises StoreError."""
        return replace(self, draft=draft, key=await drafts.kept(draft, self.station.desk.store))

    async def changed(self, **values: object) -> "Scene":
        """The same with other values in the draft's policy. Raises StoreError."""
        return await self.with_draft(self.draft.changed(**values))

    def request(self, interaction: Interaction, command: str) -> Request:
        """A command about the channel of the draft, wherever it is given."""
        desk = self.station.desk
        return Request(
            command=command,
            actor=people.actor(self.station, interaction),
            locale=self.locale,
            now=desk.clock().astimezone(desk.zone),
            chat=self.here.chat,
        )


def guild_of(station: Station, interaction: Interaction) -> discord.Guild:
    """The server of the interaction, where the user may set the bot up now. Raises UsageError."""
    number = interaction.guild_id
    if number is None:
        raise UsageError(Sentence("/setup is for servers. Here, /subscribe does it."))
    guild = station.connection.client.get_guild(number)
    if guild is None or guild.unavailable:
        raise UsageError(Sentence("I am not on this server, or can't see it just now. Add me to it first."))
    actor = people.actor(station, interaction)
    if not (actor.admin or actor.operator):
        raise UsageError(Sentence("Only those who may manage this server can set me up."))
    return guild


async def of_channel(station: Station, interaction: Interaction, number: int) -> Scene:
    """A draft for that channel, as its target is now. Raises UsageError, StoreError, DeliveryError."""
    guild = guild_of(station, interaction)
    here, target = await _there(station, guild, number)
    locale = people.language(station, interaction)
    draft = drafts.begun(guild.id, here.id, target, Policy(locale=locale))
    key = await drafts.kept(draft, station.desk.store)
    return Scene(station, guild, locale, here, draft, key, target)


async def of_draft(station: Station, interaction: Interaction, key: str) -> Scene:
    """What a kept draft comes to now. Raises UsageError, StoreError, DeliveryError."""
    guild = guild_of(station, interaction)
    draft = await drafts.found(key, station.desk.store)
    if draft is None or draft.guild != guild.id:
        raise outdated()
    here, target = await _there(station, guild, draft.channel)
    return Scene(station, guild, people.language(station, interaction), here, draft, key, target)


def outdated() -> UsageError:
    """For controls that lead nowhere any more."""
    return UsageError(Sentence("This control is out of date; /setup begins anew."))


async def _there(station: Station, guild: discord.Guild, number: int) -> tuple[Spot, Target | None]:
    here = await found(station, guild, number)
    if here is None:
        raise UsageError(Sentence("I can't see that channel on this server. Choose another one with /setup."))
    targets = await station.desk.store.targets_at(PLATFORM, here.addresses)
    return here, next(iter(targets), None)
