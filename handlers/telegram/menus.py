"""The menu of commands that Telegram shows while somebody types: made from the one table.

What Telegram has is asked for and compared, rather than a note of our own kept: that holds over restarts,
for every process, and when somebody else (as @BotFather) has changed it.
"""

from collections.abc import Sequence

import structlog
from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
)

from bot.commands.models import Actor
from bot.commands.table import commands_for
from bot.errors import Refused, TargetLost
from bot.models import Locale
from handlers.telegram.cards import clipped
from handlers.telegram.station import PLATFORM, Station

READER = Actor(id="")
ADMIN = Actor(id="", admin=True)
OPERATOR = Actor(id="", admin=True, operator=True)
EVERYWHERE = (
    (BotCommandScopeDefault(), READER),
    (BotCommandScopeAllPrivateChats(), ADMIN),  # everybody has the say over their own chat
    (BotCommandScopeAllGroupChats(), READER),
    (BotCommandScopeAllChatAdministrators(), ADMIN),
)
DESCRIPTION = 256

log = structlog.get_logger("ribao.telegram")


async def post(station: Station) -> int:
    """Make the menus show the table of commands; how many had to be changed. Raises DeliveryError."""
    changed = 0
    for scope, actor in EVERYWHERE:
        changed += await _post(station, scope, actor)
    for name in station.desk.admins:
        platform, _, number = name.partition(":")
        if platform == PLATFORM and number.isascii() and number.isdecimal():
            changed += await post_to(station, int(number))
    return changed


async def post_to(station: Station, operator: int) -> int:
    """The same for the private chat of one operator, if there is one already. Raises DeliveryError."""
    try:
        return await _post(station, BotCommandScopeChat(operator), OPERATOR)
    except (TargetLost, Refused) as error:
        log.info("an operator has no menu yet", chat=operator, error=str(error))
        return 0


def menu(actor: Actor, locale: Locale) -> list[BotCommand]:
    """The commands that such an actor may use, each with its sentence."""
    return [
        BotCommand(command.name, clipped(command.described(locale), DESCRIPTION))
        for command in commands_for(actor).values()
    ]


def _languages(default: Locale) -> Sequence[tuple[str | None, Locale]]:
    """Telegram's codes, and what we speak to them: it knows of one Chinese only; no code is for the rest."""
    return (None, default), ("zh", default if default != "en" else "zh-CN"), ("en", "en")


async def _post(station: Station, scope: BotCommandScope, actor: Actor) -> int:
    """Set the menus of a scope that are not there already; how many these were."""
    changed = 0
    for code, locale in _languages(station.desk.locale):
        wanted = menu(actor, locale)
        there = await _asked(station, scope, code)
        if there != wanted:
            await _set(station, scope, code, wanted)
            changed += 1
    return changed


async def _asked(station: Station, scope: BotCommandScope, code: str | None) -> list[BotCommand]:
    return [*await station.connection.ask(None, lambda bot: bot.get_my_commands(scope, code))]


async def _set(station: Station, scope: BotCommandScope, code: str | None, wanted: list[BotCommand]) -> None:
    await station.connection.ask(None, lambda bot: bot.set_my_commands(wanted, scope, code))
