"""Which address shows which page."""

from aiohttp import web

from bot.health import health
from handlers.web import commands, digests, feed, items, metrics, search, static
from handlers.web.answer import answer
from handlers.web.site import SITE

ROBOTS = b"User-agent: *\nDisallow: /search\nDisallow: /chat\n"


async def healthz(request: web.Request) -> web.Response:
    """For whoever watches: `ok` while the archive answers and a worker is at work."""
    site = request.app[SITE]
    found = await health(site.store, site.now())
    status = 200 if found.well else 503
    return answer(request, f"{found.told}\n".encode(), "text/plain", status=status, cache="no-store")


async def robots(request: web.Request) -> web.Response:
    """For crawlers: the pages that would never end are not for them."""
    return answer(request, ROBOTS, "text/plain")


ROUTES = (
    web.get("/", digests.home),
    web.get(r"/d/{publication:[a-z0-9-]+}/{date}", digests.digest),
    web.get("/editions", digests.editions),
    web.get("/sections", items.sections),
    web.get("/section/{name:.+}", items.section),
    web.get("/search", search.search),
    web.get("/item/{id:[0-9]{1,18}}", items.item),
    web.get("/feed.xml", feed.feed),
    web.get("/chat", commands.chat),
    web.post("/chat", commands.chat),
    web.get("/static/{name}", static.static),
    web.get("/healthz", healthz),
    web.get("/metrics", metrics.metrics),
    web.get("/robots.txt", robots),
)
