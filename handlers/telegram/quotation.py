"""A text as a quotation, folded where it would fill the screen of a phone."""

import re
import unicodedata
from collections.abc import Callable

from handlers.telegram.markup import escape, quote

_COLUMNS = 42  # of half a Chinese character each: a quotation's line on a phone
_MOST_LINES = 6
_BLANK_LINES = re.compile(r"\n\s*\n")


def quotation(*, folded: bool) -> Callable[[str], str]:
    """What draws any piece of a text as a quotation with its paragraphs close together.

    A folded one shows but three lines at first.
    """
    return lambda text: quote(escape(_BLANK_LINES.sub("\n", text)), expandable=folded)


def is_long(text: str) -> bool:
    """Whether a text would fill much of a phone's screen."""
    return (
        len(text) > _MOST_LINES * _COLUMNS
        or sum(lines(paragraph) for paragraph in text.split("\n") if paragraph.strip()) > _MOST_LINES
    )


def lines(paragraph: str) -> int:
    """How many lines of a phone a paragraph takes."""
    width = sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in paragraph)
    return max(1, -(-width // _COLUMNS))
