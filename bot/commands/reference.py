"""docs/commands.md, made from the table: `python -m bot.commands.reference > docs/commands.md`."""

import sys
from collections.abc import Iterator

from bot.commands.table import COMMANDS
from bot.locales import LANGUAGES, LOCALES, catalogue
from bot.models import Locale


def reference() -> str:
    """The whole page, in Markdown."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield "# Commands"
    yield ""
    yield "This page is made from the table of commands (`python -m bot.commands.reference`); do not edit it."
    yield "A command may be written with or without its slash, in any of the three languages wherever it is"
    yield "asked; a line that is no command is a search. What steers needs its slash, and somebody with"
    yield "the say: an admin of the chat, or an operator, whom the settings name under `admins`."
    yield ""
    yield f"| command | for | {' | '.join(LANGUAGES.values())} |"
    yield f"| --- | --- | {' | '.join('---' for _ in LANGUAGES)} |"
    for command in COMMANDS.values():
        cells = (" ".join(f"`/{alias}`" for alias in command.aliases.get(locale, ())) for locale in LOCALES)
        yield f"| `/{command.name}` | {command.audience} | {' | '.join(cells)} |"
    for locale in LOCALES:
        yield from _chapter(locale)


def _chapter(locale: Locale) -> Iterator[str]:
    say = catalogue(locale)
    yield ""
    yield f"## {LANGUAGES[locale]}"
    for command in COMMANDS.values():
        yield ""
        yield f"### {command.usage(locale)}"
        yield ""
        yield command.described(locale)
        if command.arguments:
            yield ""
        for argument in command.arguments:
            yield say(
                "- {name}: {description}", name=say(argument.label), description=say(argument.description)
            )
        for detail in (*command.details, *filter(None, [command.reserved(locale)])):
            yield ""
            yield say(detail)
        yield ""
        yield "```"
        yield from command.lines(locale)
        yield "```"


if __name__ == "__main__":
    sys.stdout.write(reference() + "\n")
