"""What a command is: a line of the table that help, menus and the documentation are made from."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from bot.commands.models import Actor, Reply, Request
from bot.locales import catalogue, message
from bot.models import Locale
from bot.ports import Archive

if TYPE_CHECKING:  # the desk tells admins in the commands' own words
    from bot.desk import Desk

Handler = Callable[[Archive, Request], Awaitable[Reply]]
Steering = Callable[["Desk", Request], Awaitable[Reply]]

Audience = Literal["readers", "admins", "operators"]
"""Who may use a command; admins are those who have the say in the chat. Operators may use all."""

Suggests = Literal["sections", "dates", "search", "publications", "commands", "settings"]
"""Of what kind an argument is, where choices can be offered while it is typed (bot.commands.suggest)."""

RESERVED: Mapping[Audience, str] = {
    "admins": message("For the admins of a chat."),
    "operators": message("For Ribao's operators: the accounts that its settings file names as admins."),
}


@dataclass(frozen=True, slots=True)
class Argument:
    """One word that a command takes; `label` and `description` are messages of the catalogues."""

    name: str
    label: str
    description: str
    required: bool = False
    suggests: Suggests | None = None


@dataclass(frozen=True, slots=True)
class Command:
    """A command with all that is told about it; its texts are messages of the catalogues.

    `name` is ASCII, fit for every platform's menu. `aliases` are what readers of a locale also type; all
    are understood in every locale. `examples` are lines that can be sent as they stand. One that reads has
    a handler, one that steers has `steering`, and an audience. Menus and lists leave out what is not
    `listed`: commands that people press rather than type. `once`: typed twice it is done twice, so that one
    that is handed over again must not be.
    """

    name: str
    description: str
    examples: tuple[str, ...]
    handler: Handler | None = None
    steering: Steering | None = None
    audience: Audience = "readers"
    listed: bool = True
    once: bool = False
    aliases: Mapping[Locale, tuple[str, ...]] = field(default_factory=dict)
    arguments: tuple[Argument, ...] = ()
    details: tuple[str, ...] = ()

    def is_for(self, actor: Actor) -> bool:
        """Whether the actor may use it where the request is made."""
        return actor.operator or self.audience == "readers" or (self.audience == "admins" and actor.admin)

    def reserved(self, locale: Locale) -> str | None:
        """For whom it is, where it is not for everybody."""
        return None if self.audience == "readers" else catalogue(locale)(RESERVED[self.audience])

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
