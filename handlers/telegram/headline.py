"""What stands above a digest: its name and date, its own headline where it has one, the introduction.

And above what it says of watched words: these, then its name and date.
"""

from bot.layout import Alert
from bot.layout.blocks import Block, Kind, Run
from bot.layout.headline import SIGNS, own_headline, when
from bot.layout.length import is_long
from bot.locales import Catalogue
from bot.models import StoredDigest
from handlers.telegram.markup import bold, escape
from handlers.telegram.quotation import quotation


def headline(digest: StoredDigest, say: Catalogue, *, whole: StoredDigest, brief: bool = False) -> Block:
    """The block above everything; a brief one has no introduction.

    `whole` is the digest before a policy took anything away.
    """
    runs = [
        Run(f"{SIGNS[digest.kind]} ", escape),
        Run(digest.publication_name, lambda text: bold(escape(text)), whole=True),
        Run(f" · {when(digest, say)}", escape),
    ]
    if more := own_headline(whole):
        runs += (Run("\n", str), Run(more, escape))
    intro, byline = (digest.intro or "").strip(), (digest.byline or "").strip()
    if intro and not brief:
        runs += (Run("\n", str), Run(intro, quotation(folded=is_long(intro))))
    if byline and not brief:
        runs += (Run("\n", str), Run(byline, escape))
    return Block(Kind.HEADLINE, (tuple(runs),))


def title(alert: Alert, say: Catalogue) -> Block:
    """The block above an alert."""
    below = "" if alert.digest.sections[0].name else "\n"
    runs = (
        Run(alert.title, lambda text: bold(escape(text))),
        Run(f"\n{alert.digest.publication_name} · {when(alert.digest, say)}{below}", escape),
    )
    return Block(Kind.HEADLINE, (runs,))
