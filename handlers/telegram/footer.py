"""What stands below a digest: hashtags, and the ways into the bot."""

from bot.layout.blocks import Block, Kind, Run
from bot.locales import Catalogue
from bot.models import StoredDigest
from handlers.telegram import deeplinks
from handlers.telegram.hashtags import hashtags
from handlers.telegram.markup import ME, escape, link


def footer(digest: StoredDigest, say: Catalogue) -> Block:
    """Hashtags, then links to this digest in the bot and to its search."""
    here = f"{ME}?start={deeplinks.digest(digest.date, digest.publication)}"
    runs = (
        Run(hashtags(digest, say), escape, whole=True),
        Run("\n", str),
        Run(say("Open in the bot"), lambda text: link(escape(text), here), whole=True),
        Run(" · ", str),
        Run(say("Search the archive"), lambda text: link(escape(text), ME), whole=True),
    )
    return Block(Kind.FOOTER, (runs,))
