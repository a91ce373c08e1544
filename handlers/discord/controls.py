"""What people press under a reply: rows of buttons and menus, within what one message may hold.

Nothing is kept in memory: a button carries its press, a menu's choices carry theirs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.commands import presses
from bot.commands.models import Button
from bot.commands.presses import Press
from bot.ports import Archive
from handlers.discord import components
from handlers.discord.cards import is_visible
from handlers.discord.components import Component

ROWS = 5
WIDEST = 5
CHOICES = 25
"""What one menu may offer."""
LONGEST = 100
"""Of what Discord keeps for a button."""
MENU = "s"
"""A menu's custom_id begins with it; the choices' values are packed presses."""
SHARE = "p"
"""A custom_id that begins with it asks to post, for all to see, what the packed press behind it asks for."""

_BLANK = "…"


@dataclass(frozen=True, slots=True)
class Way:
    """Something to ask for next. `remark` stands under its label in a menu.

    `here`: the reader sees it already. `shared`: the answer is for everybody.
    """

    label: str
    press: Press
    remark: str = ""
    here: bool = False
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Menu:
    """Ways of which one is chosen from a list that opens; it takes a row of its own."""

    invitation: str
    ways: tuple[Way, ...]


Row = tuple[Way, ...] | Menu


def way(button: Button) -> Way:
    """A button of a reply."""
    return Way(button.label, presses.press(button))


async def drawn(rows: Sequence[Row], store: Archive) -> list[Component]:
    """The rows as components; of ways that are the same only the first. Raises StoreError."""
    made: list[Component] = []
    known: set[str] = set()
    for row in fitting(rows):
        if isinstance(row, Menu):
            items = await _menu(row, f"{MENU}{len(made)}", store)
        else:
            items = await _buttons(row, known, store)
        if items:
            made.append(components.row(*items))
    return made


def fitting(rows: Sequence[Row]) -> list[Row]:
    """As many rows as a message may have: short ones move together, at last those above the end go."""
    kept = [row for whole in rows for row in _parted(whole)]
    while len(kept) > ROWS:
        together = [
            (len(first) + len(second), at)
            for at, (first, second) in enumerate(pairwise(kept))
            if not isinstance(first, Menu) and not isinstance(second, Menu)
        ]
        width, at = min(together, default=(WIDEST + 1, 0))
        if width <= WIDEST:
            kept[at : at + 2] = [(*_ways(kept[at]), *_ways(kept[at + 1]))]
        else:
            del kept[-2]
    return kept


def _parted(row: Row) -> list[Row]:
    if isinstance(row, Menu):
        return [row] if row.ways else []
    return [row[at : at + WIDEST] for at in range(0, len(row), WIDEST)]


def _ways(row: Row) -> tuple[Way, ...]:
    return row.ways if isinstance(row, Menu) else row


async def _buttons(row: Sequence[Way], known: set[str], store: Archive) -> list[Component]:
    items = []
    for each in row:
        prefix = SHARE if each.shared else ""
        data = prefix + await presses.pack(each.press, store, longest=LONGEST - len(prefix))
        if data not in known:
            known.add(data)
            items.append(components.button(_label(each.label), data, disabled=each.here))
    return items


async def _menu(menu: Menu, custom_id: str, store: Archive) -> list[Component]:
    options: dict[str, Component] = {}
    for each in menu.ways[:CHOICES]:
        data = await presses.pack(each.press, store, longest=LONGEST)
        if data not in options:
            options[data] = components.option(_label(each.label), data, each.remark, chosen=each.here)
    return [components.select(custom_id, list(options.values()), menu.invitation)]


def _label(text: str) -> str:
    """In one line, and never without anything to see."""
    line = " ".join(text.encode("utf-8", "ignore").decode().split())
    return line if is_visible(line) else _BLANK
