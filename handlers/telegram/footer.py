"""What stands below a digest: hashtags, and the ways into the bot."""

from bot.layout.blocks import Block, Kind, Run, Runs
from bot.locales import Catalogue
from bot.models import StoredDigest
from handlers.telegram import deeplinks
from handlers.telegram.hashtags import hashtags
from handlers.telegram.markup import ME, escape, link


def footer(digest: StoredDigest, say: Catalogue) -> Block:
    """Hashtags, then links to this digest in the bot and to its search."""
    return Block(
        Kind.FOOTER,
        ((Run(hashtags(digest, say), escape, whole=True), Run("\n", str), *_links(digest, say)),),
    )


def ways(digest: StoredDigest, say: Catalogue) -> Block:
    """The links alone: the digest of which something is told has the hashtags."""
    return Block(Kind.FOOTER, (_links(digest, say),))


def _links(digest: StoredDigest, say: Catalogue) -> Runs:
    here = f"{ME}?start={deeplinks.digest(digest.date, digest.publication)}"
    return (
        Run(say("Open in the bot"), lambda text: link(escape(text), here), whole=True),
        Run(" · ", str),
        Run(say("Search the archive"), lambda text: link(escape(text), ME), whole=True),
    )
