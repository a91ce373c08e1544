"""The tables of who may do what, as a person writes them, and the rows that they stand for."""

from collections.abc import Mapping
from dataclasses import dataclass

READS = "today digest section sections search item help start"
STEERS = "subscribe unsubscribe settings watch"
OPERATES = "preview publish repost retract restore undo retry pause resume audit resolve"
"""The commands, by hand: those that are for everybody, for who has the say in a chat, for operators.

/status is both: of the chat, and of all of them for operators.
"""

YES = "yes"
IGNORED = "ignored"


@dataclass(frozen=True, slots=True)
class Row:
    """What becomes of `command` if `actor` gives it in `place`: yes, ignored, or for whom alone it is."""

    place: str
    actor: str
    command: str
    verdict: str

    def __str__(self) -> str:
        return f"/{self.command} by {self.actor} in {self.place}"


def read(table: str) -> list[Row]:
    """The rows of a table: its head names kinds of commands, a line has place, actor, a verdict for each."""
    commands: Mapping[str, str] = {"reads": READS, "steers": STEERS, "operates": OPERATES}
    head, *lines = (line.split() for line in table.splitlines() if line.strip())
    rows = []
    for place, actor, *verdicts in lines:
        for kind, verdict in zip(head[2:], verdicts, strict=True):
            rows += [Row(place, actor, command, verdict) for command in commands.get(kind, kind).split()]
    return rows
