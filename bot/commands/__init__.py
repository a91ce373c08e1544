"""One table of commands: Request → Reply. /help, menus and the documentation are made from it."""
