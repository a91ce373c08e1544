"""/settings: a page for each thing that a chat can settle for itself."""

from bot.commands.settings.command import changed, line_of, settings
from bot.commands.settings.topics import offers
from bot.commands.settings.words import WATCH

__all__ = ["WATCH", "changed", "line_of", "offers", "settings"]
