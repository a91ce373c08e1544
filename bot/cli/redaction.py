"""What a log must never show, taken out of it whatever brought it there."""

import re
from collections.abc import Iterable
from typing import Final

HIDDEN: Final = "[hidden]"

# A token of Telegram's (its number, a colon, 35 letters), one of Discord's (three words with dots between),
# and the password of an address: as libraries may write them into the text of an error.
SHAPES: Final = re.compile(
    r"(?<!\d)\d{6,}:[\w-]{30,}"
    r"|\b[\w-]{23,30}\.[\w-]{6,7}\.[\w-]{27,}"
    r"|(?<=://)[^\s/@:]*:[^\s/@]+(?=@)"
)
SHORTEST: Final = 4
"""Letters of a secret that is looked for: a shorter one would black out half of the text and hide nothing."""


class Redaction:
    """Takes the operator's secrets, and whatever has the shape of one, out of a text."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        # The longest first: one secret may begin with another.
        known = sorted({one for one in secrets if len(one) >= SHORTEST}, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, known))) if known else None

    def __call__(self, text: str) -> str:
        """The text without secrets."""
        if self._known is not None:
            text = self._known.sub(HIDDEN, text)
        return SHAPES.sub(HIDDEN, text)
