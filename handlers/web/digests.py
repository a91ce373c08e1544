"""The pages of digests: today's, one by its date, and the list of all editions."""

import datetime as dt
import itertools

from aiohttp import web

from bot.locales import message
from bot.models import Edition
from handlers.web import asked
from handlers.web.answer import Sorry
from handlers.web.page import page
from handlers.web.site import SITE

EDITIONS = 60  # lines on a page of the list


async def home(request: web.Request) -> web.Response:
    """Today's digest, or the newest one, saying so."""
    site = request.app[SITE]
    digest = await site.newest()
    if digest is None:
        return page(request, "empty.html")
    return page(request, "digest.html", digest=digest, stale=digest.date != site.today(), front=True)


async def digest(request: web.Request) -> web.Response:
    """The digest of a publication and a date."""
    date = asked.date(request.match_info["date"])
    found = date and await request.app[SITE].digest(request.match_info["publication"], date)
    if not found:
        raise Sorry(404, message("Nothing has been published here on this date."))
    return page(request, "digest.html", digest=found, stale=False, front=False)


async def editions(request: web.Request) -> web.Response:
    """All editions, newest first, by month."""
    store = request.app[SITE].store
    publication = asked.text(request, "publication") or None
    before = asked.date(asked.text(request, "before"))
    found = await store.editions(publication=publication, before=before, limit=EDITIONS + 1)
    shown = whole_days(found)
    return page(
        request,
        "editions.html",
        months=by_month(shown),
        publications=await store.publications(),
        publication=publication,
        before=before,
        next=shown[-1].date if len(shown) < len(found) else None,
    )


def whole_days(found: list[Edition]) -> list[Edition]:
    """What fits on a page without parting the editions of one date: the next page begins before a date."""
    if len(found) <= EDITIONS:
        return found
    last = found[-1].date
    return [edition for edition in found if edition.date != last] or found


def by_month(shown: list[Edition]) -> list[tuple[dt.date, list[Edition]]]:
    """The editions under the first day of their months."""
    months = itertools.groupby(shown, key=lambda edition: edition.date.replace(day=1))
    return [(first, list(editions)) for first, editions in months]
