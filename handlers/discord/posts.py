"""Parts as they would be posted, shown to who asked alone: no role is notified, no follower hears of it."""

from typing import Any

from bot.delivery.models import Part
from handlers.discord.components import EPHEMERAL, SUPPRESS_EMBEDS, V2
from handlers.discord.content import Content

MOST = 10
"""Messages that are shown; a digest may have more."""


def body(part: Part) -> dict[str, Any]:
    """The part as a message for one person, that notifies nobody."""
    made = Content.model_validate(part.content)
    flags = EPHEMERAL | (V2 if made.components else 0) | (SUPPRESS_EMBEDS if made.suppress else 0)
    shown: dict[str, Any] = {"flags": flags, "allowed_mentions": {"parse": []}}
    if made.components:
        return shown | {"components": list(made.components)}
    return shown | {"embeds": list(made.embeds)}
