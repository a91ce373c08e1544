"""Choices while somebody types: what the core suggests, or nothing, but in time."""

import asyncio
from typing import Any, cast

import structlog

from bot.commands.command import Argument
from bot.commands.suggest import Choice, suggest
from bot.commands.table import COMMANDS
from bot.errors import DeliveryError, StoreError
from handlers.discord import people
from handlers.discord.callback import CHOICES, Callback
from handlers.discord.commands import name, options
from handlers.discord.people import Interaction
from handlers.discord.station import Station
from handlers.discord.tree import SUBMIT

PATIENCE = 1.0
"""Seconds after which nothing is offered rather than something late: who types on asks again anyway."""
LONGEST = 100

log = structlog.get_logger("ribao.discord")


async def on_typing(station: Station, interaction: Interaction) -> None:
    """Offer choices for what is being typed. What goes wrong offers none, and is no news to anybody."""
    offered: list[Choice] = []
    try:
        async with asyncio.timeout(PATIENCE):
            offered = await _choices(station, interaction)
    except (StoreError, TimeoutError) as error:
        log.info("no choices in time", error=str(error))
    choices = [{"name": choice.label[:LONGEST], "value": choice.value} for choice in offered]
    try:
        await Callback(station.connection, interaction).acknowledge(CHOICES, {"choices": choices})
    except DeliveryError as error:
        log.debug("choices were not taken", error=str(error))


async def _choices(station: Station, interaction: Interaction) -> list[Choice]:
    argument, desk = _typed(interaction), station.desk
    if argument is None:
        return []
    return await suggest(
        desk.store,
        argument,
        str(options(interaction).get(argument.name) or ""),
        locale=people.language(station, interaction),
        now=desk.clock().astimezone(desk.zone),
        actor=people.actor(station, interaction),
    )


def _typed(interaction: Interaction) -> Argument | None:
    """The argument that is being typed; None for one that is not ours."""
    listed = cast("dict[str, Any]", interaction.data or {}).get("options") or []
    focused = next((option["name"] for option in listed if option.get("focused")), None)
    command = COMMANDS.get("publish" if name(interaction) == SUBMIT else name(interaction))
    known = command.arguments if command is not None else ()
    return next((each for each in known if each.name == focused), None)
