"""Settings from the environment: RIBAO_ and the key, `__` between its parts, a list's tables by number."""

import copy
import json
from collections.abc import Mapping
from typing import Any

from bot.errors import SettingsError

PREFIX = "RIBAO_"
NO_SETTINGS = {"RIBAO_CONFIG"}

Place = tuple[str | int, ...]


def overlay(
    content: Mapping[str, Any], environment: Mapping[str, str], keys: frozenset[str]
) -> tuple[dict[str, Any], dict[Place, str]]:
    """The settings file's content with what the environment changes, and which variable set what.

    `keys` are the settings' own names. A variable that is none of them is left alone unless it has a
    `__`: container platforms make names such as RIBAO_PORT by themselves. Raises SettingsError.
    """
    merged = copy.deepcopy(dict(content))
    origins: dict[Place, str] = {}
    for place, variable in sorted(places(environment, keys).items(), key=lambda pair: sort_key(pair[0])):
        put(merged, place, value_of(environment[variable]), variable, origins)
    return merged, origins


def places(environment: Mapping[str, str], keys: frozenset[str]) -> dict[Place, str]:
    """The variables that are settings, by the place that they name; empty ones set nothing."""
    found: dict[Place, str] = {}
    for variable, text in environment.items():
        if not variable.upper().startswith(PREFIX) or variable in NO_SETTINGS or not text:
            continue
        parts = variable[len(PREFIX) :].lower().split("__")
        if len(parts) > 1 or parts[0] in keys:
            found[tuple(int(part) if is_number(part) else part for part in parts)] = variable
    return found


def is_number(part: str) -> bool:
    """Whether it counts the tables of a list."""
    return part.isascii() and part.isdigit()


def sort_key(place: Place) -> list[tuple[int, str]]:
    """Whole values before their parts, and numbers in their order."""
    return [(part, "") if isinstance(part, int) else (-1, part) for part in place]


def value_of(text: str) -> object:
    """A list or table in JSON as what it says; anything else as the text that it is."""
    if text.lstrip()[:1] in {"[", "{"}:
        try:
            return json.loads(text)
        except ValueError:
            return text
    return text


def put(
    content: dict[str, Any], place: Place, value: object, variable: str, origins: dict[Place, str]
) -> None:
    """Set one value, making the tables on the way to it. Raises SettingsError where there is no way."""
    here: Any = content
    for depth, part in enumerate(place, 1):
        missing: object = value if depth == len(place) else [] if is_index(place[depth]) else {}
        if isinstance(part, int):
            if not isinstance(here, list):
                raise SettingsError(f"{variable}: {named(place[: depth - 1])} is not a list")
            if part > len(here):
                raise SettingsError(
                    f"{variable}: the next of {named(place[: depth - 1])} has the number {len(here)}"
                )
            if part == len(here):
                here.append(missing)
                origins[place[:depth]] = variable
        elif not isinstance(here, dict):
            where = named(place[: depth - 1])
            raise SettingsError(
                f"{variable}: "
                + (
                    f"{where} is a list; number its tables from 0"
                    if isinstance(here, list)
                    else f"{where} has no keys"
                )
            )
        elif part not in here:
            here[part] = missing
            origins[place[:depth]] = variable
        if depth == len(place):
            here[part] = value
            origins[place] = variable
        else:
            here = here[part]


def is_index(part: str | int) -> bool:
    """Whether the part numbers a table of a list."""
    return isinstance(part, int)


def named(place: Place) -> str:
    """The place as people write it."""
    return ".".join(map(str, place))


def origin(place: Place, origins: Mapping[Place, str]) -> str | None:
    """The variable that set this place, or the table in which it is; None if the file did."""
    for length in range(len(place), 0, -1):
        if place[:length] in origins:
            return origins[place[:length]]
    return None
