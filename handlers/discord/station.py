"""What the parts of the Discord room share."""

from asyncio import Lock, Semaphore
from dataclasses import dataclass, field
from weakref import WeakValueDictionary

from bot.commands.flood import Flood
from bot.desk import Desk
from handlers.discord.connection import Connection

PLATFORM = "discord"
AT_ONCE = 100
"""Answers that are worked out at the same time; all others are only acknowledged meanwhile."""


@dataclass(slots=True)
class Tempo:
    """How the answers come: `slow_until` (the loop's time) nobody waits to see whether one is quick."""

    slow_until: float = 0.0


@dataclass(frozen=True, slots=True)
class Station:
    """The desk behind this bot, its line to Discord, and what it remembers of those who ask."""

    desk: Desk
    connection: Connection
    flood: Flood = field(default_factory=Flood)
    tempo: Tempo = field(default_factory=Tempo)
    slots: Semaphore = field(default_factory=lambda: Semaphore(AT_ONCE))
    turns: WeakValueDictionary[int, Lock] = field(default_factory=WeakValueDictionary)
    """Messages that are being turned into another page, by number: one press after the other."""
    letterboxes: dict[int, int] = field(default_factory=dict)
    """The channels of direct messages to operators and owners, by the number of the user."""
