"""The first screen: where digests shall be posted."""

import discord

from bot.locales import catalogue
from handlers.discord import people
from handlers.discord.components import PRIMARY, button, container, row, text
from handlers.discord.markup import heading, subtext
from handlers.discord.people import Interaction
from handlers.discord.reply import Message
from handlers.discord.setup.fields import channels
from handlers.discord.setup.scene import guild_of
from handlers.discord.setup.steps import Step
from handlers.discord.spots import Spot, spot, spots
from handlers.discord.station import PLATFORM, Station

MOST = 20
"""Channels that are named among those that receive already."""


async def choice(station: Station, interaction: Interaction) -> Message:
    """A select of channels, with what receives already. Raises UsageError, StoreError."""
    guild = guild_of(station, interaction)
    say = catalogue(people.language(station, interaction))
    lines = [heading(say("Where shall digests be posted?"))]
    if receiving := await _receiving(station, guild):
        listed = say(", ").join(here.mention for here in receiving[:MOST])
        more = say(" and {n} more", n=len(receiving) - MOST) if len(receiving) > MOST else ""
        lines.append(say("They come already to: {channels}.", channels=listed + more))
        lines.append(subtext(say("Choose one of these to change what comes there.")))
    rows = [row(channels(Step("channel"), say("Choose a channel, thread or forum…")))]
    here = spot(interaction.channel)
    if here is not None and here.guild == guild.id:
        label = say("Here: {name}", name=f"#{here.name}")
        rows.append(row(button(label, str(Step("channel", str(here.id))), style=PRIMARY)))
    return Message((container(text("\n".join(lines)), *rows),))


async def _receiving(station: Station, guild: discord.Guild) -> list[Spot]:
    """The places of the guild that are targets in service."""
    places = {address: here for here in spots(guild) for address in here.addresses}
    targets = await station.desk.store.targets_at(PLATFORM, list(places))
    receiving = [places[target.address] for target in targets if not target.given_up]
    return list({here.id: here for here in receiving}.values())
