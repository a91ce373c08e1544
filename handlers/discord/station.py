"""What the parts of the Discord room share."""

from dataclasses import dataclass

from bot.desk import Desk
from handlers.discord.connection import Connection

PLATFORM = "discord"


@dataclass(frozen=True, slots=True)
class Station:
    """The desk behind this bot, and its line to Discord."""

    desk: Desk
    connection: Connection
