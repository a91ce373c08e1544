"""What the components of a message or a modal may hold."""

from typing import Any

from tests.fakes.discord.errors import invalid, required, too_long
from tests.fakes.discord.messages import SELECTS, walk
from tests.fakes.discord.values import Json

ROW, BUTTON, STRING_SELECT, INPUT, SECTION, TEXT, THUMBNAIL = 1, 2, 3, 4, 9, 10, 11
GALLERY, FILE, SEPARATOR, CONTAINER, LABEL, UPLOAD = 12, 13, 14, 17, 18, 19
RADIOS, CHECKBOXES, CHECKBOX = 21, 22, 23
LINK, PREMIUM = 5, 6
MOST, CHARACTERS = 40, 4000
TOP = frozenset({ROW, SECTION, TEXT, GALLERY, FILE, SEPARATOR, CONTAINER})
IN_CONTAINER = TOP - {CONTAINER}


def checked(components: Json, *, v2: bool) -> list[dict[str, Any]]:
    """The components of a message, with ids as Discord numbers them. Raises Refusal."""
    if not isinstance(components, list):
        raise invalid("components", "BASE_TYPE_BAD_TYPE", "Expected a list.")
    if not v2 and len(components) > 5:
        raise invalid("components", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.")
    for at, component in enumerate(components):
        _component(f"components.{at}", component, TOP if v2 else frozenset({ROW}))
    every = list(walk(components))
    if v2 and len(every) > MOST:
        raise invalid(
            "components", "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED",
            f"The total number of components cannot exceed {MOST}",
        )  # fmt: skip
    if sum(len(each["content"]) for each in every if each["type"] == TEXT) > CHARACTERS:
        raise invalid(
            "components", "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED",
            f"The displayable text size of the components exceeds {CHARACTERS}",
        )  # fmt: skip
    unique(every)
    numbered(every)
    return components


def unique(every: list[dict[str, Any]]) -> None:
    """Refuse a custom_id that is there twice."""
    seen: set[str] = set()
    for component in every:
        name = component.get("custom_id")
        if name is not None and name in seen:
            raise invalid(
                "components", "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated"
            )
        seen |= {name} if name is not None else set()


def numbered(every: list[dict[str, Any]]) -> None:
    """Give each component without an id one that is free; refuse an id that is there twice."""
    taken = [component["id"] for component in every if component.get("id")]
    if len(taken) != len(set(taken)):
        raise invalid("components", "COMPONENT_ID_DUPLICATED", "Component ids cannot be duplicated")
    free = iter(each for each in range(1, 2 * len(every) + 2) if each not in set(taken))
    for component in every:
        if not component.get("id"):
            component["id"] = next(free)


def _component(where: str, component: Json, allowed: frozenset[int]) -> None:
    if not isinstance(component, dict) or not isinstance(component.get("type"), int):
        raise required(f"{where}.type")
    kind = component["type"]
    if kind not in allowed:
        kinds = ", ".join(str(each) for each in sorted(allowed))
        raise invalid(
            f"{where}.type", "UNION_TYPE_CHOICES", f'Value of field "type" must be one of ({kinds}).'
        )
    if kind == ROW:
        _row(where, component)
    elif kind == SECTION:
        _section(where, component)
    elif kind == TEXT:
        text(f"{where}.content", component.get("content"), CHARACTERS)
    elif kind == CONTAINER:
        children = _children(where, component, 1, MOST)
        for at, child in enumerate(children):
            _component(f"{where}.components.{at}", child, IN_CONTAINER)
        accent = component.get("accent_color")
        if accent is not None and not (isinstance(accent, int) and 0 <= accent <= 0xFFFFFF):
            raise invalid(
                f"{where}.accent_color", "NUMBER_TYPE_MAX", "int value should be less than 16777216."
            )
    elif kind == GALLERY:
        _gallery(where, component)
    elif kind == FILE:
        _media(f"{where}.file", component.get("file"), ("attachment://",))
    elif kind == SEPARATOR and component.get("spacing", 1) not in {1, 2}:
        raise invalid(f"{where}.spacing", "BASE_TYPE_CHOICES", "Value must be one of {1, 2}.")


def _children(where: str, component: dict[str, Any], least: int, most: int) -> list[Json]:
    children = component.get("components")
    if children is None:
        raise required(f"{where}.components")
    if not isinstance(children, list) or not least <= len(children) <= most:
        raise invalid(
            f"{where}.components", "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length."
        )
    return children


def _row(where: str, row: dict[str, Any]) -> None:
    children = _children(where, row, 1, 5)
    kinds = [child.get("type") for child in children]
    if SELECTS & set(kinds) and len(kinds) > 1:
        raise invalid(
            f"{where}.components",
            "COMPONENT_LAYOUT_WIDTH_EXCEEDED",
            "The specified component exceeds the maximum width",
        )
    for at, child in enumerate(children):
        place = f"{where}.components.{at}"
        if child.get("type") == BUTTON:
            button(place, child)
        elif child.get("type") in SELECTS:
            select(place, child)
        else:
            raise invalid(
                f"{place}.type",
                "UNION_TYPE_CHOICES",
                'Value of field "type" must be one of (2, 3, 5, 6, 7, 8).',
            )


def _section(where: str, section: dict[str, Any]) -> None:
    for at, child in enumerate(_children(where, section, 1, 3)):
        _component(f"{where}.components.{at}", child, frozenset({TEXT}))
    accessory = section.get("accessory")
    if not isinstance(accessory, dict):
        raise required(f"{where}.accessory")
    if accessory.get("type") == BUTTON:
        button(f"{where}.accessory", accessory)
    elif accessory.get("type") == THUMBNAIL:
        _media(f"{where}.accessory.media", accessory.get("media"))
    else:
        raise invalid(
            f"{where}.accessory.type", "UNION_TYPE_CHOICES", 'Value of field "type" must be one of (2, 11).'
        )


def _gallery(where: str, gallery: dict[str, Any]) -> None:
    items = gallery.get("items")
    if not isinstance(items, list) or not 1 <= len(items) <= 10:
        raise invalid(f"{where}.items", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 10 in length.")
    for at, item in enumerate(items):
        _media(f"{where}.items.{at}.media", item.get("media"))
        if item.get("description") is not None:
            text(f"{where}.items.{at}.description", item["description"], 1024)


def _media(
    where: str, media: Json, schemes: tuple[str, ...] = ("http://", "https://", "attachment://")
) -> None:
    url = media.get("url") if isinstance(media, dict) else None
    if not isinstance(url, str):
        raise required(f"{where}.url")
    if not url.startswith(schemes) or len(url) > 2048:
        raise invalid(f"{where}.url", "URL_TYPE_INVALID_URL", "Not a well formed URL.")


def text(where: str, value: Json, most: int, least: int = 1) -> None:
    """Refuse what is no text of such a length."""
    if value is None:
        raise required(where)
    if not isinstance(value, str):
        raise invalid(where, "STRING_TYPE_CONVERT", "Could not interpret the value as string.")
    if not least <= len(value) <= most:
        raise too_long(where, most, len(value), least)


def button(where: str, component: dict[str, Any]) -> None:
    """Refuse what is no button."""
    style = component.get("style")
    if style not in {1, 2, 3, 4, LINK, PREMIUM}:
        raise invalid(f"{where}.style", "BASE_TYPE_CHOICES", "Value must be one of {1, 2, 3, 4, 5, 6}.")
    url = component.get("url")
    if style == LINK:
        if "custom_id" in component:
            raise invalid(
                f"{where}.custom_id", "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE",
                "A custom id and url cannot both be specified",
            )  # fmt: skip
        text(f"{where}.url", url, 512)
        if not str(url).startswith(("http://", "https://", "discord://")):
            raise invalid(
                f"{where}.url", "BUTTON_COMPONENT_UNSUPPORTED_URL_SCHEME",
                "Scheme must be one of ('http', 'https', 'discord').",
            )  # fmt: skip
    else:
        text(f"{where}.custom_id", component.get("custom_id"), 100)
        if url is not None:
            raise invalid(
                f"{where}.url", "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE",
                "A custom id and url cannot both be specified",
            )  # fmt: skip
    label = component.get("label")
    if label is not None and len(label) > 80:
        raise too_long(f"{where}.label", 80, len(label))
    if not label and not component.get("emoji"):
        raise invalid(
            f"{where}.label", "BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED", "A label or emoji is required"
        )


def select(where: str, component: dict[str, Any]) -> None:
    """Refuse what is no select menu."""
    text(f"{where}.custom_id", component.get("custom_id"), 100)
    if component.get("placeholder") is not None:
        text(f"{where}.placeholder", component["placeholder"], 150, 0)
    least, most = component.get("min_values", 1), component.get("max_values", 1)
    if not (0 <= least <= 25 and 1 <= most <= 25 and least <= most):
        raise invalid(f"{where}.max_values", "NUMBER_TYPE_MAX", "Must be between 1 and 25.")
    if component["type"] != STRING_SELECT:
        return
    options = component.get("options")
    if not isinstance(options, list) or not 1 <= len(options) <= 25:
        raise invalid(f"{where}.options", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 25 in length.")
    if most > len(options):
        raise invalid(f"{where}.options", "COMPONENT_SELECT_TOO_FEW_OPTIONS", "Fewer options than max_values")
    seen = set()
    for at, option in enumerate(options):
        place = f"{where}.options.{at}"
        text(f"{place}.label", option.get("label"), 100)
        text(f"{place}.value", option.get("value"), 100)
        if option.get("description") is not None:
            text(f"{place}.description", option["description"], 100)
        if option["value"] in seen:
            raise invalid(
                f"{place}.value",
                "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
                "The specified option value is already used",
            )
        seen.add(option["value"])
    if sum(bool(option.get("default")) for option in options) > most:
        raise invalid(
            f"{where}.options", "SELECT_COMPONENT_TOO_MANY_DEFAULT_VALUES", "Too many default values"
        )
