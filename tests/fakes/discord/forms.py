"""What people choose in menus and fill into forms."""

from typing import TYPE_CHECKING, Any

from tests.fakes.control import Impossible
from tests.fakes.discord.channels import Channel
from tests.fakes.discord.components import INPUT, LABEL, ROW, STRING_SELECT, TEXT, UPLOAD
from tests.fakes.discord.messages import SELECTS
from tests.fakes.discord.values import Json

if TYPE_CHECKING:
    from tests.fakes.discord.server import DiscordServer

Data = dict[str, Any]


def chosen(
    server: "DiscordServer", menu: Data, picked: tuple[Json, ...], place: Channel
) -> tuple[list[str], Data]:
    """The values that a client sends for what was chosen, and what they stand for. Raises Impossible."""
    least, most = menu.get("min_values", 1), menu.get("max_values", 1)
    if not least <= len(picked) <= most:
        raise Impossible(f"{least} to {most} can be chosen, not {len(picked)}")
    resolved: Data = {}
    if menu["type"] == STRING_SELECT:
        return [_value(menu, each) for each in picked], resolved
    kinds = menu.get("channel_types")
    values = []
    for each in picked:
        if isinstance(each, Channel):
            if kinds and each.type not in kinds:
                raise Impossible(f"{each.name} is not offered: only channels of the types {kinds} are")
            if each.guild is not place.guild:
                raise Impossible(f"{each.name} is in another guild")
        values.append(server.resolve(each, resolved))
    return values, resolved


def _value(menu: Data, picked: str) -> str:
    for option in menu["options"]:
        if picked in {option["label"], option["value"]}:
            return str(option["value"])
    there = [option["label"] for option in menu["options"]]
    raise Impossible(f"there is no option {picked!r} in the menu, only {there}")


def filled(server: "DiscordServer", modal: Data, fields: Data, place: Channel) -> Data:
    """The data of a form that was filled in. Raises Impossible."""
    left = dict(fields)
    resolved: Data = {}
    parts = []
    for part in modal["components"]:
        if part["type"] == TEXT:
            parts.append({"type": TEXT, "id": part["id"]})
            continue
        inner = part["component"] if part["type"] == LABEL else part["components"][0]
        label = part.get("label") or inner.get("label")
        name = next((each for each in (inner["custom_id"], label) if each in left), None)
        answer = _field(server, inner, left.pop(name) if name is not None else None, resolved, place)
        if part["type"] == ROW:
            parts.append({"type": ROW, "id": part["id"], "components": [answer]})
        else:
            parts.append({"type": LABEL, "id": part["id"], "component": answer})
    if left:
        raise Impossible(f"the form has no {', '.join(left)}")
    return {"custom_id": modal["custom_id"], "components": parts, "resolved": resolved}


def _field(server: "DiscordServer", field: Data, given: Json, resolved: Data, place: Channel) -> Data:
    answer: Data = {"type": field["type"], "id": field["id"], "custom_id": field["custom_id"]}
    required = field.get("required", True)
    if field["type"] == INPUT:
        value = (field.get("value") or "") if given is None else str(given)
        if required and not value:
            raise Impossible(f"{field['custom_id']} is required")
        least, most = field.get("min_length") or 0, field.get("max_length") or 4000
        if value and not least <= len(value) <= most:
            raise Impossible(f"{field['custom_id']} takes {least} to {most} characters")
        return answer | {"value": value}
    if field["type"] in SELECTS:
        return answer | {"values": _picked(server, field, given, resolved, place, required=required)}
    if field["type"] == UPLOAD:
        files = [] if given is None else given if isinstance(given, list) else [given]
        if required and not files:
            raise Impossible(f"{field['custom_id']} is required")
        return answer | {"values": [server.attached(each, resolved) for each in files]}
    return answer | ({"values": given or []} if isinstance(given, list) else {"value": given})


def _picked(
    server: "DiscordServer", menu: Data, given: Json, resolved: Data, place: Channel, *, required: bool
) -> list[str]:
    if given is None:
        standing = [option["value"] for option in menu.get("options") or [] if option.get("default")]
        standing += [each["id"] for each in menu.get("default_values") or []]
        if required and len(standing) < menu.get("min_values", 1):
            raise Impossible(f"{menu['custom_id']} is required")
        return standing
    values, meant = chosen(server, menu, tuple(given) if isinstance(given, list | tuple) else (given,), place)
    for kind, named in meant.items():
        resolved.setdefault(kind, {}).update(named)
    return values
