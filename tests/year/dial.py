"""A clock that stands until somebody advances it: eight bytes in a file that all processes have mapped."""

import datetime as dt
import mmap
import struct
from pathlib import Path

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)
_FORM = struct.Struct("<q")
SPEED = 60.0
"""How many times faster than real limits fill, and than the pace that keeps to them: a minute is a second."""


class Dial:
    """The time, in UTC. Whoever opens the same file reads the same time."""

    def __init__(self, path: Path, *, begins: dt.datetime | None = None) -> None:
        """`begins`: make the file, at that time."""
        if begins is not None:
            path.write_bytes(bytes(_FORM.size))
        with path.open("r+b") as file:
            self._memory = mmap.mmap(file.fileno(), _FORM.size)
        if begins is not None:
            self.advance(begins)

    def __call__(self) -> dt.datetime:
        """The time."""
        (microseconds,) = _FORM.unpack(self._memory[:])
        return EPOCH + int(microseconds) * _MICROSECOND

    def advance(self, to: dt.datetime) -> None:
        """From now on it is then."""
        self._memory[:] = _FORM.pack((to - EPOCH) // _MICROSECOND)

    def seconds(self) -> float:
        """The time as the fake servers want it: since 1970."""
        return (self() - EPOCH).total_seconds()
