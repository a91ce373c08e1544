"""The menu of commands that Telegram shows while somebody types: made from the one table.

What Telegram has is asked for and compared, rather than a note of our own kept: that holds over restarts,
for every process, and when somebody else (as @BotFather) has changed it.
"""

from collections.abc import Iterator, Sequence

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

from bot.commands import commands_for
from bot.commands.models import Actor
from bot.errors import Refused, TargetLost
from bot.models import Locale
from handlers.telegram.cards import clipped
from handlers.telegram.station import PLATFORM, Station

READER = Actor(id="")
ADMIN = Actor(id="", admin=True)
OPERATOR = Actor(id="", admin=True, operator=True)
DESCRIPTION = 256

log = structlog.get_logger("ribao.telegram")


async def post(station: Station) -> int:
    """Make the menus show the table of commands; how many had to be changed. Raises DeliveryError."""
    changed = 0
    for scope, actor in _scopes(station):
        try:
            for code, locale in _languages(station.desk.locale):
                changed += await _post(station, scope, code, menu(actor, locale))
        except (TargetLost, Refused) as error:
            if not isinstance(scope, BotCommandScopeChat):
                raise
            # An operator who has never written to the bot has no chat with it to put a menu in.
            log.info("an operator has no menu yet", chat=scope.chat_id, error=str(error))
    return changed


def menu(actor: Actor, locale: Locale) -> list[BotCommand]:
    """The commands that such an actor may use, each with its sentence."""
    return [
        BotCommand(command.name, clipped(command.described(locale), DESCRIPTION))
        for command in commands_for(actor).values()
    ]


def _scopes(station: Station) -> Iterator[tuple[BotCommandScope, Actor]]:
    """Where which menu is shown. In private everybody has the say over their own chat."""
    yield BotCommandScopeDefault(), READER
    yield BotCommandScopeAllPrivateChats(), ADMIN
    yield BotCommandScopeAllGroupChats(), READER
    yield BotCommandScopeAllChatAdministrators(), ADMIN
    for name in station.desk.admins:
        platform, _, number = name.partition(":")
        if platform == PLATFORM and number.isascii() and number.isdecimal():
            yield BotCommandScopeChat(int(number)), OPERATOR


def _languages(default: Locale) -> Sequence[tuple[str | None, Locale]]:
    """Telegram's codes, and what we speak to them: it knows of one Chinese only; no code is for the rest."""
    return (None, default), ("zh", default if default != "en" else "zh-CN"), ("en", "en")


async def _post(station: Station, scope: BotCommandScope, code: str | None, wanted: list[BotCommand]) -> bool:
    """Set the menu unless it is there already; whether it was set."""
    ask = station.connection.ask
    there = await ask(None, lambda bot: bot.get_my_commands(scope, code))
    if list(there) == wanted:
        return False
    return await ask(None, lambda bot: bot.set_my_commands(wanted, scope, code))
