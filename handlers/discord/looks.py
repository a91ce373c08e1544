"""The two looks of a message: a card of components, or the older embeds; and what each has room for."""

from collections.abc import Sequence
from typing import Any

from bot.layout.blocks import Budget, Cost
from bot.models import Kind
from handlers.discord.components import LIMIT, Component, clipped, container, fits, gallery, separator, text
from handlers.discord.markup import escape, nodes, role, units

_SIGN = "\x1e"
SEAM = f"\n{_SIGN}\n"
"""Parts the texts of a message; no text of a digest can hold it."""
ACCENTS: dict[Kind, int] = {"daily": 0xD9372C, "weekly": 0x1F8A70, "monthly": 0x7A4FBF}
"""The colour at the edge, by the kind of the digest."""

_MENTION = role("1" * 20)
# A card has its frame, its first text, a mention and a picture, and below two rows with a select and three
# buttons: so many components are never the packer's to give.
_FURNITURE = 10
_DESCRIPTION = 4096  # units in an embed, where 6000 in a message are allowed


def _measure(shown: str) -> Cost:
    return units(shown), nodes(shown), shown.count(_SIGN)


CARD = Budget(
    (LIMIT.characters - units(_MENTION), LIMIT.nodes - nodes(_MENTION), LIMIT.components - _FURNITURE),
    _measure,
)
_TITLE = 120  # of 256, for what is escaped takes more
EMBED = Budget((_DESCRIPTION, LIMIT.nodes, _DESCRIPTION), _measure)


def card(
    shown: str, kind: Kind, *, picture: str | None, mention: str | None, rows: Sequence[Component]
) -> dict[str, Any]:
    """The text as a card, the mention above it and what can be pressed below."""
    head = [text(role(mention))] if mention else []
    if picture:
        head.append(gallery(picture))
    texts = [text(part) for part in _parts(shown)]
    apart = [component for part in texts for component in (separator(), part)][1:]
    airy = [container(*head, *apart, accent=ACCENTS[kind]), *rows]
    close = [container(*head, *texts, accent=ACCENTS[kind]), *rows]
    return {"components": airy if fits(airy) else close}


def embed(shown: str, kind: Kind, *, name: str, picture: str | None) -> dict[str, Any]:
    """The text as an embed of that name; a picture stands in one of its own above it."""
    title, colour = {"title": escape(clipped(name, _TITLE))}, {"color": ACCENTS[kind]}
    body = {"description": "\n\n".join(_parts(shown))} | colour
    return {"embeds": [title | colour | {"image": {"url": picture}}, body] if picture else [title | body]}


def _parts(shown: str) -> list[str]:
    return [part for piece in shown.split(_SIGN) if (part := piece.strip("\n")).strip()]
