"""The blocks of a reply as HTML, always within what one message may hold (pure)."""

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence

from bot.commands.models import Block, DigestCard, ItemCard, Links, Posts, Text
from bot.layout.looks import LOOKS, Look
from bot.locales import Catalogue, catalogue
from bot.models import Link, Locale, Span
from handlers.telegram import deeplinks
from handlers.telegram.markup import LIMIT, ME, Cost, bold, code, cost, escape, italic, link, text_of

LINE = 120
"""Characters; what is longer is a paragraph, with air around it."""
LONGEST_LINE = 300
"""Of a heading, a remark, an example."""
LONGEST_URL = 1500
"""Bytes; a longer address would cost the other items of the list theirs."""


def laid(blocks: Sequence[Block], locale: Locale, today: dt.date, room: Cost = LIMIT) -> str:
    """The blocks one under another; with less ornament, and at last fewer of them, where room is scarce."""
    say = catalogue(locale)
    html = ""
    for look in LOOKS:
        html = _joined(blocks, _shown(blocks, look, say, today))
        if fits(html, room):
            return html
    lines = _shown(blocks, LOOKS[-1], say, today)
    while lines and not fits(html, room):
        lines.pop()
        html = _joined(blocks, [*lines, "…"])
    return html if fits(html, room) else ""


def visible(html: str) -> str:
    """The HTML, or a sign in its place where a reader would see nothing: Telegram refuses an empty text."""
    return html if _is_visible(text_of(html)) else "…"


def _is_visible(text: str) -> bool:
    return any(unicodedata.category(char)[0] in "LNPS" for char in text)


def whole(card: ItemCard, say: Catalogue, today: dt.date) -> str:
    """One item as a message of its own, always within its limits."""
    for length, spans in ((400, card.snippet_spans), (200, ()), (0, ())):
        html = _whole(card, say, today, length, spans)
        if fits(html):
            return html
    return escape(clipped(legible(card), 80))


def legible(card: ItemCard) -> str:
    """The card's title, or its number where there is nothing to see of it."""
    title = " ".join(card.title.encode("utf-8", "replace").decode().split())
    return title if _is_visible(title) else f"#{card.id}"


def _whole(card: ItemCard, say: Catalogue, today: dt.date, length: int, spans: Sequence[Span]) -> str:
    place = italic(escape(" · ".join(filter(None, (clipped(card.section, 40), say.day(card.date, today))))))
    title = escape(clipped(legible(card), 300))
    source = _source(card, say)
    title = bold(link(title, f"{ME}?start={deeplinks.item(card.id)}"))
    foot = " · ".join(filter(None, (place, source)))
    return "\n\n".join(filter(None, (title, _marked(card.snippet, spans, length), foot)))


def fits(html: str, room: Cost = LIMIT) -> bool:
    """Whether a message with that room takes it."""
    return all(taken <= free for taken, free in zip(cost(html), room, strict=True))


def _joined(blocks: Sequence[Block], drawn: Sequence[str]) -> str:
    html = ""
    before: Block | None = None
    for block, part in zip(blocks, drawn, strict=False):
        if not part:
            continue
        if before is not None:
            html += "\n" if _line(before) and _line(block) else "\n\n"
        html += part
        before = block
    return html


def _line(block: Block) -> bool:
    """Whether the block stands close to others of its kind, as the lines of a list do."""
    return isinstance(block, Text) and block.kind in {"plain", "example"} and len(block.text) <= LINE


def _shown(blocks: Sequence[Block], look: Look, say: Catalogue, today: dt.date) -> list[str]:
    """The blocks one by one, the paragraphs as far as there is text to give."""
    shown, left = [], look.text
    for block in blocks:
        if isinstance(block, Text) and block.kind == "plain":
            text = clipped(block.text.strip(), left) if left > 1 else ""
            left -= len(text)
            shown.append(escape(text))
        else:
            shown.append(_drawn(block, look, say, today))
    return shown


def _drawn(block: Block, look: Look, say: Catalogue, today: dt.date) -> str:
    if isinstance(block, DigestCard | Posts):  # have messages of their own
        return ""
    if isinstance(block, ItemCard):
        return _card(block, look, say, today)
    if isinstance(block, Links):
        return _links(block.links, look, say)
    html = escape(clipped(block.text.strip(), LONGEST_LINE))
    if block.kind == "heading":
        return bold(html)
    if block.kind == "note":
        return italic(html)
    # A tap sends a command without words by itself; of any other line a tap takes a copy.
    if block.kind == "example" and " " in html:
        return code(html)
    return html


def _links(links: Sequence[Link], look: Look, say: Catalogue) -> str:
    """The links by their labels, the same address once."""
    drawn = {
        source.url: link(escape(clipped(source.label.strip() or say("Read the original"), 60)), source.url)
        for source in links[: look.links]
        if _short(source.url)
    }
    return " · ".join(html for html in drawn.values() if html.startswith("<a"))


def _short(url: str) -> bool:
    return len(url.encode("utf-8", "replace")) <= LONGEST_URL


def _card(card: ItemCard, look: Look, say: Catalogue, today: dt.date) -> str:
    title = _marked(card.title, card.title_spans, look.title)
    title = title if _is_visible(card.title) else f"#{card.id}"
    lines = [f"{card.number}. {link(title, f'{ME}?start={deeplinks.item(card.id)}')}"]
    spans = card.snippet_spans if look.emphasis else ()
    if snippet := _marked(card.snippet, spans, look.snippet):
        lines.append(snippet)
    place = escape(" · ".join(filter(None, (clipped(card.section, 40), say.day(card.date, today)))))
    place = italic(place) if look.emphasis else place
    source = _source(card, say) if look.sources else ""
    return "\n".join((*lines, " · ".join(filter(None, (place, source)))))


def _source(card: ItemCard, say: Catalogue) -> str:
    """A link to where the item comes from; nothing where it can't be one."""
    if card.url is None or not _short(card.url):
        return ""
    source = link(escape(say("Read the original")), card.url)
    return source if source.startswith("<a") else ""


def _marked(text: str, spans: Sequence[Span], length: int) -> str:
    """The text in one line of at most `length` characters, with what the spans mark in bold."""
    line = re.sub(r"\s", " ", text)
    end = len(line) if len(line) <= length else max(length - 1, 0)
    html, at = "", 0
    for first, last in spans:
        start, stop = max(first, at), min(last, end)
        if start < stop:
            html += escape(line[at:start]) + bold(escape(line[start:stop]))
            at = stop
    html += escape(line[at:end]) + ("…" if end and end < len(line) else "")
    return html if html.strip() else ""


def clipped(text: str, length: int) -> str:
    """At most `length` characters of the text; an ellipsis shows that it went on."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
