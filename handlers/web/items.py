"""The pages of items: a section's, and one item for itself."""

from aiohttp import web

from bot.locales import message
from bot.models import StoredDigest, StoredItem
from handlers.web import asked
from handlers.web.answer import Sorry
from handlers.web.page import page
from handlers.web.site import SITE

ITEMS = 20  # on a page of a section


async def sections(request: web.Request) -> web.Response:
    """The names of all sections."""
    found = await request.app[SITE].store.sections()
    return page(request, "sections.html", sections=[section for section in found if section.name])


async def section(request: web.Request) -> web.Response:
    """The items of a section, newest first."""
    store = request.app[SITE].store
    name = asked.line(request.match_info["name"])
    before = asked.number(asked.text(request, "before"))
    found = await store.section(name, before=before, limit=ITEMS + 1) if name else []
    if not found and (before is None or not name):
        raise Sorry(404, message("There is no such section."))
    shown = found[:ITEMS]
    return page(
        request,
        "section.html",
        name=name,
        items=shown,
        before=before,
        next=shown[-1].id if len(found) > ITEMS else None,
    )


async def item(request: web.Request) -> web.Response:
    """One item, with its neighbours in the digest."""
    site = request.app[SITE]
    found = await site.store.item(int(request.match_info["id"]))
    digest = found and await site.store.digest_by_id(found.digest_id)
    if not found or not digest:
        raise Sorry(404, message("There is no such item, or it was taken back."))
    previous, following = neighbours(found, digest)
    return page(
        request,
        "item.html",
        item=found,
        digest=digest,
        previous=previous,
        following=following,
        address=f"{site.origin(request)}/item/{found.id}",
    )


def neighbours(item: StoredItem, digest: StoredDigest) -> tuple[StoredItem | None, StoredItem | None]:
    """The items before and behind it, across the borders of sections."""
    items = [other for section in digest.sections for other in section.items]
    at = next((at for at, other in enumerate(items) if other.id == item.id), None)
    if at is None:  # a correction came between the two questions
        return None, None
    return (items[at - 1] if at else None), (items[at + 1] if at + 1 < len(items) else None)
