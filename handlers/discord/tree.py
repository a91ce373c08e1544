"""The slash commands, made from the one table, in every language; handed in only where Discord has others.

What Discord has is asked for and compared by its hash, rather than a note of our own kept: that holds over
restarts, for every process, and when somebody else has changed it. Asking costs nothing of the commands that
may be made in a day.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

import structlog

from bot.commands.command import Argument, Command
from bot.commands.table import COMMANDS
from bot.locales import catalogue, message
from bot.models import Locale
from handlers.discord.components import clipped
from handlers.discord.station import Station

LOCALES: tuple[Locale, ...] = ("zh-CN", "zh-TW")
"""Those beside English, in which everything is named first; Discord calls them the same."""

PUBLIC = "public"
SETUP = "setup"
SUBMIT = "submit"
DOCUMENT = "document"

NAME, DESCRIPTION = 32, 100
_TEXT, _YES_OR_NO, _FILE = 3, 5, 11
_IN_GUILDS, _WITH_THE_BOT, _ANYWHERE = 0, 1, 2
_FOR_GUILDS, _FOR_USERS = 0, 1
MANAGE_SERVER = str(1 << 5)

_FITTING = re.compile(r"[-_'\w]{1,32}")
_DEFAULTS: Mapping[str, Any] = {
    "type": 1, "name": "", "description": "", "name_localizations": {}, "description_localizations": {},
    "options": [], "required": False, "autocomplete": False, "choices": [], "max_length": None,
    "min_length": None, "default_member_permissions": None, "contexts": None, "integration_types": None,
    "nsfw": False,
}  # fmt: skip

Definition = dict[str, Any]

log = structlog.get_logger("ribao.discord")


async def post(station: Station) -> bool:
    """Make Discord's commands those of the table; whether they were others. Raises DeliveryError."""
    client = await station.connection.login()
    application, wanted = client.application_id, definitions()
    path = "/applications/{application_id}/commands"
    there = await station.connection.call(
        "GET", path, params={"with_localizations": "true"}, application_id=application
    )
    if fingerprint(there) == fingerprint(wanted):
        return False
    await station.connection.call("PUT", path, harmless=True, json=wanted, application_id=application)
    log.info("the commands were handed in", commands=len(wanted))
    return True


def fingerprint(commands: Iterable[Mapping[str, Any]]) -> str:
    """The hash of what people see of these commands; what Discord adds counts for nothing."""
    known = sorted((_plain(command) for command in commands), key=lambda command: str(command["name"]))
    return hashlib.sha256(json.dumps(known, sort_keys=True).encode()).hexdigest()


def definitions() -> list[Definition]:
    """All commands, as Discord's API takes them (pure)."""
    listed = [command for command in COMMANDS.values() if command.listed]
    return [*(_of_the_table(command) for command in listed), _setup(), _submit()]


def _of_the_table(command: Command) -> Definition:
    options = [_text(argument) for argument in command.arguments]
    reads = command.audience == "readers"
    if reads:
        options.append(
            _option(_YES_OR_NO, PUBLIC, message("public"), message("Answer so that all here can read it."))
        )
    return {
        **_named(command.name, _localised(command.name, command.aliases)),
        **_described(command.description),
        **_open_to(readers=reads),
        "options": options,
    }


def _setup() -> Definition:
    """The command for those who manage a server; it is about a channel, so there is none in private."""
    aliases: Mapping[Locale, tuple[str, ...]] = {"zh-CN": ("频道设置",), "zh-TW": ("頻道設定",)}
    return {
        **_named(SETUP, _localised(SETUP, aliases)),
        **_described(message("Choose what comes into which channel.")),
        **_open_to(readers=False),
        "contexts": [_IN_GUILDS],
        "options": [],
    }


def _submit() -> Definition:
    aliases: Mapping[Locale, tuple[str, ...]] = {"zh-CN": ("投稿",), "zh-TW": ("投稿",)}
    file = _option(_FILE, DOCUMENT, message("document"), message("A digest as .md, .markdown or .txt."))
    whose = next(argument for argument in COMMANDS["publish"].arguments if argument.name == "publication")
    return {
        **_named(SUBMIT, _localised(SUBMIT, aliases)),
        **_described(message("Hand in a digest: it is shown before anything is kept. For operators.")),
        **_open_to(readers=False),
        "options": [file | {"required": True}, _text(whose)],
    }


def _open_to(*, readers: bool) -> Definition:
    """Readers may bring the bot along; what steers a chat is for where the bot itself is.

    Who may use it there is checked again by whoever answers: a server's admins can hand the right on.
    """
    if readers:
        return {
            "contexts": [_IN_GUILDS, _WITH_THE_BOT, _ANYWHERE],
            "integration_types": [_FOR_GUILDS, _FOR_USERS],
        }
    return {
        "contexts": [_IN_GUILDS, _WITH_THE_BOT],
        "integration_types": [_FOR_GUILDS],
        "default_member_permissions": MANAGE_SERVER,
    }


def _text(argument: Argument) -> Definition:
    option = _option(_TEXT, argument.name, argument.label, argument.description)
    if argument.required:
        option["required"] = True
    if argument.suggests is not None:
        option["autocomplete"] = True
    return option


def _option(kind: int, name: str, label: str, description: str) -> Definition:
    local = {locale: fit for locale in LOCALES if (fit := _name(catalogue(locale)(label)))}
    return {"type": kind, **_named(name, local), **_described(description)}


def _named(name: str, local: Mapping[Locale, str]) -> Definition:
    return {"name": name, "name_localizations": dict(local)}


def _described(text: str) -> Definition:
    return {
        "description": clipped(catalogue("en")(text), DESCRIPTION),
        "description_localizations": {
            locale: clipped(catalogue(locale)(text), DESCRIPTION) for locale in LOCALES
        },
    }


def _localised(name: str, aliases: Mapping[Locale, tuple[str, ...]]) -> dict[Locale, str]:
    """The first alias of each language that Discord takes, and that no other command has."""
    others = {
        alias
        for command in COMMANDS.values()
        if command.listed and command.name != name
        for alias in (command.name, *(a for some in command.aliases.values() for a in some))
    }
    found: dict[Locale, str] = {}
    for locale in LOCALES:
        fitting = (fit for alias in aliases.get(locale, ()) if (fit := _name(alias)) and fit not in others)
        if alias := next(fitting, None):
            found[locale] = alias
    return found


def _name(label: str) -> str | None:
    """The label as a name that Discord takes; None where it takes none like it."""
    name = "-".join(label.lower().split())[:NAME]
    return name if _FITTING.fullmatch(name) and name == name.lower() else None


def _plain(definition: Mapping[str, Any]) -> Definition:
    """What is said of a command or an option, whether Discord adds its defaults or leaves them out."""
    plain: Definition = {}
    for key, default in _DEFAULTS.items():
        value = definition.get(key)
        value = default if value is None else value
        if key == "options":
            value = [_plain(option) for option in value]
        elif key in {"contexts", "integration_types"} and value:
            value = sorted(value)
        plain[key] = value
    return plain
