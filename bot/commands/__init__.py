"""One table of commands (bot.commands.table): Request → Reply. /help, menus and the docs are made from it."""
