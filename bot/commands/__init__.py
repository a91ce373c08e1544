"""One table of commands: Request → Reply. /help, menus and the documentation are made from it."""

from bot.commands.table import COMMANDS, READER, answer, commands_for, find, parse_line

__all__ = ["COMMANDS", "READER", "answer", "commands_for", "find", "parse_line"]
