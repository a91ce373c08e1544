"""Questions and answers on a terminal, in the operator's language."""

from collections.abc import Callable, Mapping, Sequence
from getpass import getpass
from typing import TypeVar

from rich.console import Console
from rich.text import Text

from bot import interrupts
from bot.locales import Catalogue

T = TypeVar("T")

YES = frozenset({"y", "yes", "是", "好", "对", "對", "1"})
NO = frozenset({"n", "no", "否", "不", "0"})


class Conversation:
    """What is typed is data: nothing of it is read as markup. Raises EOFError where the terminal ends."""

    def __init__(self, console: Console, say: Catalogue) -> None:
        self.console = console
        self.say = say

    def tell(self, text: str, style: str = "") -> None:
        """Print a line."""
        self.console.print(Text(text, style))

    def wrong(self, text: str) -> None:
        """Print what was wrong with an answer."""
        self.tell(text, "yellow")

    def ask(self, question: str, default: str, understood: Callable[[str], T]) -> T:
        """What the answer means; asked again until `understood` raises no ValueError, whose text is told."""
        while True:
            interrupts.check()  # a library that was loaded just now may have swallowed a Ctrl-C
            shown = f"{question} [{default}]: " if default else f"{question}: "
            typed = self.console.input(Text(shown, "bold")).strip() or default
            try:
                return understood(typed)
            except ValueError as error:
                self.wrong(str(error))

    def is_so(self, question: str, *, default: bool) -> bool:
        """Yes or no."""

        def understood(typed: str) -> bool:
            if typed.casefold() in YES | NO:
                return typed.casefold() in YES
            raise ValueError(self.say("Please answer y or n."))

        return self.ask(question, "y" if default else "n", understood)

    def choose(self, question: str, choices: Mapping[str, str], default: str) -> str:
        """One of the choices, by its number or itself."""
        keys = list(choices)
        self.tell(question, "bold")
        for number, key in enumerate(keys, 1):
            self.tell(f"  {number}  {choices[key]}")

        def understood(typed: str) -> str:
            if typed in keys:
                return typed
            if typed.isdecimal() and 0 < int(typed) <= len(keys):
                return keys[int(typed) - 1]
            raise ValueError(self.say("Please answer with a number from 1 to {most}.", most=len(keys)))

        return self.ask(">", str(keys.index(default) + 1), understood)

    def secret(self, question: str) -> str:
        """What is typed without being shown. The question comes when nothing is shown any more."""
        interrupts.check()
        return getpass(f"{question}: ").strip()


def numbers(typed: str, most: int) -> Sequence[int] | None:
    """The numbers of a list such as `1, 3`, from 0; None for what is none."""
    parts = typed.replace("，", ",").replace(",", " ").split()
    if not parts or not all(part.isdecimal() and 0 < int(part) <= most for part in parts):
        return None
    return [int(part) - 1 for part in dict.fromkeys(parts)]
