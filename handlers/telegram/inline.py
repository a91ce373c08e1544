"""`@bot words` in any chat: items to put there, as cards."""

import datetime as dt
from collections.abc import Sequence

import structlog
from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
)
from telegram.constants import ParseMode

from bot.commands import paging
from bot.commands.blocks import item_card
from bot.commands.models import Actor, DigestCard, ItemCard, Reply, Request
from bot.commands.table import answer
from bot.errors import StoreError
from bot.locales import Catalogue, catalogue
from bot.models import StoredDigest
from handlers.telegram import deeplinks, people
from handlers.telegram.answering import CLOSED, patience, username_of, wait
from handlers.telegram.cards import clipped, legible, whole
from handlers.telegram.markup import addressed
from handlers.telegram.station import Station

COST = 0.2
"""A query arrives with every few letters that are typed."""
CACHED = dt.timedelta(minutes=5)
CACHED_NEWEST = dt.timedelta(minutes=1)
"""A new digest shall be offered soon."""
ITEMS = 20
TITLE, DESCRIPTION, BUTTON = 120, 160, 60  # characters that a line of results can show
LONGEST_URL = 2000

log = structlog.get_logger("ribao.telegram")


async def on_query(station: Station, query: InlineQuery) -> None:
    """Offer what the query finds, a page at a time; the items of the newest digest where it is empty.

    Nobody sees drafts here: what is offered goes to other people.
    """
    say = catalogue(people.spoken(query.from_user, station.desk.locale))
    words = " ".join(query.query.encode("utf-8", "ignore").decode().split())
    seconds = wait(station, query.from_user.id, cost=COST)
    if seconds is not None:
        door = patience(say, seconds) if seconds else say("A moment, please")
        await _offer(station, query, [], door=door, start=deeplinks.HOME)
        return
    asked = _asked(station, query, say, words)
    try:
        reply = await answer(station.desk.store, asked)
    except StoreError as error:
        log.warning("the archive can't be used", command="inline", error=str(error))
        await _offer(station, query, [], door=say(CLOSED), start=deeplinks.HOME)
        return
    if words:
        cards = [block for block in reply.blocks if isinstance(block, ItemCard)]
        following = _following(reply, asked)
        door, start = _door(say, words, found=bool(cards)), deeplinks.nearest_search(words)
    else:
        digest = next((block.digest for block in reply.blocks if isinstance(block, DigestCard)), None)
        cards, following = _page(digest, paging.read(asked.page).number) if digest else ([], "")
        door = (
            say("Digest of {date}", date=say.day(digest.date, asked.now.date()))
            if digest
            else say("Open Ribao")
        )
        start = deeplinks.digest(digest.date, digest.publication) if digest else deeplinks.HOME
    username = await username_of(station)
    results = [_article(card, say, asked.now.date(), username) for card in cards]
    cached = CACHED if words else CACHED_NEWEST
    await _offer(station, query, results, door=door, start=start, following=following, cached=cached)


def _asked(station: Station, query: InlineQuery, say: Catalogue, words: str) -> Request:
    desk = station.desk
    return Request(
        command="search" if words else "today",
        argument=words,
        page=query.offset or None,
        actor=Actor(id=f"{people.PLATFORM}:{query.from_user.id}"),
        locale=say.locale,
        now=desk.clock().astimezone(desk.zone),
    )


def _following(reply: Reply, asked: Request) -> str:
    """The key of the next page, as the search's own button has it; empty on the last one."""
    here = paging.read(asked.page).number
    keys = [b.page for row in reply.buttons for b in row if b.command == "search" and b.page]
    return next((key for key in keys if paging.read(key).number == here + 1), "")


def _page(digest: StoredDigest, number: int) -> tuple[list[ItemCard], str]:
    items = [item for section in digest.sections for item in section.items]
    first = (number - 1) * ITEMS
    cards = [item_card(item, at) for at, item in enumerate(items[first : first + ITEMS], first + 1)]
    return cards, str(number + 1) if first + ITEMS < len(items) else ""


def _door(say: Catalogue, words: str, *, found: bool) -> str:
    """What stands on the way into the private chat."""
    words = clipped(words, 20)
    return say("All about “{text}”", text=words) if found else say("Nothing found: search in Ribao")


def _article(card: ItemCard, say: Catalogue, today: dt.date, username: str) -> InlineQueryResultArticle:
    place = " · ".join(filter(None, (card.section, say.day(card.date, today))))
    url = card.url if card.url and len(card.url.encode("utf-8", "replace")) <= LONGEST_URL else None
    address = deeplinks.address(username, deeplinks.item(card.id))
    return InlineQueryResultArticle(
        id=deeplinks.item(card.id),
        title=clipped(legible(card), TITLE),
        description=clipped(_line(f"{place} · {card.snippet}" if card.snippet else place), DESCRIPTION),
        url=url,
        input_message_content=InputTextMessageContent(
            addressed(whole(card, say, today), username),
            parse_mode=ParseMode.HTML,
            link_preview_options=LinkPreviewOptions(is_disabled=url is None, url=url),
        ),
        reply_markup=InlineKeyboardMarkup([[InlineKeyboardButton(say("Open in Ribao"), url=address)]]),
    )


def _line(text: str) -> str:
    return " ".join(text.encode("utf-8", "ignore").decode().split())


async def _offer(
    station: Station,
    query: InlineQuery,
    results: Sequence[InlineQueryResultArticle],
    *,
    door: str,
    start: str,
    following: str = "",
    cached: dt.timedelta = dt.timedelta(),
) -> None:
    """Answer the query, with a button that leads to the private chat."""
    button = InlineQueryResultsButton(clipped(door, BUTTON), start_parameter=start)
    await station.connection.ask(
        None,
        # The words around the items are in the asker's own language, so nobody else may be shown them.
        lambda bot: bot.answer_inline_query(
            query.id, results, cache_time=cached, is_personal=True, next_offset=following, button=button
        ),
    )
