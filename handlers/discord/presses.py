"""What people press under the bot's messages: the answer turns, or is given to who pressed alone."""

import asyncio
from typing import Any, cast

from bot.commands.models import Request
from bot.commands.presses import PREFIX, Press, unpack
from bot.commands.table import find
from bot.errors import UsageError
from bot.locales import catalogue
from handlers.discord import people
from handlers.discord.answering import answered, hush, whisper
from handlers.discord.asking import drawn, patience, request, wait
from handlers.discord.people import Interaction
from handlers.discord.reply import MENU, SHARE, Message
from handlers.discord.station import Station

COST = 0.5
"""Turning a page is easier than asking a question."""

_JOTTED = f"{PREFIX}="


async def on_press(station: Station, interaction: Interaction) -> None:
    """Show what a button or a choice asks for. Raises DeliveryError.

    Under an answer that only who pressed sees it comes in its place; a message that others read stays as it
    is. Presses under one message take effect one after the other, each acknowledged in time.
    """
    say = catalogue(people.language(station, interaction))
    data = pressed(interaction)
    if data is None:
        gone = say("This button is from another time and leads nowhere any more. Please ask anew.")
        await whisper(station, interaction, gone)
        return
    if (seconds := wait(station, interaction, cost=COST)) is not None:
        await (
            whisper(station, interaction, patience(say, seconds)) if seconds else hush(station, interaction)
        )
        return
    if data.startswith(SHARE):
        await _share(station, interaction, data.removeprefix(SHARE))
        return
    own, message = is_own(interaction), interaction.message
    await answered(
        station,
        interaction,
        _turned(station, interaction, data),
        ephemeral=True,
        update=own,
        first=_may_steer(data),
        turn=station.turns.setdefault(message.id, asyncio.Lock()) if own and message else None,
    )


def pressed(interaction: Interaction) -> str | None:
    """What the button, or the choice in a menu, carries; None for what was not made here."""
    given = cast("dict[str, Any]", interaction.data or {})
    data = str(given.get("custom_id", ""))
    if data.startswith(MENU):
        data = str(next(iter(given.get("values") or ()), ""))
        return data if data.startswith(PREFIX) else None
    return data if data.startswith((PREFIX, SHARE + PREFIX)) else None


def is_own(interaction: Interaction) -> bool:
    """Whether the message is seen by nobody but who pressed."""
    message = interaction.message
    return people.is_private(interaction) or (message is not None and message.flags.ephemeral)


async def _turned(station: Station, interaction: Interaction, data: str) -> Message:
    asked = await _asked(station, interaction, data, shared=False)
    command = find(asked.command)
    if command is not None and not command.is_for(asked.actor):
        station.desk.turned_away(asked)
        raise UsageError(catalogue(asked.locale)("Only those who have the say here can press this."))
    return await drawn(station, asked, public=False)


async def _share(station: Station, interaction: Interaction, data: str) -> None:
    """Post the answer for all, where the one who pressed may post something."""
    if not people.may_post(interaction):
        say = catalogue(people.language(station, interaction))
        await whisper(station, interaction, say("You may not write here, so this can't be shown to all."))
        return

    async def work() -> Message:
        return await drawn(station, await _asked(station, interaction, data, shared=True), public=True)

    await answered(station, interaction, work(), ephemeral=False)


async def _asked(station: Station, interaction: Interaction, data: str, *, shared: bool) -> Request:
    """The request of the button. Raises UsageError for one that means nothing (any more)."""
    own = people.language(station, interaction)
    wanted = await unpack(data, station.desk.store)
    if wanted is None or not _is_known(wanted, shared=shared):
        gone = catalogue(own)("This button is from another time and leads nowhere any more. Please ask anew.")
        raise UsageError(gone)
    locale = await people.answer_language(station, interaction, shared=shared)
    return request(station, interaction, wanted, locale=locale, shared=shared)


def _is_known(wanted: Press, *, shared: bool) -> bool:
    """Whether there is such a command, and one whose answer all may see if it is to be shared."""
    command = find(wanted.command)
    return command is not None and not (shared and command.steering is not None)


def _may_steer(data: str) -> bool:
    """Whether it may ask for something that is not to be done twice; of what was jotted nobody knows yet."""
    if data.startswith(_JOTTED):
        return True
    command = find(data.removeprefix(PREFIX).partition(" ")[0].partition("|")[0])
    return command is not None and command.steering is not None
