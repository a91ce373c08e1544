"""What stands above a digest: its name and date, its own headline where it has one, the introduction."""

import re

from bot.layout.blocks import Block, Kind, Run
from bot.locales import Catalogue
from bot.models import StoredDigest
from bot.text import normalise
from handlers.telegram.markup import bold, escape, italic, quote

_EMOJI = {"daily": "🗞", "weekly": "📅", "monthly": "📚"}
_SEPARATOR = re.compile(r"\s*[;；]\s*")
_DATE = re.compile(r"\d{4}\s*[-/.年]\s*\d{1,2}(?:\s*[-/.月]\s*(?:\d{1,2}\s*日?)?)?")
_PARTED = " \t:：-–—|｜·,，"


def headline(digest: StoredDigest, say: Catalogue, *, whole: StoredDigest, brief: bool = False) -> Block:
    """The block above everything; a brief one has no introduction.

    `whole` is the digest before a policy took anything away.
    """
    runs = [
        Run(f"{_EMOJI[digest.kind]} ", escape),
        Run(digest.publication_name, lambda text: bold(escape(text)), whole=True),
        Run(f" · {_when(digest, say)}", escape),
    ]
    if more := own_headline(whole):
        runs += (Run("\n", str), Run(more, escape))
    if digest.intro and digest.intro.strip() and not brief:
        runs += (Run("\n\n", str), Run(digest.intro.strip(), lambda text: quote(escape(text))))
    if digest.byline and digest.byline.strip() and not brief:
        runs += (Run("\n", str), Run(digest.byline.strip(), lambda text: italic(escape(text))))
    return Block(Kind.HEADLINE, (tuple(runs),))


def _when(digest: StoredDigest, say: Catalogue) -> str:
    match digest.kind:
        case "monthly":
            return say.month(digest.date)
        case "weekly":
            return say.in_short(digest.date)
        case _:
            return say.date(digest.date)


def own_headline(digest: StoredDigest) -> str:
    """What the digest's title says beyond the publication's name, the date and titles of its own items."""
    title = digest.title.strip()
    if title.lower().startswith(digest.publication_name.lower()):
        title = title[len(digest.publication_name) :].strip(_PARTED)
    known = {normalise(item.title) for section in digest.sections for item in section.items}
    own = [part for part in _SEPARATOR.split(title) if part and normalise(part) not in known]
    left = _DATE.sub("", "".join(own))
    says_more = any(char.isalpha() for char in left) and normalise(left) != normalise(digest.publication_name)
    return "; ".join(own) if says_more else ""
