"""What a modal may hold."""

from typing import Any

from tests.fakes.discord import components
from tests.fakes.discord.components import INPUT, LABEL, ROW, TEXT, UPLOAD, text
from tests.fakes.discord.errors import invalid, required
from tests.fakes.discord.messages import SELECTS, walk
from tests.fakes.discord.values import Json

CHOSEN = frozenset({components.RADIOS, components.CHECKBOXES, components.CHECKBOX})


def checked(modal: Json) -> dict[str, Any]:
    """A modal. Raises Refusal."""
    if not isinstance(modal, dict):
        raise required("data")
    text("data.custom_id", modal.get("custom_id"), 100)
    text("data.title", modal.get("title"), 45)
    parts = modal.get("components")
    if not isinstance(parts, list) or not 1 <= len(parts) <= 5:
        raise invalid("data.components", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.")
    for at, part in enumerate(parts):
        where = f"data.components.{at}"
        if part.get("type") == LABEL:
            _label(where, part)
        elif part.get("type") == ROW:
            if len(part.get("components") or []) != 1:
                raise invalid(f"{where}.components", "BASE_TYPE_BAD_LENGTH", "Must be 1 in length.")
            text(f"{where}.components.0.label", part["components"][0].get("label"), 45)
            _input(f"{where}.components.0", part["components"][0])
        elif part.get("type") == TEXT:
            text(f"{where}.content", part.get("content"), 4000)
        else:
            raise invalid(f"{where}.type", "UNION_TYPE_CHOICES", "Value must be one of (1, 10, 18).")
    every = list(walk(parts))
    components.unique(every)
    components.numbered(every)
    return modal


def _label(where: str, label: dict[str, Any]) -> None:
    text(f"{where}.label", label.get("label"), 45)
    if label.get("description") is not None:
        text(f"{where}.description", label["description"], 100, 0)
    inner = label.get("component")
    if not isinstance(inner, dict):
        raise required(f"{where}.component")
    kind = inner.get("type")
    if kind == INPUT:
        _input(f"{where}.component", inner)
    elif kind in SELECTS:
        components.select(f"{where}.component", inner)
    elif kind == UPLOAD or kind in CHOSEN:
        text(f"{where}.component.custom_id", inner.get("custom_id"), 100)
    else:
        raise invalid(f"{where}.component.type", "UNION_TYPE_CHOICES", "Value must be an input or a select.")


def _input(where: str, field: dict[str, Any]) -> None:
    if field.get("type") != INPUT:
        raise invalid(f"{where}.type", "UNION_TYPE_CHOICES", "Value must be one of (4,).")
    text(f"{where}.custom_id", field.get("custom_id"), 100)
    if field.get("style") not in {1, 2}:
        raise invalid(f"{where}.style", "BASE_TYPE_CHOICES", "Value must be one of {1, 2}.")
    for name, most in (("placeholder", 100), ("value", 4000)):
        if field.get(name) is not None:
            text(f"{where}.{name}", field[name], most, 0)
    for name, least in (("min_length", 0), ("max_length", 1)):
        value = field.get(name)
        if value is not None and not least <= value <= 4000:
            raise invalid(f"{where}.{name}", "NUMBER_TYPE_MAX", f"Must be between {least} and 4000.")
