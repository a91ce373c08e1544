"""Who asks, where, and in which language: users and channels as actors and chats of the commands."""

import discord

from bot import locales
from bot.commands.command import Command
from bot.commands.models import Actor, Chat
from bot.models import Locale
from handlers.discord.station import PLATFORM, Station

Interaction = discord.Interaction[discord.Client]

PUBLIC = frozenset({"help", "start"})
"""Commands for everybody whose answers tell admins more."""

UNCHOSEN = discord.Locale.american_english
"""What a server has that never chose a language."""

THREADS = frozenset(
    {discord.ChannelType.public_thread, discord.ChannelType.private_thread, discord.ChannelType.news_thread}
)


def actor(station: Station, interaction: Interaction, command: Command | None = None) -> Actor:
    """Who gives `command` there; without one it is something that steers.

    Where others read along an operator is one only to steer, for a reading command would show them drafts.
    """
    name = f"{PLATFORM}:{interaction.user.id}"
    steers = command is None or command.audience != "readers" or command.name in PUBLIC
    operator = station.desk.is_operator(name) and (steers or is_private(interaction))
    return Actor(id=name, operator=operator, admin=has_the_say(interaction))


def has_the_say(interaction: Interaction) -> bool:
    """Whether the user manages the server, or is alone with the bot."""
    if interaction.guild_id is None:
        return is_private(interaction)
    held = interaction.permissions
    return held.administrator or held.manage_guild


def is_private(interaction: Interaction) -> bool:
    """Whether it is the user's own conversation with the bot, where nobody else is."""
    return interaction.guild_id is None and interaction.context.dm_channel


def is_here(interaction: Interaction) -> bool:
    """Whether the bot itself is there: somebody who added it to their own account brings it anywhere."""
    if interaction.guild_id is None:
        return is_private(interaction)
    return interaction.client.get_guild(interaction.guild_id) is not None


def may_post(interaction: Interaction) -> bool:
    """Whether the user may write there for all to read; outside of servers everybody may."""
    if interaction.guild_id is None:
        return True
    held, channel = interaction.permissions, interaction.channel
    if held.administrator:
        return True
    in_thread = channel is not None and channel.type in THREADS
    return held.send_messages_in_threads if in_thread else held.send_messages


def chat(interaction: Interaction) -> Chat | None:
    """The channel, thread or conversation, under all names that a target there may have.

    None where the bot itself is not, and so can't post.
    """
    channel = interaction.channel
    if channel is None or not is_here(interaction):
        return None
    if is_private(interaction):
        name = interaction.user.display_name
        return Chat(platform=PLATFORM, addresses=(str(channel.id),), kind="private", title=name)
    return Chat(
        platform=PLATFORM,
        addresses=_names(interaction),
        kind="channel" if channel.type == discord.ChannelType.news else "group",
        title=_title(interaction),
    )


def spoken(interaction: Interaction, default: Locale) -> Locale:
    """The language of the user's own Discord."""
    return locales.spoken(interaction.locale.value, default) or "en"


def language(station: Station, interaction: Interaction) -> Locale:
    """The language in which the user alone is told something."""
    return spoken(interaction, station.desk.locale)


async def answer_language(station: Station, interaction: Interaction, *, shared: bool) -> Locale:
    """The language of an answer; `shared`: all who are there read it.

    The target's, or else the server's own, or the desk's; the user's, where nobody else reads it: in a
    conversation that is no target, and on servers. Raises StoreError.
    """
    here = chat(interaction)
    if here is None or (here.kind != "private" and not shared):
        return language(station, interaction)
    targets = await station.desk.targets_of(here)
    if targets:
        return next((t for t in targets if not t.given_up), targets[0]).policy.locale
    if here.kind == "private":
        return language(station, interaction)
    return guild_language(interaction.guild_locale, station.desk.locale)


def guild_language(chosen: discord.Locale | None, default: Locale) -> Locale:
    """The language of a server, if it has chosen one that we speak."""
    if chosen is None or chosen == UNCHOSEN:
        return default
    return locales.spoken(chosen.value, default) or default


def _names(interaction: Interaction) -> tuple[str, ...]:
    channel = interaction.channel
    assert channel is not None  # noqa: S101  (asked only where there is one)
    parent = getattr(channel, "parent_id", None)
    if channel.type in THREADS and parent:
        return (str(channel.id), f"{parent}/{channel.id}")
    return (str(channel.id),)


def _title(interaction: Interaction) -> str:
    """As people find it: the server's name, then the channel's."""
    guild, channel = interaction.guild, getattr(interaction.channel, "name", None)
    return " ".join(filter(None, (guild.name if guild else "", f"#{channel}" if channel else "")))
