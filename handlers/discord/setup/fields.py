"""Controls that only the setup has: selects of channels, of roles, of several things; forms (pure)."""

from collections.abc import Iterable, Mapping
from typing import Any

from handlers.discord.components import OPTION, PLACEHOLDER, Component, clipped, select
from handlers.discord.markup import units
from handlers.discord.setup.steps import Step
from handlers.discord.spots import KINDS

TITLE = 45
"""The longest title of a form and label of a field."""
TYPED = 4000
"""The longest text in a field."""

_CHANNELS, _ROLES, _INPUT, _LABEL = 8, 6, 4, 18
_SHORT, _LONG = 1, 2


def channels(step: Step, placeholder: str) -> Component:
    """A select of all channels that can be targets."""
    return {
        "type": _CHANNELS,
        "custom_id": str(step),
        "channel_types": list(KINDS),
        "placeholder": clipped(placeholder, PLACEHOLDER),
    }


def roles(step: Step, placeholder: str, chosen: str | None) -> Component:
    """A select of one role, or none."""
    made: Component = {
        "type": _ROLES,
        "custom_id": str(step),
        "placeholder": clipped(placeholder, PLACEHOLDER),
        "min_values": 0,
        "max_values": 1,
    }
    return made | {"default_values": [{"id": chosen, "type": "role"}]} if chosen else made


def several(step: Step, options: Iterable[Component], placeholder: str) -> Component:
    """A select of which any number can be chosen."""
    made = select(str(step), options, placeholder)
    return made | {"min_values": 0, "max_values": len(made["options"])}


def form(step: Step, title: str, *fields: Component) -> Component:
    """A form that opens over the chat."""
    return {"custom_id": str(step), "title": clipped(title, TITLE), "components": list(fields)}


def field(name: str, label: str, hint: str, value: str, *, long: bool = False) -> Component:
    """A line to type in, or several; it may be left empty."""
    typing: Component = {
        "type": _INPUT,
        "custom_id": name,
        "style": _LONG if long else _SHORT,
        "required": False,
        "max_length": TYPED if long else OPTION,
    }
    while units(value) > typing["max_length"]:
        value = value.rpartition("\n")[0]
    if value:
        typing["value"] = value
    return {
        "type": _LABEL,
        "label": clipped(label, TITLE),
        "description": clipped(hint, OPTION),
        "component": typing,
    }


def typed(data: Mapping[str, Any]) -> dict[str, str]:
    """What was typed into a form, by the names of its fields."""
    fields: dict[str, str] = {}
    for part in data.get("components", ()):
        for control in (*part.get("components", ()), *filter(None, [part.get("component")])):
            fields[str(control.get("custom_id", ""))] = str(control.get("value") or "")
    return fields
