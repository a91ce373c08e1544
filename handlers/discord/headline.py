"""What stands above a digest: its name and date, its own headline where it has one, the introduction."""

from bot.layout.blocks import Block, Kind, Run
from bot.layout.headline import SIGNS, own_headline, when
from bot.locales import Catalogue
from bot.models import StoredDigest
from handlers.discord.markup import bold, escape, quote, subtext


def headline(digest: StoredDigest, say: Catalogue, *, whole: StoredDigest, brief: bool = False) -> Block:
    """The block above everything; a brief one has no introduction.

    `whole` is the digest before a policy took anything away.
    """
    name = (
        Run(f"## {SIGNS[digest.kind]} ", str),
        Run(digest.publication_name, one_line, whole=True),
        Run(f" · {when(digest, say)}", escape),
    )
    own = own_headline(whole)
    intro, byline = ("", "") if brief else ((digest.intro or "").strip(), (digest.byline or "").strip())
    loud, plain = list(name), list(name)
    if own:
        loud += (Run("\n", str), Run(own, lambda text: bold(escape(text))))
        plain += (Run("\n", str), Run(own, escape))
    if intro:
        loud += (Run("\n", str), Run(intro, lambda text: quote(escape(text))))
        plain += (Run("\n", str), Run(intro, escape))
    if byline:
        loud.append(Run(byline, lambda text: f"\n{subtext(escape(text))}"))
        plain += (Run("\n", str), Run(byline, escape))
    return Block(Kind.HEADLINE, (tuple(loud), tuple(plain)))


def one_line(text: str) -> str:
    """`text`, escaped, as a heading can hold it."""
    return " ".join(escape(text).split("\n"))
