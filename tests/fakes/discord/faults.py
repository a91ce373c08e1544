"""What goes wrong between a client and the server: scripted, or by chance with a seed."""

import re
from dataclasses import dataclass
from functools import lru_cache

from tests.fakes import faults

KINDS = (
    "status", "status after", "flood", "delay", "delay after", "dropped before", "dropped after", "truncated",
    "hang", "hang after",
)  # fmt: skip
WRITES = (
    "POST /channels/*/messages",
    "PATCH /channels/*/messages/*",
    "DELETE /channels/*/messages/*",
    "POST /channels/*/threads",
    "POST /channels/*/messages/*/threads",
    "POST /channels/*/messages/*/crosspost",
)


@lru_cache(maxsize=1024)
def _shape(pattern: str) -> re.Pattern[str]:
    """`*` stands for one segment of a path, `**` for any; a pattern without a method fits all methods."""
    parts = ["[A-Z]+ "] if pattern.startswith("/") else []
    stars = {"**": ".*", "*": "[^/]*"}
    parts += [stars.get(piece) or re.escape(piece) for piece in re.split(r"(\*\*|\*)", pattern)]
    return re.compile("".join(parts))


@dataclass
class Fault(faults.Fault):
    """One way of failing, for the requests that it fits.

    status / status after: answered with an HTTP `status`, nothing done / after it was done. flood: 429, for
    `seconds`. delay / delay after: done, or answered, after `seconds`. dropped before / after: the connection
    is closed without an answer, before the request took effect or after. truncated: done, but half of the
    answer arrives. hang / hang after: not done / done, and never answered.
    """

    channel: int | None = None
    code: int = 0
    message: str = ""

    def is_meant(self, method: str, place: int | None) -> bool:
        """By its path (`POST /channels/1/messages`), and by the channel."""
        if self.channel not in {None, place}:
            return False
        return self.methods is None or any(_shape(pattern).fullmatch(method) for pattern in self.methods)


class Faults(faults.Faults[Fault]):
    """A method is `POST /channels/*/messages`: `*` is one segment, `**` whatever follows."""

    def __init__(self) -> None:
        super().__init__(Fault, KINDS, WRITES)
