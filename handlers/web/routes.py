"""Which address shows which page."""

from aiohttp import web

from bot.errors import StoreError
from handlers.web import commands, digests, feed, items, search, static
from handlers.web.answer import answer
from handlers.web.site import PLATFORM, SITE

ROBOTS = b"User-agent: *\nDisallow: /search\nDisallow: /chat\n"


async def healthz(request: web.Request) -> web.Response:
    """For whoever watches: `ok` while the archive answers."""
    try:
        await request.app[SITE].store.targets(platform=PLATFORM)
    except StoreError:
        return answer(request, b"the archive does not answer\n", "text/plain", status=503)
    return answer(request, b"ok\n", "text/plain", cache="no-store")


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
    web.get("/robots.txt", robots),
)
