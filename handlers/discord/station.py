"""What the parts of the Discord room share."""

from dataclasses import dataclass, field

from bot.desk import Desk
from handlers.discord.connection import Connection

PLATFORM = "discord"


@dataclass(frozen=True, slots=True)
class Station:
    """The desk behind this bot, and its line to Discord."""

    desk: Desk
    connection: Connection
    letterboxes: dict[int, int] = field(default_factory=dict)
    """The channels of direct messages to operators and owners, by the number of the user."""
