"""What operators are told unasked: in the private chat with the bot, or where reports go."""

from bot.commands.models import Reply
from bot.errors import Refused
from handlers.telegram.address import Place, place
from handlers.telegram.reply import shown
from handlers.telegram.station import PLATFORM, Station


async def tell(station: Station, actor: str, reply: Reply) -> None:
    """Say it to `telegram:number`. Raises DeliveryError: an operator may never have started the bot."""
    platform, _, number = actor.partition(":")
    if platform != PLATFORM or not (number.isascii() and number.isdecimal()):
        raise Refused(f"{actor} is nobody on Telegram")
    await _post(station, Place(int(number)), reply)


async def report(station: Station, name: str, reply: Reply) -> None:
    """Say it in the chat or topic that is called `telegram:address`. Raises DeliveryError."""
    platform, _, address = name.partition(":")
    if platform != PLATFORM:
        raise Refused(f"{name} is no chat of Telegram")
    await _post(station, place(address), reply)


async def _post(station: Station, where: Place, reply: Reply) -> None:
    desk = station.desk
    message = await shown(
        reply,
        store=desk.store,
        locale=desk.locale,
        username=str((await station.connection.me()).username),
        today=desk.clock().astimezone(desk.zone).date(),
    )
    await station.connection.ask(
        where.chat,
        lambda bot: bot.send_message(where.chat, message_thread_id=where.thread, **message.fields),
    )
