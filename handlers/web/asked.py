"""What a request asks for, checked: a wrong address gets a kind sentence, never an error of ours."""

import datetime as dt

from aiohttp import web

from bot.locales import message
from handlers.web.answer import Sorry

LONGEST = 300  # characters of anything that a reader types
UNREADABLE_DATE = message("This date can't be read. Write it like 2025-05-24.")


def text(request: web.Request, name: str) -> str:
    """A word or a line from the query; empty when it is absent."""
    return line(request.query.get(name, ""))


def line(value: str) -> str:
    """One line that a reader typed, without the characters that nobody types."""
    if len(value) > LONGEST:
        raise Sorry(400, message("That is too long. A few words are enough."))
    return "".join(char if char.isprintable() else " " for char in value).strip()


def date(value: str) -> dt.date | None:
    """A date as YYYY-MM-DD; None when nothing was asked."""
    if not value:
        return None
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        raise Sorry(400, UNREADABLE_DATE) from None


def number(value: str) -> int | None:
    """An item's number; None when nothing was asked."""
    if not value:
        return None
    if not (value.isascii() and value.isdigit() and len(value) <= 18):
        raise Sorry(400, message("This address is not complete. Follow the links of the page."))
    return int(value)
