"""/help on Discord: what the table tells, and the commands that only this platform has (pure)."""

from bot.commands import names
from bot.commands.blocks import heading, plain
from bot.commands.models import Actor, Reply, Request
from bot.commands.table import find
from bot.locales import catalogue
from bot.models import Locale
from handlers.discord.tree import SETUP, SUBMIT, Definition, definitions


def completed(reply: Reply, asked: Request) -> Reply:
    """The reply, with what /help has to say of /setup and /submit to those who may use them."""
    command = find(asked.command)
    if command is None or command.name != "help":
        return reply
    say, own = catalogue(asked.locale), _own(asked.actor)
    sought = names.key(asked.argument.strip().lstrip("/／"))
    if not sought:
        lines = [
            plain(
                say(
                    "{usage} — {description}",
                    usage=f"/{each['name']}",
                    description=_about(each, asked.locale),
                )
            )
            for each in own
        ]
        *before, note = reply.blocks
        return reply.model_copy(update={"blocks": (*before, *lines, note)})
    for each in own:
        called = (each["name"], *each["name_localizations"].values())
        if sought in map(names.key, called):
            return Reply(blocks=(heading(f"/{each['name']}"), plain(_about(each, asked.locale))))
    return reply


def _own(actor: Actor) -> list[Definition]:
    """Those of the platform's own commands that the actor may use."""
    may = {SETUP: actor.admin or actor.operator, SUBMIT: actor.operator}
    return [each for each in definitions() if may.get(each["name"], False)]


def _about(definition: Definition, locale: Locale) -> str:
    return str(definition["description_localizations"].get(locale, definition["description"]))
