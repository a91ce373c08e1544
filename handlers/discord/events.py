"""What the gateway tells of the servers that the bot is on, and of what people want there."""

from collections.abc import Awaitable, Callable
from typing import Any

import discord

from handlers.discord import lifecycle
from handlers.discord.dispatch import Dispatch
from handlers.discord.people import Interaction
from handlers.discord.station import Station

Event = Callable[..., Awaitable[None]]

OF_GUILDS = ("guild_update", "guild_role_delete", "guild_role_update", "member_update")
"""What can take or give rights everywhere on a server; of members only the bot's own is told."""
OF_CHANNELS = (
    "guild_channel_create", "guild_channel_update", "guild_channel_delete",
    "thread_join", "thread_update", "thread_remove", "thread_delete",
)  # fmt: skip


def attend(client: discord.Client, station: Station, dispatch: Dispatch) -> None:
    """Hang what we want to hear on the client, in the place of what was hung on it before."""

    async def on_interaction(interaction: Interaction) -> None:
        dispatch.take(interaction)

    async def on_ready() -> None:
        dispatch.hear("ready", "ready", lambda: lifecycle.on_ready(station))

    async def on_guild_join(guild: discord.Guild) -> None:
        dispatch.hear("guild_join", guild.id, lambda: lifecycle.on_guild_join(station, guild))

    async def on_guild_remove(guild: discord.Guild) -> None:
        dispatch.hear("guild_remove", guild.id, lambda: lifecycle.on_guild_remove(station, guild))

    async def on_guild_available(guild: discord.Guild) -> None:
        if client.is_ready():  # until then each comes, and all are looked at together
            _hear_of(guild, "guild_available", station, dispatch)

    for event in (on_interaction, on_ready, on_guild_join, on_guild_remove, on_guild_available):
        client.event(event)
    for name in OF_GUILDS:
        setattr(client, f"on_{name}", _of_a_guild(name, station, dispatch))
    for name in OF_CHANNELS:
        setattr(client, f"on_{name}", _of_a_channel(name, station, dispatch))


def _of_a_guild(name: str, station: Station, dispatch: Dispatch) -> Event:
    async def event(*told: Any) -> None:  # noqa: ANN401
        changed = told[-1]
        if isinstance(changed, discord.Member) and changed.id != changed.guild.me.id:
            return
        guild = changed if isinstance(changed, discord.Guild) else changed.guild
        _hear_of(guild, name, station, dispatch)

    return event


def _of_a_channel(name: str, station: Station, dispatch: Dispatch) -> Event:
    async def event(*told: Any) -> None:  # noqa: ANN401
        channel = told[-1]
        dispatch.hear(name, channel.guild.id, lambda: lifecycle.on_channel_change(station, channel))

    return event


def _hear_of(guild: discord.Guild, name: str, station: Station, dispatch: Dispatch) -> None:
    """A server that changes often in a moment is looked at once."""
    dispatch.hear(name, guild.id, lambda: lifecycle.on_guild_change(station, guild), same=("guild", guild.id))
