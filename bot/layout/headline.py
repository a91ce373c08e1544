"""What is said above a digest everywhere: its sign, its date, its own headline where it has one (pure)."""

import re

from bot.documents.kinds import names_a_digest
from bot.locales import Catalogue
from bot.models import StoredDigest
from bot.text import normalise

SIGNS = {"daily": "🗞", "weekly": "📅", "monthly": "📚"}
"""The emoji of each kind."""

_SEPARATOR = re.compile(r"\s*[;；]\s*")
_DATE = re.compile(r"\d{4}\s*[-/.年]\s*\d{1,2}(?:\s*[-/.月]\s*(?:\d{1,2}\s*日?)?)?")
_PARTED = " \t:：-–—|｜·,，"


def when(digest: StoredDigest, say: Catalogue) -> str:
    """The date of a digest, as exact as its kind needs it."""
    match digest.kind:
        case "monthly":
            return say.month(digest.date)
        case "weekly":
            return say.in_short(digest.date)
        case _:
            return say.date(digest.date)


def own_headline(digest: StoredDigest) -> str:
    """What the digest's title says beyond the name of the series and the titles of its own items."""
    title = digest.title.strip()
    if title.lower().startswith(digest.publication_name.lower()):
        title = title[len(digest.publication_name) :].strip(_PARTED)
    name, _, rest = title.replace("：", ":", 1).partition(":")
    if names_a_digest(name) or not any(char.isalpha() for char in _DATE.sub("", name)):
        title = rest.strip()
    known = {normalise(item.title) for section in digest.sections for item in section.items}
    own = [part for part in _SEPARATOR.split(title) if part and normalise(part) not in known]
    return "; ".join(own) if any(char.isalpha() for char in "".join(own)) else ""
