"""What a log must never show, taken out of it whatever brought it there."""

import json
import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import quote, unquote

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
        spelt = {form for one in secrets for form in _spelt(one) if len(form) >= SHORTEST}
        known = sorted(spelt, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, known))) if known else None

    def __call__(self, text: str) -> str:
        """The text without secrets."""
        if self._known is not None:
            text = self._known.sub(HIDDEN, text)
        return SHAPES.sub(HIDDEN, text)


def _spelt(secret: str) -> set[str]:
    """The secret as it is, in a line of JSON, in an address, and as the address of a database means it."""
    plain = {secret, unquote(secret)}
    written = {
        json.dumps(one, ensure_ascii=ascii_only)[1:-1] for one in plain for ascii_only in (True, False)
    }
    return plain | written | {quote(one, safe="") for one in plain}
