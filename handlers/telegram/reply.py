"""Reply → a message of Telegram: HTML within its limits, with an inline keyboard."""

import datetime as dt
from dataclasses import dataclass
from typing import TypedDict
from urllib.parse import urlencode

from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.constants import ParseMode

from bot.commands import presses
from bot.commands.blocks import note
from bot.commands.models import Button, DigestCard, Reply, Request, Text
from bot.commands.posts import parted
from bot.delivery.models import Part
from bot.locales import catalogue
from bot.models import Locale
from bot.ports import Archive
from handlers.telegram import deeplinks, pages
from handlers.telegram.cards import laid, visible
from handlers.telegram.markup import addressed
from handlers.telegram.people import PLATFORM

MOST = 90
"""Buttons on one message; Telegram takes a hundred."""
WIDEST = 8
DATA = 64
"""Bytes that Telegram keeps for a button."""
TITLE = 80


class Fields(TypedDict):
    """What `send_message` and `edit_message_text` take alike."""

    text: str
    parse_mode: str
    reply_markup: InlineKeyboardMarkup | None
    link_preview_options: LinkPreviewOptions


@dataclass(frozen=True, slots=True)
class Message:
    """A reply as Telegram shows it; `posts` are shown behind it, to who asked alone."""

    text: str
    keyboard: InlineKeyboardMarkup | None
    preview: LinkPreviewOptions
    posts: tuple[Part, ...] = ()

    @property
    def fields(self) -> Fields:
        """The arguments with which a bot sends it, or edits another message into it."""
        return {
            "text": self.text,
            "parse_mode": ParseMode.HTML,
            "reply_markup": self.keyboard,
            "link_preview_options": self.preview,
        }


async def shown(
    reply: Reply,
    *,
    store: Archive,
    locale: Locale,
    username: str,
    today: dt.date,
    asked: Request | None = None,
) -> Message:
    """The reply as a message of the bot `username`; `asked` is what it answers. Raises StoreError.

    A digest is shown page by page: `asked.page` tells which.
    """
    say = catalogue(locale)
    reply, posts = parted(reply, PLATFORM, say)
    if posts and asked is not None and asked.chat is not None and asked.chat.kind != "private":
        told = note(say("I show it to you in private."))
        reply = reply.model_copy(update={"blocks": (*reply.blocks, told)})
    card = next((block for block in reply.blocks if isinstance(block, DigestCard)), None)
    rows = [list(row) for row in reply.buttons]
    preview = LinkPreviewOptions(is_disabled=True)
    if card is None:
        html = laid(reply.blocks, locale, today)
    else:
        page = pages.page(card.digest, locale, asked.page if asked else None)
        before = tuple(block for block in reply.blocks if block is not card)
        html = pages.under(laid(before, locale, today), page)
        rows = [*pages.keyboard(page, locale), *rows]
        preview = page.preview
    drawn = [[await _drawn(button, store) for button in row[:WIDEST]] for row in rows if row]
    if not reply.failed:
        drawn.append(_passed_on(reply, asked, locale, username))
    keyboard = InlineKeyboardMarkup(_fitting(drawn))
    text = addressed(visible(html), username)
    return Message(text, keyboard if keyboard.inline_keyboard else None, preview, posts)


async def _drawn(button: Button, store: Archive) -> InlineKeyboardButton:
    label = " ".join(button.label.encode("utf-8", "ignore").decode().split())
    data = await presses.pack(presses.press(button), store, longest=DATA)
    return InlineKeyboardButton(label or "…", callback_data=data)


def _fitting(rows: list[list[InlineKeyboardButton]]) -> list[list[InlineKeyboardButton]]:
    """As many whole rows as a message may have, the last one (it passes the reply on) in any case."""
    kept: list[list[InlineKeyboardButton]] = []
    room = MOST - (len(rows[-1]) if rows else 0)
    for row in rows[:-1]:
        room -= len(row)
        if room < 0:
            break
        kept.append(row)
    return [row for row in (*kept, *rows[-1:]) if row]


def _passed_on(
    reply: Reply, asked: Request | None, locale: Locale, username: str
) -> list[InlineKeyboardButton]:
    """Buttons that share the reply and copy its permalink, where it has one."""
    found = _permalink(reply, asked)
    if found is None:
        return []
    say = catalogue(locale)
    payload, title = found
    address = deeplinks.address(username, payload)
    share = "https://t.me/share/url?" + urlencode({"url": address, "text": title[:TITLE]}, errors="ignore")
    return [
        InlineKeyboardButton(say("↗ Share"), url=share),
        InlineKeyboardButton(say("🔗 Copy link"), copy_text=CopyTextButton(address)),
    ]


def _permalink(reply: Reply, asked: Request | None) -> tuple[str, str] | None:
    """The start payload that leads to the same answer, and what it is about."""
    for block in reply.blocks:
        if isinstance(block, DigestCard):
            digest = block.digest
            name = f"{digest.publication_name} {digest.date}"
            return deeplinks.digest(digest.date, digest.publication), name
    if asked is None:
        return None
    if asked.command == "item" and (number := asked.argument.strip()).isdecimal():
        return deeplinks.item(int(number)), next((b.text for b in reply.blocks if isinstance(b, Text)), "")
    payload = deeplinks.search(asked.argument) if asked.command == "search" else None
    return (payload, " ".join(asked.argument.split())) if payload else None
