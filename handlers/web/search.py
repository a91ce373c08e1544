"""The search page."""

from urllib.parse import urlencode

from aiohttp import web

from bot.models import SearchPage, SearchQuery, Sort
from handlers.web import asked
from handlers.web.page import page
from handlers.web.site import SITE

HITS = 15  # on a page
SECTIONS = 200  # names in the filter
NOTHING = SearchPage(total=0, total_is_exact=True)


async def search(request: web.Request) -> web.Response:
    """Find items by words, within filters; without any word, the empty form."""
    store = request.app[SITE].store
    query = SearchQuery(
        text=asked.text(request, "q"),
        publication=asked.text(request, "publication") or None,
        section=asked.text(request, "section") or None,
        since=asked.date(asked.text(request, "since")),
        until=asked.date(asked.text(request, "until")),
        sort=order(asked.text(request, "sort")),
        limit=HITS,
        before=asked.text(request, "before") or None,
    )
    found = await store.search(query) if query.text else NOTHING
    return page(
        request,
        "search.html",
        query=query,
        found=found,
        names={publication.slug: publication.name for publication in await store.publications()},
        sections=[section.name for section in (await store.sections())[:SECTIONS] if section.name],
        filtered=bool(query.publication or query.section or query.since or query.until),
        first=address(query, before=None),
        more=address(query, before=found.next) if found.next else None,
        suggestion=address(query, text=found.suggestion, before=None) if found.suggestion else None,
        bare=address(SearchQuery(text=query.text)),
    )


def order(name: str) -> Sort:
    """The order that was asked for; relevance unless it is the other."""
    return "newest" if name == "newest" else "relevance"


def address(query: SearchQuery, **changes: str | None) -> str:
    """The address of a search, with some of it changed."""
    changed = query.model_copy(update=changes)
    asked_for = {
        "q": changed.text,
        "publication": changed.publication,
        "section": changed.section,
        "since": changed.since,
        "until": changed.until,
        "sort": changed.sort if changed.sort != "relevance" else None,
        "before": changed.before,
    }
    return "/search?" + urlencode({name: value for name, value in asked_for.items() if value})
