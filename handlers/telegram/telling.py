"""What an operator is told unasked, in the private chat with the bot."""

from bot.commands.models import Reply
from bot.errors import Refused
from handlers.telegram.reply import shown
from handlers.telegram.station import PLATFORM, Station


async def tell(station: Station, actor: str, reply: Reply) -> None:
    """Say it to `telegram:number`. Raises DeliveryError: an operator may never have started the bot."""
    platform, _, number = actor.partition(":")
    if platform != PLATFORM or not (number.isascii() and number.isdecimal()):
        raise Refused(f"{actor} is nobody on Telegram")
    desk = station.desk
    message = await shown(
        reply,
        store=desk.store,
        locale=desk.locale,
        username=str((await station.connection.me()).username),
        today=desk.clock().astimezone(desk.zone).date(),
    )
    chat = int(number)
    await station.connection.ask(chat, lambda bot: bot.send_message(chat, **message.fields))
