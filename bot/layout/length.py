"""How much of a phone's screen a text takes (pure)."""

import unicodedata

_COLUMNS = 42  # of half a Chinese character each: a quotation's line on a phone
_MOST_LINES = 6


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
