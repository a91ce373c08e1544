"""Marks: how a post is recognised as a delivery's own, and what it says, without comparing its wording.

Discord keeps the number that a component is given. The first component of a post bears the number of its
delivery, the first one inside it the number of its wording.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from handlers.discord.content import Content

Message = Mapping[str, Any]


def number(text: str) -> int:
    """A number for a component: never 0, and too large to be one that Discord gives by counting."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4]) % (1 << 30) + (1 << 30)


def wording(what: Content) -> int:
    """The number of what these cards say."""
    return number(json.dumps(what.components, ensure_ascii=False, sort_keys=True))


def marked(what: Content, key: str) -> list[dict[str, Any]]:
    """The cards, with the numbers of the delivery of that key and of what they say."""
    first, *others = what.components
    children = first.get("components") or ()
    if children:
        first = first | {"components": [children[0] | {"id": wording(what)}, *children[1:]]}
    return [first | {"id": number(key)}, *others]


def bears(message: Message, what: Content, key: str) -> bool:
    """Whether this post was made for the delivery of that key.

    Embeds bear no number: they are those of the same titles, as nothing else that the bot posts has any.
    """
    if message.get("interaction_metadata"):
        return False
    if what.components:
        return any(component.get("id") == number(key) for component in message.get("components") or ())
    titles = [embed.get("title") for embed in what.embeds]
    return titles == [embed.get("title") for embed in message.get("embeds") or ()]


def says(message: Message, what: Content) -> bool:
    """Whether the post shows just this; False where that is not certain."""
    if what.components:
        return any(
            child.get("id") == wording(what)
            for component in message.get("components") or ()
            for child in component.get("components") or ()
        )
    return _within(what.embeds, message.get("embeds") or ())


def _within(ours: Any, theirs: Any) -> bool:  # noqa: ANN401
    """Whether theirs is ours; Discord adds fields of its own to objects."""
    if isinstance(ours, Mapping):
        return isinstance(theirs, Mapping) and all(_within(ours[name], theirs.get(name)) for name in ours)
    if isinstance(ours, list | tuple):
        return (
            isinstance(theirs, list | tuple)
            and len(ours) == len(theirs)
            and all(_within(one, other) for one, other in zip(ours, theirs, strict=True))
        )
    return bool(ours == theirs)
