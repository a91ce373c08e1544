"""Slash commands: answered to who asked, or to all who read there where that is wanted."""

from typing import Any, cast

from bot.commands.command import Command
from bot.commands.models import Request
from bot.commands.presses import Press
from bot.commands.table import COMMANDS
from bot.locales import catalogue
from handlers.discord import people
from handlers.discord.answering import answered, whisper
from handlers.discord.asking import drawn, patience, request, wait
from handlers.discord.people import Interaction
from handlers.discord.reply import Message
from handlers.discord.station import Station
from handlers.discord.tree import PUBLIC


async def on_command(station: Station, interaction: Interaction) -> None:
    """Answer a slash command of the table. Raises DeliveryError.

    What steers is acknowledged before it is done: a command that somebody else answers, or that ran out, is
    done by nobody here.
    """
    say = catalogue(people.language(station, interaction))
    command = COMMANDS.get(name(interaction))
    if command is None:
        gone = say("This command is from another time and leads nowhere any more. Try /help.")
        await whisper(station, interaction, gone)
        return
    if (seconds := wait(station, interaction)) is not None:
        await whisper(station, interaction, patience(say, seconds))
        return
    given = options(interaction)
    private = people.is_private(interaction)
    public = bool(given.get(PUBLIC)) and not private and people.may_post(interaction)
    await answered(
        station,
        interaction,
        _answer(station, interaction, Press(command.name, argument(command, given)), public=public),
        ephemeral=not (public or private),
        first=command.steering is not None,
    )


def name(interaction: Interaction) -> str:
    """The command that was called."""
    return str(cast("dict[str, Any]", interaction.data or {}).get("name", ""))


def options(interaction: Interaction) -> dict[str, Any]:
    """What was given to the command, by the names of its options."""
    listed = cast("dict[str, Any]", interaction.data or {}).get("options") or []
    return {option["name"]: option.get("value") for option in listed}


def argument(command: Command, given: dict[str, Any]) -> str:
    """The words behind the command's name, in their order, as a person would write them in a line."""
    words = (str(given.get(each.name) or "").strip() for each in command.arguments)
    return " ".join(filter(None, words))


async def _answer(station: Station, interaction: Interaction, wanted: Press, *, public: bool) -> Message:
    asked = await asked_for(station, interaction, wanted, public=public)
    return await drawn(station, asked, public=public)


async def asked_for(station: Station, interaction: Interaction, wanted: Press, *, public: bool) -> Request:
    """The request, in the language of those who will read its answer. Raises StoreError."""
    locale = await people.answer_language(station, interaction, shared=public)
    return request(station, interaction, wanted, locale=locale, shared=public)
