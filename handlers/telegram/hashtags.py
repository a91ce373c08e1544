"""The hashtags below a digest: the same for every digest of a publication, so that a tap finds them all."""

import re
import unicodedata
from collections.abc import Iterable

from bot.locales import Catalogue
from bot.models import StoredDigest

MOST = 8
_LONGEST = 40
_BETWEEN_WORDS = re.compile(r"(?<=[0-9A-Za-z])[^\w]+(?=[0-9A-Za-z])")
_EDGES = re.compile(r"^_+|_+$")


def hashtags(digest: StoredDigest, say: Catalogue) -> str:
    """The publication, the date and the sections as hashtags, a space between any two."""
    day = say.month(digest.date) if digest.kind == "monthly" else say.in_short(digest.date)
    names = (digest.publication_name, day, *(section.name for section in digest.sections))
    return " ".join(dict.fromkeys(_tags(names)).keys())


def _tags(names: Iterable[str]) -> list[str]:
    return [tag for name in names if (tag := hashtag(name))][:MOST]


def hashtag(name: str) -> str:
    """`name` as one hashtag, empty where it has no letter: Telegram takes letters, digits and _ alone."""
    words = _BETWEEN_WORDS.sub("_", unicodedata.normalize("NFKC", name))
    bare = _EDGES.sub("", "".join(char for char in words if char == "_" or char.isalnum()))[:_LONGEST]
    return f"#{bare}" if any(char.isalpha() for char in bare) else ""
