"""The name of the forum post or thread that holds a digest, and how it is known by it."""

from bot.layout.headline import own_headline
from bot.models import StoredDigest
from handlers.discord.components import clipped
from handlers.discord.markup import units

LONGEST = 100
_BAR = " | "
_LONGEST_NAME = 60


def title(digest: StoredDigest) -> str:
    """Publication and date, which stay, then the digest's own headline, which a correction may change."""
    return name_of(digest, own_headline(digest))


def name_of(digest: StoredDigest, own: str) -> str:
    """Publication and date, then what is told of it, if anything is."""
    name = known_by(digest)
    return f"{name}{_BAR}{clipped(own, LONGEST - units(name) - len(_BAR))}" if own else name


def known_by(digest: StoredDigest) -> str:
    """Publication and date: no other digest has them both."""
    name = clipped(digest.publication_name.replace("|", "/"), _LONGEST_NAME)
    day = f"{digest.date:%Y-%m}" if digest.kind == "monthly" else f"{digest.date}"
    return f"{name} {day}"
