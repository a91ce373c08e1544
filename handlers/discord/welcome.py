"""What is said when the bot comes onto a server, where somebody reads it who may set it up."""

import discord
import structlog

from bot.errors import Refused, TargetLost
from bot.locales import Catalogue, catalogue
from handlers.discord.components import PRIMARY, Component, button, container, row, text
from handlers.discord.markup import escape, heading
from handlers.discord.people import guild_language
from handlers.discord.permissions import SEND_MESSAGES, VIEW_CHANNEL
from handlers.discord.reply import Message
from handlers.discord.station import Station
from handlers.discord.telling import write

BEGIN = "mbegin"
"""The custom_id of the button that opens /setup; it is good for ever."""
MOST = 5  # publications by name

log = structlog.get_logger("ribao.discord")


async def greet(station: Station, guild: discord.Guild) -> None:
    """Say hello on the server or, where the bot may write nowhere, to its owner. Raises DeliveryError."""
    say = catalogue(guild_language(guild.preferred_locale, station.desk.locale))
    for channel in _writable(guild):
        try:
            await station.connection.call(
                "POST",
                "/channels/{channel_id}/messages",
                channel_id=channel.id,
                json=Message((greeting(station, say),)).body(),
            )
        except (TargetLost, Refused) as error:
            log.info("a server was not greeted in this channel", channel=channel.id, error=str(error))
        else:
            return
    if guild.owner_id is None:
        return
    sentence = say(
        "I am on {server} now, but may write nowhere. Let me view a channel and send messages there.",
        server=guild.name,
    )
    try:
        await write(station, guild.owner_id, Message.saying(sentence).body())
    except (TargetLost, Refused) as error:
        log.info("nobody on a server could be greeted", guild=guild.id, error=str(error))


def greeting(station: Station, say: Catalogue) -> Component:
    """The card of the welcome."""
    publications = [escape(publication.name) for publication in station.desk.publications]
    names = say(", ").join([*publications[:MOST], *(["…"] if len(publications) > MOST else [])])
    lines = [
        heading(say("Hello!")),
        say("I bring digests to this server every time they appear: {names}.", names=names)
        if names
        else say("I bring digests to this server every time they appear."),
        say("Who may manage this server tells me with this button, or with /setup, what comes where."),
    ]
    return container(text("\n".join(lines)), row(button(say("Set up"), BEGIN, style=PRIMARY)))


def _writable(guild: discord.Guild) -> list[discord.TextChannel]:
    """The text channels in which the bot may write, the one for system messages first."""
    me: discord.Member | None = guild.me
    if me is None:
        return []
    both = VIEW_CHANNEL | SEND_MESSAGES
    first = [] if guild.system_channel is None else [guild.system_channel]
    ordered = [channel for channel in dict.fromkeys((*first, *guild.text_channels)) if not channel.is_news()]
    return [channel for channel in ordered if channel.permissions_for(me).value & both == both][:MOST]
