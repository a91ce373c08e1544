"""What stands above a digest: its name and date, its own headline where it has one, the introduction."""

import re

from bot.documents.kinds import names_a_digest
from bot.layout.blocks import Block, Kind, Run
from bot.locales import Catalogue
from bot.models import StoredDigest
from bot.text import normalise
from handlers.telegram.markup import bold, escape
from handlers.telegram.quotation import is_long, quotation

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
    intro, byline = (digest.intro or "").strip(), (digest.byline or "").strip()
    if intro and not brief:
        runs += (Run("\n", str), Run(intro, quotation(folded=is_long(intro))))
    if byline and not brief:
        runs += (Run("\n", str), Run(byline, escape))
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
