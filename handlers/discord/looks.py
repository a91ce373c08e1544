"""The two looks of a message: a card of components, or the older embeds; and what each has room for."""

from collections.abc import Sequence
from typing import Any

from bot.layout.blocks import Budget, Cost
from bot.models import Kind
from handlers.discord.components import LIMIT, Component, container, fits, gallery, separator, text
from handlers.discord.markup import nodes, role, units

_SIGN = "\x1e"
SEAM = f"\n{_SIGN}\n"
"""Parts the texts of a message; no text of a digest can hold it."""
ACCENTS: dict[Kind, int] = {"daily": 0xD9372C, "weekly": 0x1F8A70, "monthly": 0x7A4FBF}
"""The colour at the edge, by the kind of the digest."""

_MENTION = role("1" * 20)
# A card has its frame, its first text and a picture, the mention above, and below two rows with a select and
# three buttons: so many components are never the packer's to give.
_FURNITURE = 10
_DESCRIPTION = 4096  # units in an embed, where 6000 in a message are allowed


def _measure(shown: str) -> Cost:
    return units(shown), nodes(shown), shown.count(_SIGN)


CARD = Budget(
    (LIMIT.characters - units(_MENTION), LIMIT.nodes - nodes(_MENTION), LIMIT.components - _FURNITURE),
    _measure,
)
EMBED = Budget((_DESCRIPTION, LIMIT.nodes, _DESCRIPTION), _measure)


def card(
    shown: str, kind: Kind, *, picture: str | None, mention: str | None, rows: Sequence[Component]
) -> dict[str, Any]:
    """The text as a card, the mention above it and what can be pressed below."""
    texts = [text(part) for part in _parts(shown)]
    head = [gallery(picture)] if picture else []
    apart = [component for part in texts for component in (separator(), part)][1:]
    message: list[Component] = []
    for children in (apart, texts):
        message = [container(*head, *children, accent=ACCENTS[kind]), *rows]
        if mention:
            message.insert(0, text(role(mention)))
        if fits(message):
            break
    return {"components": message}


def embed(shown: str, kind: Kind, *, picture: str | None) -> dict[str, Any]:
    """The text as an embed; one with a picture stands by itself above the others."""
    parts = _parts(shown)
    above = parts[:1] if picture else []
    made = [
        {"description": "\n\n".join(some), "color": ACCENTS[kind]}
        for some in (above, parts[len(above) :])
        if some
    ]
    if picture:
        made[0]["image"] = {"url": picture}
    return {"embeds": made}


def _parts(shown: str) -> list[str]:
    return [part for piece in shown.split(_SIGN) if (part := piece.strip("\n")).strip()]
