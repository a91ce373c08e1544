"""The commands that the bot has synced, and what Discord takes as one."""

import unicodedata
from typing import Any

from tests.fakes.discord.components import text
from tests.fakes.discord.errors import Refusal, invalid
from tests.fakes.discord.values import Json

LOCALES = {
    "id", "da", "de", "en-GB", "en-US", "es-ES", "es-419", "fr", "hr", "it", "lt", "hu", "nl", "no", "pl",
    "pt-BR", "ro", "fi", "sv-SE", "vi", "tr", "cs", "el", "bg", "ru", "uk", "hi", "th", "zh-CN", "ja",
    "zh-TW", "ko",
}  # fmt: skip
CHAT, USER, MESSAGE = 1, 2, 3
SUBCOMMAND, GROUP, STRING, INTEGER, BOOLEAN, MEMBER, CHANNEL, ROLE, MENTIONABLE, NUMBER, FILE = range(1, 12)
CHARACTERS = 8000
MOST = {CHAT: 100, USER: 15, MESSAGE: 15}
FIELDS = {
    "id", "name", "name_localizations", "description", "description_localizations", "options",
    "default_member_permissions", "dm_permission", "default_permission", "integration_types", "contexts",
    "type", "nsfw", "handler",
}  # fmt: skip
OPTION_FIELDS = {
    "type", "name", "name_localizations", "description", "description_localizations", "required", "choices",
    "options", "channel_types", "min_value", "max_value", "min_length", "max_length", "autocomplete",
}  # fmt: skip


def checked(commands: Json) -> list[dict[str, Any]]:
    """The commands of a bulk overwrite. Raises Refusal."""
    if not isinstance(commands, list):
        raise invalid("_", "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
    seen: set[tuple[int, str]] = set()
    for at, command in enumerate(commands):
        _command(str(at), command)
        key = (command.get("type", CHAT), command["name"])
        if key in seen:
            raise invalid(
                f"{at}.name",
                "APPLICATION_COMMANDS_DUPLICATE_NAME",
                "Application command names must be unique",
            )
        seen.add(key)
    for kind, most in MOST.items():
        if sum(each == kind for each, _ in seen) > most:
            raise Refusal(30032)
    return commands


def _command(where: str, command: Json) -> None:
    if not isinstance(command, dict):
        raise invalid(where, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")
    unknown = set(command) - FIELDS
    if unknown:
        raise invalid(f"{where}.{min(unknown)}", "UNKNOWN_FIELD", "The fake server is strict.")
    kind = command.get("type", CHAT)
    if kind not in MOST:
        raise invalid(f"{where}.type", "BASE_TYPE_CHOICES", "Value must be one of {1, 2, 3}.")
    if kind == CHAT:
        named(where, command)
        _options(f"{where}.options", command.get("options") or [])
    else:
        text(f"{where}.name", command.get("name"), 32)
        if command.get("description"):
            raise invalid(
                f"{where}.description", "APPLICATION_COMMAND_DESCRIPTION_NOT_ALLOWED", "Not allowed."
            )
    _subset(f"{where}.contexts", command.get("contexts"), {0, 1, 2})
    _subset(f"{where}.integration_types", command.get("integration_types"), {0, 1})
    rights = command.get("default_member_permissions")
    if rights is not None and not str(rights).isdigit():
        raise invalid(
            f"{where}.default_member_permissions", "NUMBER_TYPE_COERCE", f'Value "{rights}" is not int.'
        )
    length = _length(command)
    if length > CHARACTERS:
        raise invalid(
            where, "APPLICATION_COMMAND_TOO_LARGE", f"Command exceeds maximum size ({length} of {CHARACTERS})"
        )


def _subset(where: str, given: Json, known: set[int]) -> None:
    if given is not None and (not isinstance(given, list) or not given or not set(given) <= known):
        raise invalid(where, "BASE_TYPE_CHOICES", f"Values must be of {sorted(known)}, at least one.")


def named(where: str, thing: dict[str, Any]) -> None:
    """Refuse wrong names and descriptions, also in other languages."""
    _name(f"{where}.name", thing.get("name"))
    text(f"{where}.description", thing.get("description"), 100)
    for locale, name in (thing.get("name_localizations") or {}).items():
        _locale(f"{where}.name_localizations", locale)
        _name(f"{where}.name_localizations.{locale}", name)
    for locale, words in (thing.get("description_localizations") or {}).items():
        _locale(f"{where}.description_localizations", locale)
        text(f"{where}.description_localizations.{locale}", words, 100)


def _locale(where: str, locale: str) -> None:
    if locale not in LOCALES:
        raise invalid(where, "DICT_TYPE_KEY_INVALID", f"{locale} is no locale of Discord's.")


def _name(where: str, name: Json) -> None:
    text(where, name, 32)
    if (
        not all(each in "-_'" or unicodedata.category(each)[0] in "LN" for each in name)
        or name != name.lower()
    ):
        raise invalid(
            where,
            "APPLICATION_COMMAND_INVALID_NAME",
            f"Command name is invalid: {name} (lower case letters, digits)",
        )


def _options(where: str, options: Json, depth: int = 0) -> None:
    if not isinstance(options, list) or len(options) > 25:
        raise invalid(where, "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.")
    seen: set[str] = set()
    optional = False
    for at, option in enumerate(options):
        place = f"{where}.{at}"
        unknown = set(option) - OPTION_FIELDS
        if unknown:
            raise invalid(f"{place}.{min(unknown)}", "UNKNOWN_FIELD", "The fake server is strict.")
        named(place, option)
        if option["name"] in seen:
            raise invalid(
                f"{place}.name", "APPLICATION_COMMAND_OPTIONS_NAME_DUPLICATED", "Option names must be unique"
            )
        seen.add(option["name"])
        kind = option.get("type")
        if kind not in range(1, 12):
            raise invalid(f"{place}.type", "BASE_TYPE_CHOICES", "Value must be one of {1, …, 11}.")
        if kind in {SUBCOMMAND, GROUP}:
            if depth + (kind == GROUP) > 1:
                raise invalid(f"{place}.type", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Nested too deep")
            _options(f"{place}.options", option.get("options") or [], depth + 1)
            continue
        if option.get("required") and optional:
            raise invalid(
                where, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
                "Required options must be placed before non-required options",
            )  # fmt: skip
        optional = optional or not option.get("required")
        _choices(place, option)


def _choices(where: str, option: dict[str, Any]) -> None:
    given = option.get("choices") or []
    if given and option.get("autocomplete"):
        raise invalid(
            where,
            "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_INVALID",
            "No choices with autocomplete",
        )
    if option.get("autocomplete") and option["type"] not in {STRING, INTEGER, NUMBER}:
        raise invalid(where, "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_INVALID", "Not for this type")
    choices(f"{where}.choices", given, option["type"])
    for name, most in (("min_length", 6000), ("max_length", 6000)):
        value = option.get(name)
        if value is not None and not (option["type"] == STRING and 0 <= value <= most):
            raise invalid(f"{where}.{name}", "NUMBER_TYPE_MAX", f"int value should be at most {most}.")


def choices(where: str, given: Json, kind: int) -> list[dict[str, Any]]:
    """The choices of an option, or of an answer to what was typed. Raises Refusal."""
    if not isinstance(given, list) or len(given) > 25:
        raise invalid(where, "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.")
    for at, choice in enumerate(given):
        text(f"{where}.{at}.name", choice.get("name"), 100)
        for locale, name in (choice.get("name_localizations") or {}).items():
            _locale(f"{where}.{at}.name_localizations", locale)
            text(f"{where}.{at}.name_localizations.{locale}", name, 100)
        value = choice.get("value")
        if kind == STRING:
            text(f"{where}.{at}.value", value, 100)
        elif isinstance(value, bool) or not isinstance(value, int | float):
            raise invalid(f"{where}.{at}.value", "NUMBER_TYPE_COERCE", f'Value "{value}" is not a number.')
    return given


def _length(thing: dict[str, Any]) -> int:
    total = 0
    for name in ("name", "description"):
        others = thing.get(f"{name}_localizations") or {}
        total += max(len(words) for words in (thing.get(name) or "", *others.values()))
    total += sum(len(str(choice["value"])) + _length(choice) for choice in thing.get("choices") or [])
    return total + sum(_length(option) for option in thing.get("options") or [])


def stored(command: dict[str, Any], number: int, application: int, guild: int | None) -> dict[str, Any]:
    """An `application command` object."""
    answer = {
        "type": CHAT,
        "default_member_permissions": None,
        "name_localizations": None,
        "description_localizations": None,
        "nsfw": False,
        "integration_types": [0],
        "contexts": None if guild is None else [0],
        "dm_permission": True,
        "options": [],
        "description": "",
    }
    answer |= command
    answer |= {"id": str(number), "application_id": str(application), "version": str(number)}
    return answer if guild is None else answer | {"guild_id": str(guild)}
