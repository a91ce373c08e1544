"""The Atom feed (RFC 4287): one entry a digest."""

import datetime as dt
import re
from urllib.parse import urlsplit

from aiohttp import web

from bot.locales import catalogue
from bot.models import StoredDigest
from handlers.web import asked, static
from handlers.web.answer import answer
from handlers.web.paper import environment
from handlers.web.site import SITE

ENTRIES = 15
FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2
DOMAIN = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*")  # RFC 4151


async def feed(request: web.Request) -> web.Response:
    """The newest digests that stand here, of one publication if it is named."""
    site = request.app[SITE]
    publication = asked.text(request, "publication") or None
    entries = [
        (digest, published(digest), changed(digest))
        for edition in await site.store.editions(publication=publication, limit=ENTRIES)
        if (digest := await site.digest(edition.publication, edition.date))
    ]
    origin = site.origin(request)
    text = (
        environment()
        .get_template("feed.xml")
        .render(
            site=site,
            say=catalogue(site.locale),
            static=static.address,
            origin=origin,
            address=f"{origin}{request.path_qs}",
            authority=authority(origin),
            entries=entries,
            publication=publication,
            updated=max((time for _, _, time in entries), default=dt.datetime(1970, 1, 1, tzinfo=dt.UTC)),
        )
    )
    return answer(request, FORBIDDEN.sub("", text).encode(), "application/atom+xml")


def published(digest: StoredDigest) -> dt.datetime:
    """When the digest came out; for an old archive, its date."""
    return digest.published_at or dt.datetime.combine(digest.date, dt.time(), dt.UTC)


def changed(digest: StoredDigest) -> dt.datetime:
    """When the entry last became another: it came out, or was corrected after that."""
    return max(published(digest), digest.revised_at)


def authority(origin: str) -> str:
    """The name in the feed's tag: ids. The port is left out: an id outlives a change of port."""
    name = (urlsplit(origin).hostname or "").lower()
    return name if DOMAIN.fullmatch(name) else "localhost"
