"""Discord's components as the JSON of its API, and what they take of a message (pure)."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from bot.layout.cut import is_boundary
from handlers.discord.markup import nodes, units

Component = dict[str, Any]

V2 = 1 << 15
"""The flag of a message that is made of components and nothing else; it can't be taken back."""
EPHEMERAL = 1 << 6
SILENT = 1 << 12
SUPPRESS_EMBEDS = 1 << 2

PRIMARY, SECONDARY, SUCCESS, DANGER = 1, 2, 3, 4
"""What a button looks like."""

LABEL = 80
OPTION = 100
PLACEHOLDER = 150
CUSTOM_ID = 100
OPTIONS = 25
"""Options of a select."""

_ROW, _BUTTON, _SELECT = 1, 2, 3
_TEXT, _GALLERY, _SEPARATOR, _CONTAINER = 10, 12, 14, 17


class Cost(NamedTuple):
    """What a message takes: UTF-16 units of text, components with those inside others, pieces of markup."""

    characters: int
    components: int
    nodes: int


LIMIT = Cost(4000, 40, 100)


def cost(components: Iterable[Mapping[str, Any]]) -> Cost:
    """What these components take of a message, with all that stands in them."""
    found = list(walk(components))
    texts = [component["content"] for component in found if component["type"] == _TEXT]
    return Cost(sum(map(units, texts)), len(found), sum(map(nodes, texts)))


def fits(components: Iterable[Mapping[str, Any]]) -> bool:
    """Whether one message may hold these components."""
    return all(part <= limit for part, limit in zip(cost(components), LIMIT, strict=True))


def walk(components: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """The components and those inside them, in reading order."""
    for component in components:
        yield component
        yield from walk(component.get("components", ()))


def text(content: str) -> Component:
    """A text in markdown; it must not be blank."""
    return {"type": _TEXT, "content": content}


def container(*children: Component, accent: int | None = None) -> Component:
    """A card; `accent` is the colour of its edge, 0xRRGGBB."""
    card: Component = {"type": _CONTAINER, "components": list(children)}
    return card if accent is None else card | {"accent_color": accent}


def row(*items: Component) -> Component:
    """One to five buttons, or one select."""
    return {"type": _ROW, "components": list(items)}


def button(label: str, custom_id: str, *, style: int = SECONDARY, disabled: bool = False) -> Component:
    """A button. No two of a message may have the same `custom_id`, of at most 100 characters."""
    made = {"type": _BUTTON, "style": style, "label": clipped(label, LABEL), "custom_id": custom_id}
    return made | {"disabled": True} if disabled else made


def select(custom_id: str, options: Iterable[Component], placeholder: str = "") -> Component:
    """A list of which one can be chosen: one to 25 options, each of another value."""
    made = {"type": _SELECT, "custom_id": custom_id, "options": list(options)}
    return made | {"placeholder": clipped(placeholder, PLACEHOLDER)} if placeholder.strip() else made


def option(label: str, value: str, description: str = "", *, chosen: bool = False) -> Component:
    """A line of a select; `value` has at most 100 characters."""
    made: Component = {"label": clipped(label, OPTION), "value": value}
    if description.strip():
        made["description"] = clipped(description, OPTION)
    return made | {"default": True} if chosen else made


def separator(*, divider: bool = True) -> Component:
    """A little room, with a line in it or without."""
    return {"type": _SEPARATOR, "divider": divider, "spacing": 1}


def gallery(*urls: str) -> Component:
    """One to ten pictures."""
    return {"type": _GALLERY, "items": [{"media": {"url": url}} for url in urls]}


def clipped(words: str, most: int) -> str:
    """`words` on one line of at most so many characters, never blank."""
    words = " ".join(words.encode("utf-8", "ignore").decode().split()) or "…"
    if units(words) <= most:
        return words
    end = min(len(words), most - 1)
    while end and (units(words[:end]) >= most or not is_boundary(words, end)):
        end -= 1
    return words[:end] + "…"
