"""How much of a reply's blocks is shown, where a message has little room (pure)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Look:
    """How much of the blocks is shown; lengths are in characters."""

    emphasis: bool = True
    """Whether matches stand out in snippets too, and places by their letters."""
    sources: bool = True
    links: int = 12
    snippet: int = 240
    title: int = 160
    text: int = 3700
    """Of all plain paragraphs together: the last ones go first."""


# What goes first is ornament, then what the item's own page tells as well.
LOOKS = (
    Look(),
    Look(emphasis=False, text=3300),
    Look(emphasis=False, snippet=90, text=2700),
    Look(emphasis=False, sources=False, snippet=60, title=120, text=1700),
    Look(emphasis=False, sources=False, links=3, snippet=0, title=80, text=700),
)
