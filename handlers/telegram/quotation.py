"""A text as a quotation, folded where it would fill the screen of a phone."""

import re
from collections.abc import Callable

from handlers.telegram.markup import escape, quote

_BLANK_LINES = re.compile(r"\n\s*\n")


def quotation(*, folded: bool) -> Callable[[str], str]:
    """What draws any piece of a text as a quotation with its paragraphs close together.

    A folded one shows but three lines at first.
    """
    return lambda text: quote(escape(_BLANK_LINES.sub("\n", text)), expandable=folded)
