"""What the parts of the Telegram room share."""

from asyncio import Lock
from dataclasses import dataclass, field
from weakref import WeakValueDictionary

from bot.commands.flood import Flood
from bot.desk import Desk
from handlers.telegram.connection import Connection
from handlers.telegram.people import PLATFORM, Admins

__all__ = ["PLATFORM", "Station"]


@dataclass(frozen=True, slots=True)
class Station:
    """The desk behind this bot, its line to Telegram, and what it remembers of those who ask."""

    desk: Desk
    connection: Connection
    flood: Flood = field(default_factory=Flood)
    admins: Admins = field(default_factory=Admins)
    turns: WeakValueDictionary[tuple[int, int], Lock] = field(default_factory=WeakValueDictionary)
    """Messages that are being turned into another page, by chat and number: one press after the other."""
