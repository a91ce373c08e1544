"""What a command is: a line of the table that help, menus and the documentation are made from."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from bot.commands.models import Reply, Request
from bot.locales import catalogue
from bot.models import Locale
from bot.ports import Archive

Handler = Callable[[Archive, Request], Awaitable[Reply]]


@dataclass(frozen=True, slots=True)
class Argument:
    """One word that a command takes; `label` and `description` are messages of the catalogues."""

    name: str
    label: str
    description: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Command:
    """A command with all that is told about it; its texts are messages of the catalogues.

    `name` is ASCII, fit for every platform's menu. `aliases` are what readers of a locale also type; all
    are understood in every locale. `examples` are lines that can be sent as they stand.
    """

    name: str
    handler: Handler
    description: str
    examples: tuple[str, ...]
    aliases: Mapping[Locale, tuple[str, ...]] = field(default_factory=dict)
    arguments: tuple[Argument, ...] = ()
    details: tuple[str, ...] = ()

    def described(self, locale: Locale) -> str:
        """One sentence on what the command is for."""
        return catalogue(locale)(self.description)

    def usage(self, locale: Locale) -> str:
        """The command with its arguments; those in brackets may be left out."""
        say = catalogue(locale)
        labels = (say(a.label) if a.required else f"[{say(a.label)}]" for a in self.arguments)
        return " ".join((f"/{self.name}", *labels))

    def lines(self, locale: Locale) -> tuple[str, ...]:
        """The examples as a reader of the locale would send them."""
        return tuple(map(catalogue(locale), self.examples))
