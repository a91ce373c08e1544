"""What a platform hands to the packer: blocks made of runs, and the budget of one message."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

Cost = tuple[int, ...]
"""What a text takes of a message, in as many ways as the platform counts."""


@dataclass(frozen=True, slots=True)
class Budget:
    """What one message may hold. `measure` adds up: texts on lines of their own cost what each does."""

    limit: Cost
    measure: Callable[[str], Cost]

    def fits(self, cost: Cost) -> bool:
        """Whether a message may cost so much."""
        return all(part <= limit for part, limit in zip(cost, self.limit, strict=True))


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text that looks the same throughout; `draw` makes any piece of it what the platform shows.

    A `whole` run (a title, a link) is cut only when it is larger than a message by itself.
    """

    text: str
    draw: Callable[[str], str]
    whole: bool = False


Runs = tuple[Run, ...]


class Kind(StrEnum):
    """What a block is to the message that it stands in."""

    HEADLINE = "headline"
    SECTION = "section"
    ITEM = "item"
    FOOTER = "footer"


@dataclass(frozen=True, slots=True)
class Block:
    """What is not parted without need.

    `forms` say the same, from the richest in ornament to the plainest; all blocks of a digest are shown in
    forms of the same rank (one with fewer in its last). `gap` parts it from the block above it. `again` is
    how a section is named in a message that goes on with it.
    """

    kind: Kind
    forms: tuple[Runs, ...]
    gap: str = "\n\n"
    again: str = ""

    def form(self, rank: int) -> Runs:
        """The form of that rank, 0 being the richest."""
        return self.forms[min(rank, len(self.forms) - 1)]
