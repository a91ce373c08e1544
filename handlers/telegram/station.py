"""What the parts of the Telegram room share."""

from dataclasses import dataclass

from bot.desk import Desk
from handlers.telegram.connection import Connection

PLATFORM = "telegram"


@dataclass(frozen=True, slots=True)
class Station:
    """The desk behind this bot, and its line to Telegram."""

    desk: Desk
    connection: Connection
