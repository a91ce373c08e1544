"""/audit: who did what, when and from where, the newest first."""

from typing import TYPE_CHECKING

from bot.commands import paging
from bot.commands.blocks import answered, clip, heading, plain, refusal
from bot.commands.models import Reply, Request
from bot.locales import Catalogue, catalogue
from bot.records import Act

if TYPE_CHECKING:  # the desk tells admins in the commands' own words
    from bot.desk import Desk

LINES = 8
WHO, WHAT, WHERE, RESULT = 40, 60, 60, 120
"""Characters of each."""


async def audit(desk: "Desk", request: Request) -> Reply:
    """A page of the record."""
    say = catalogue(request.locale)
    written = request.argument.strip()
    page = paging.read(request.page if request.page is not None else written)
    found, more = await paging.load(
        page,
        LINES,
        lambda limit, before: desk.store.acts(before=_number(before), limit=limit),
    )
    if not found:
        if page.number > 1:
            return refusal([plain(say("The record does not go back that far."))])
        return answered([plain(say("Nobody has changed anything yet."))])
    following = paging.Page(page.number + 1, str(found[-1].id)) if more else None
    turning = paging.buttons(say, page, following, "audit", "")
    lines = [plain(_line(say, act, request)) for act in found]
    return answered([heading(say("Who did what")), *lines], [turning])


def _line(say: Catalogue, act: Act, request: Request) -> str:
    """One act: when, who, the words that were given, where, and what came of it."""
    at = act.at.astimezone(request.now.tzinfo)
    when = f"{say.day(at.date(), request.now.date())} {at:%H:%M}"
    given = clip(f"/{act.command} {act.argument}".strip(), WHAT)
    where = clip(act.place, WHERE) if act.place else ""
    first = " · ".join(filter(None, (when, clip(act.actor, WHO), given, where)))
    return f"{first}\n{clip(say.reason(act.result), RESULT)}"


def _number(key: str | None) -> int | None:
    """The act from which a page goes on."""
    known = key is not None and key.isascii() and key.isdecimal() and len(key) < 19
    return int(key or 0) if known else None
