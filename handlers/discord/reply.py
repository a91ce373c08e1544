"""Reply → a message of Discord: a card within its limits, with what can be pressed under it.

A button's custom_id is a packed press (bot.commands.presses), a menu's begins with MENU and its values are
packed presses. SHARE and a packed press behind it: post the answer to that press for all to see. It is
somebody else's answer too, so it is to be asked for as a reader, whoever pressed: drafts stay where they are.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.commands.models import Block, DigestCard, ItemCard, Reply, Request
from bot.commands.posts import parted
from bot.commands.presses import Press
from bot.commands.table import find
from bot.delivery.models import Part
from bot.locales import catalogue
from bot.models import Locale
from bot.ports import Archive
from handlers.discord import pages
from handlers.discord.cards import clipped, is_visible, laid, less, named, place
from handlers.discord.components import EPHEMERAL, LIMIT, V2, Component, container, text
from handlers.discord.controls import MENU, SHARE, WIDEST, Menu, Row, Way, drawn, way
from handlers.discord.markup import escape
from handlers.discord.station import PLATFORM

__all__ = ["MENU", "SHARE", "Message", "shown"]

WARNING = 0xF0B132
"""The colour of a request that could not be met."""
SENTENCE = 800
SEVERAL = 3
"""So many sections to choose from are a menu."""


@dataclass(frozen=True, slots=True)
class Message:
    """A reply as Discord shows it; `posts` follow it, for who asked alone."""

    components: tuple[Component, ...]
    posts: tuple[Part, ...] = ()

    @classmethod
    def saying(cls, sentence: str, *, failed: bool = False) -> "Message":
        """One sentence, and nothing to press."""
        words = escape(clipped(sentence.strip(), SENTENCE)) if is_visible(sentence) else "…"
        return cls((container(text(words), accent=WARNING if failed else None),))

    def body(self, *, ephemeral: bool = False) -> dict[str, Any]:
        """The JSON that makes it, or makes another message into it; nobody is notified."""
        return {
            "flags": V2 | EPHEMERAL if ephemeral else V2,
            "components": list(self.components),
            "allowed_mentions": {"parse": []},
        }


async def shown(
    reply: Reply,
    *,
    store: Archive,
    locale: Locale,
    today: dt.date,
    asked: Request | None = None,
    public: bool = False,
) -> Message:
    """The reply as a message; `asked` is what it answers. Raises StoreError.

    A digest is shown page by page: `asked.page` tells which. `public`: all see it already, there is nothing
    to share.
    """
    reply, posts = parted(reply, PLATFORM, catalogue(locale))
    card = next((block for block in reply.blocks if isinstance(block, DigestCard)), None)
    before = tuple(block for block in reply.blocks if block is not card)
    page = None if card is None else pages.page(card.digest, locale, asked.page if asked else None)
    own = [tuple(map(way, row)) for row in reply.buttons if row]
    rows: list[Row] = _chosen_from(before, own, locale, today) if page is None else [*page.ways(locale), *own]
    if not (reply.failed or public) and (press := _shareable(page, asked)) is not None:
        share = Way(catalogue(locale)("↗ Share"), press, shared=True)
        rows = _with(share, [row for row in rows if row])
    controls = await drawn(rows, store)
    room = less(LIMIT, [container(), *controls])
    if page is not None:
        return Message(pages.under(laid(before, locale, today, room), page, controls))
    body = laid(before, locale, today, room) or [text("…")]
    return Message((container(*body, accent=WARNING if reply.failed else None), *controls), posts)


def _chosen_from(
    blocks: Sequence[Block], buttons: Sequence[tuple[Way, ...]], locale: Locale, today: dt.date
) -> list[Row]:
    """The buttons, with menus of the listed items and of sections in the place of buttons for each."""
    say = catalogue(locale)
    items = tuple(
        Way(f"{block.number}. {named(block)}", Press("item", str(block.id)), remark=place(block, say, today))
        for block in blocks
        if isinstance(block, ItemCard)
    )
    sections = tuple(each for row in buttons for each in row if _is_section(each.press))
    if len(sections) < SEVERAL:
        return [Menu(say("Open an item…"), items), *buttons]
    names = tuple(replace(each, label=_name_of(each)) for each in sections)
    others = [tuple(each for each in row if not _is_section(each.press)) for row in buttons]
    return [Menu(say("Open an item…"), items), Menu(say("Open a section…"), names), *others]


def _is_section(press: Press) -> bool:
    return press.command == "section" and press.page is None


def _name_of(section: Way) -> str:
    """A list's number is enough for a button; a menu has room for the name as well."""
    return f"{section.label}. {section.press.argument}" if section.label.isdecimal() else section.label


def _shareable(page: pages.Page | None, asked: Request | None) -> Press | None:
    """What gives the same answer again, where it may be given to all."""
    if asked is not None and asked.chat is not None and asked.chat.kind == "private":
        return None
    if page is not None:
        return page.press if page.digest.published_at is not None else None
    command = find(asked.command) if asked else None
    if asked is None or command is None or command.steering is not None:
        return None
    return Press(command.name, asked.argument, asked.page)


def _with(way: Way, rows: list[Row]) -> list[Row]:
    """The rows, and this at the end of the last one, if it has room."""
    last = rows[-1] if rows else ()
    if isinstance(last, Menu) or not 0 < len(last) < WIDEST:
        return [*rows, (way,)]
    return [*rows[:-1], (*last, way)]
