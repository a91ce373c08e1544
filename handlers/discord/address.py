"""Where a target is: the number of a channel, a thread's behind a slash or, as well, by itself."""

import re
from typing import NamedTuple

from bot.errors import TargetLost

_ADDRESS = re.compile(r"([1-9][0-9]{0,19})(?:/([1-9][0-9]{0,19}))?")


class Place(NamedTuple):
    """A channel, or a thread in it. A thread is a channel too: `posts_in` is the one that is written to."""

    channel: int
    thread: int | None = None

    @property
    def posts_in(self) -> int:
        """The channel in which messages are posted."""
        return self.thread or self.channel


def place(address: str) -> Place:
    """The place of that address. Raises TargetLost for one that Discord can't have."""
    found = _ADDRESS.fullmatch(address)
    if found is None:
        raise TargetLost(f"{address} is no channel of Discord: an address is the number of a channel")
    return Place(int(found[1]), int(found[2]) if found[2] else None)
