"""What operators are told unasked: in direct messages with the bot, or where reports go."""

from typing import Any

from bot.commands.models import Reply
from bot.errors import Refused
from handlers.discord.address import place
from handlers.discord.errors import ChannelGone
from handlers.discord.reply import shown
from handlers.discord.station import PLATFORM, Station


async def tell(station: Station, actor: str, reply: Reply) -> None:
    """Say it to `discord:number`. Raises DeliveryError: an operator may take no direct messages."""
    platform, _, number = actor.partition(":")
    if platform != PLATFORM or not (number.isascii() and number.isdecimal()):
        raise Refused(f"{actor} is nobody on Discord")
    await write(station, int(number), await _drawn(station, reply))


async def report(station: Station, name: str, reply: Reply) -> None:
    """Say it in the channel or thread that is called `discord:address`. Raises DeliveryError."""
    platform, _, address = name.partition(":")
    if platform != PLATFORM:
        raise Refused(f"{name} is no channel of Discord")
    await _post(station, place(address).posts_in, await _drawn(station, reply))


async def write(station: Station, user: int, body: dict[str, Any]) -> None:
    """Send the message to that user. Raises DeliveryError."""
    known = station.letterboxes.get(user)
    if known is not None:
        try:
            await _post(station, known, body)
        except ChannelGone:
            del station.letterboxes[user]
        else:
            return
    opened = await station.connection.call("POST", "/users/@me/channels", json={"recipient_id": str(user)})
    station.letterboxes[user] = int(opened["id"])
    await _post(station, station.letterboxes[user], body)


async def _drawn(station: Station, reply: Reply) -> dict[str, Any]:
    desk = station.desk
    message = await shown(
        reply, store=desk.store, locale=desk.locale, today=desk.clock().astimezone(desk.zone).date()
    )
    return message.body()


async def _post(station: Station, channel: int, body: dict[str, Any]) -> None:
    await station.connection.call("POST", "/channels/{channel_id}/messages", channel_id=channel, json=body)
