"""Pages that are asked for by a button, with nothing kept between two presses.

A page key is `NUMBER` or `NUMBER.KEY`. Going on uses the key of the last line, so a page costs the same
however deep it lies; going back has only the number, and counts from the top.
"""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.commands.blocks import button
from bot.commands.models import Button
from bot.locales import Catalogue

T = TypeVar("T")

KEY_LENGTH = 40
DEEPEST = 100
"""The last page that can be asked for by its number alone; deeper ones go back to the first."""

_KEY = re.compile(r"([0-9]{1,6})(?:\.([!-~]+))?")


@dataclass(frozen=True, slots=True)
class Page:
    """Where a reader stands in a list; `number` counts from 1, `before` is what the list goes on from."""

    number: int = 1
    before: str | None = None

    @property
    def key(self) -> str:
        """The page as a button keeps it; a key too long for that is left out."""
        whole = f"{self.number}.{self.before}"
        return (
            whole if self.before and _KEY.fullmatch(whole) and len(whole) <= KEY_LENGTH else f"{self.number}"
        )


def read(key: str | None) -> Page:
    """The page of a button's key; anything else is the first page."""
    match = _KEY.fullmatch(key or "")
    if not match or int(match[1]) < 1:
        return Page()
    page = Page(int(match[1]), match[2])
    return Page() if page.before is None and page.number > DEEPEST else page


def buttons(
    say: Catalogue, page: Page, following: Page | None, command: str, argument: str
) -> tuple[Button, ...]:
    """Back and on, as far as there is somewhere to go."""
    row = []
    if page.number > 1:
        back = page.number - 1 if page.number - 1 <= DEEPEST else 1
        label = say("◀ Back") if back > 1 or page.number == 2 else say("⏮ First page")
        row.append(button(label, command, argument, Page(back).key))
    if following is not None:
        row.append(button(say("More ▶"), command, argument, following.key))
    return tuple(row)


async def load(
    page: Page, size: int, fetch: Callable[[int, str | None], Awaitable[Sequence[T]]]
) -> tuple[Sequence[T], bool]:
    """The lines of `page`, and whether more follow; `fetch` takes a limit and the key to go on from."""
    if page.before is not None:
        lines = await fetch(size + 1, page.before)
    else:
        lines = (await fetch(page.number * size + 1, None))[(page.number - 1) * size :]
    return lines[:size], len(lines) > size
