"""One of the things that a chat can settle for itself: how it is told, typed and pressed."""

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.commands import names
from bot.commands.blocks import Unmet, button, example, plain, refusal
from bot.commands.chats import Change, Here
from bot.commands.models import Button
from bot.locales import Catalogue

COMMAND = "settings"
CHOSEN = "✓ "
WIDTH = 2
ROWS = 4
"""Rows of a topic's own; the last one of a message leads on and back."""
SHOWN = ROWS * WIDTH

T = TypeVar("T")
Rows = tuple[tuple[Button, ...], ...]
Offer = tuple[str, str]
"""What may be typed behind a topic's name: as it is shown, and as it is sent."""

OFF = frozenset(
    names.key(word)
    for word in (
        "off",
        "no",
        "none",
        "never",
        "nothing",
        "关",
        "关闭",
        "无",
        "没有",
        "不要",
        "取消",
        "不限",
        "空",
    )
)
EVERY = frozenset(names.key(word) for word in ("all", "every", "everything", "any", "全部", "所有", "任何"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic(ABC):
    """A line of the overview with a page of its own.

    `name` stands behind /settings, as do `words`, in whatever language; `label` and `hint` are messages of
    the catalogues, `examples` too: lines that can be sent as they stand.
    """

    name: str
    label: str
    words: tuple[str, ...]
    hint: str = ""
    examples: tuple[str, ...] = ()

    @abstractmethod
    def told(self, here: Here) -> str:
        """What the chat has, in words."""

    @abstractmethod
    async def read(self, here: Here, typed: str) -> Change:
        """What somebody typed or pressed wants changed. Raises Unmet, StoreError."""

    @abstractmethod
    async def rows(self, here: Here, number: int) -> tuple[Rows, tuple[Button, ...]]:
        """The buttons of that page, counted from 1, and those for the last row. Raises StoreError."""

    def offers(self, say: Catalogue, now: dt.datetime) -> Sequence[Offer]:
        """What may be typed, as far as that is known beforehand."""
        del say, now
        return ()

    def button(self, label: str, value: str, *, chosen: bool = False, page: int | None = None) -> Button:
        """A button that sends the value."""
        mark = CHOSEN if chosen else ""
        return button(mark + label, COMMAND, f"{self.name} {value}", str(page) if page else None)

    def leafed(self, things: Sequence[T], number: int) -> tuple[Sequence[T], int, tuple[Button, ...]]:
        """The things of that page, or of the last one; its number, and the buttons that lead back and on."""
        pages = max(1, -(-len(things) // SHOWN))
        number = min(number, pages)
        back = [Button(label="◀", command=COMMAND, argument=self.name, page=str(number - 1))]
        on = [Button(label="▶", command=COMMAND, argument=self.name, page=str(number + 1))]
        turning = (*(back if number > 1 else ()), *(on if number < pages else ()))
        return things[(number - 1) * SHOWN :][:SHOWN], number, turning

    def unmet(self, here: Here, sentence: str) -> Unmet:
        """What is wrong with the words, and a line that would be right."""
        lines = [example(here.say(line)) for line in self.examples[:1]]
        way = button(here.say("Choose by buttons"), COMMAND, self.name)
        return Unmet(refusal([plain(sentence), *lines], [(way,)]))
