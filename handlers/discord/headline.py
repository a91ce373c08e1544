"""What stands above a digest: its name and date, its own headline where it has one, the introduction."""

from bot.layout.blocks import Block, Kind, Run, Runs
from bot.layout.headline import SIGNS, own_headline, when
from bot.locales import Catalogue
from bot.models import Policy, StoredDigest
from handlers.discord.markup import bold, escape, quote, subtext


def headline(digest: StoredDigest, say: Catalogue, *, whole: StoredDigest, policy: Policy) -> Block | None:
    """The block above everything; an embed has the name and date as its title and may need nothing more.

    `whole` is the digest before a policy took anything away.
    """
    name = () if policy.embeds else _name(digest, say)
    loud, plain = [*name], [*name]
    brief = policy.layout == "headlines"
    intro, byline = ("", "") if brief else ((digest.intro or "").strip(), (digest.byline or "").strip())
    drawn = (
        (own_headline(whole), lambda text: bold(escape(text))),
        (intro, lambda text: quote(escape(text))),
        (byline, lambda text: subtext(escape(text))),
    )
    for text, draw in drawn:
        if text:
            loud += (Run("\n" if loud else "", str), Run(text, draw))
            plain += (Run("\n" if plain else "", str), Run(text, escape))
    return Block(Kind.HEADLINE, (tuple(loud), tuple(plain))) if loud else None


def named(digest: StoredDigest, say: Catalogue) -> str:
    """The name and date of the digest, in plain words."""
    return f"{SIGNS[digest.kind]} {' '.join(digest.publication_name.split())} · {when(digest, say)}"


def _name(digest: StoredDigest, say: Catalogue) -> Runs:
    return (
        Run(f"## {SIGNS[digest.kind]} ", str),
        Run(digest.publication_name, one_line, whole=True),
        Run(f" · {when(digest, say)}", escape),
    )


def one_line(text: str) -> str:
    """`text`, escaped, as a heading can hold it."""
    return " ".join(escape(text).split("\n"))
