"""What a control of the setup asks for, in its custom_id: `mACT.ARGUMENT=DRAFT` (pure).

The draft is jotted in the store under that key, so nothing is kept in memory.
"""

import hashlib
import re
from dataclasses import dataclass

PREFIX = "m"

_STEP = re.compile(r"m([a-z]+)(?:\.([a-z0-9.]{1,40}))?(?:=([A-Za-z0-9_-]{1,16}))?")


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do with the draft of that key."""

    act: str
    argument: str = ""
    key: str = ""

    def __str__(self) -> str:
        """The custom_id."""
        argument = f".{self.argument}" if self.argument else ""
        return f"{PREFIX}{self.act}{argument}{'=' if self.key else ''}{self.key}"


def read(custom_id: str) -> Step | None:
    """The step of a custom_id; None for what is none."""
    found = _STEP.fullmatch(custom_id)
    return Step(found[1], found[2] or "", found[3] or "") if found else None


def mark(name: str) -> str:
    """A name in twelve characters: it may be longer than an option's value."""
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:12]
