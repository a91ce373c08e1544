"""The blocks of a reply as texts of a card, always within what one message may hold (pure)."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby

from bot.commands.models import Block, DigestCard, ItemCard, Links, Posts, Text
from bot.layout.cut import is_boundary
from bot.layout.looks import LOOKS, Look
from bot.locales import Catalogue, catalogue
from bot.models import Link, Locale, Span
from handlers.discord.components import LIMIT, Component, Cost, cost, separator, text
from handlers.discord.markup import bold, escape, heading, href, link, subtext

LINE = 120
"""Characters; what is longer is a paragraph, with air around it."""
LONGEST_LINE = 300
"""Of a heading, a remark, an example."""
LONGEST_URL = 500
"""Characters; a longer address would cost the other items of the list theirs."""
AIR = "\n\n"


def laid(blocks: Sequence[Block], locale: Locale, today: dt.date, room: Cost = LIMIT) -> list[Component]:
    """The blocks one under another, for a container; with less ornament, and at last fewer of them.

    Nothing where there is nothing to see, or no room for any of it.
    """
    say = catalogue(locale)
    for look in LOOKS:
        shown = _stacked(_runs(blocks, _shown(blocks, look, say, today)), room)
        if fits(shown, room):
            return shown
    lines = _shown(blocks, LOOKS[-1], say, today)
    best: list[Component] = []
    few, many = 0, len(lines)
    while many - few > 1:
        middle = (few + many) // 2
        shown = _stacked(_runs(blocks, [*lines[:middle], "…"]), room)
        if fits(shown, room):
            few, best = middle, shown
        else:
            many = middle
    return best


def fits(parts: Sequence[Component], room: Cost = LIMIT) -> bool:
    """Whether a message with that room takes them."""
    return all(taken <= free for taken, free in zip(cost(parts), room, strict=True))


def less(room: Cost, parts: Sequence[Component]) -> Cost:
    """The room that is left beside these."""
    return Cost(*(free - taken for free, taken in zip(room, cost(parts), strict=True)))


def is_visible(line: str) -> bool:
    """Whether a reader sees anything of it: Discord refuses what is empty."""
    return any(unicodedata.category(char)[0] in "LNPS" for char in line)


def named(card: ItemCard) -> str:
    """The card's title in one line, or its number where there is nothing to see of it."""
    return _line_of(card.title) if is_visible(card.title) else f"#{card.id}"


def place(card: ItemCard, say: Catalogue, today: dt.date) -> str:
    """Where and when the item stood."""
    section = clipped(_line_of(card.section), 40) if is_visible(card.section) else ""
    return " · ".join(filter(None, (section, say.day(card.date, today))))


def clipped(words: str, length: int) -> str:
    """At most `length` characters, whole graphemes; an ellipsis shows that it went on."""
    if len(words) <= length:
        return words
    end = max(length - 1, 0)
    while end and not is_boundary(words, end):
        end -= 1
    return words[:end].rstrip() + "…"


def _runs(blocks: Sequence[Block], drawn: Sequence[str]) -> list[str]:
    """What belongs together as one text: the words before a list, the list, the words behind it."""
    pairs = [(block, part) for block, part in zip(blocks, drawn, strict=False) if part]
    runs = []
    for _, run in groupby(pairs, key=lambda pair: isinstance(pair[0], ItemCard)):
        whole = ""
        before: Block | None = None
        for block, part in run:
            if before is not None:
                whole += "\n" if _is_close(before, block) else AIR
            whole += part
            before = block
        runs.append(whole)
    return runs


def _stacked(runs: Sequence[str], room: Cost) -> list[Component]:
    """The runs with rules between them; where room is scarce without, and those beyond it as one."""
    if 2 * len(runs) - 1 <= room.components:
        return [part for run in runs for part in (separator(), text(run))][1:]
    apart = max(min(len(runs), room.components) - 1, 0)
    return [text(run) for run in (*runs[:apart], AIR.join(runs[apart:])) if run]


def _is_close(before: Block, block: Block) -> bool:
    """Whether the block stands right under the other: a list's line, or what a heading is about."""
    if isinstance(before, Text) and before.kind == "heading":
        return True  # the client leaves room under it
    return _is_line(before) and _is_line(block)


def _is_line(block: Block) -> bool:
    return isinstance(block, Text) and block.kind != "heading" and len(block.text) <= LINE


def _shown(blocks: Sequence[Block], look: Look, say: Catalogue, today: dt.date) -> list[str]:
    """The blocks one by one, the paragraphs as far as there is text to give."""
    shown, left = [], look.text
    for block in blocks:
        if isinstance(block, Text) and block.kind == "plain":
            words = clipped(block.text.strip(), left) if left > 1 and is_visible(block.text) else ""
            left -= len(words)
            shown.append(escape(words))
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
    if not is_visible(block.text):
        return ""
    words = clipped(_line_of(block.text), LONGEST_LINE)
    if block.kind == "heading":
        return heading(escape(words))
    if block.kind == "note":
        return subtext(escape(words))
    return _code(words)


def _code(words: str) -> str:
    """In a typewriter's letters, to be copied; nothing in it is markup."""
    words = words.replace("`", "ˋ")
    return f"`{words} `" if words.endswith("\\") else f"`{words}`"


def _links(links: Sequence[Link], look: Look, say: Catalogue) -> str:
    """The links by their labels, the same address once."""
    drawn = {source.url: _source(source.label, source.url, say) for source in links[: look.links]}
    return " · ".join(filter(None, drawn.values()))


def _source(label: str, url: str, say: Catalogue) -> str:
    """A link; nothing where it can't be one."""
    address = href(url)
    if address is None or len(address) > LONGEST_URL:
        return ""
    return link(clipped(_line_of(label), 60) if is_visible(label) else say("Read the original"), url)


def _card(card: ItemCard, look: Look, say: Catalogue, today: dt.date) -> str:
    source = _source("", card.url, say) if card.url is not None and look.sources else ""
    foot = " · ".join(filter(None, (escape(place(card, say, today)), source)))
    return "\n".join(
        filter(
            None,
            (
                bold(f"{card.number}. {escape(clipped(named(card), look.title))}"),
                _marked(card.snippet, card.snippet_spans if look.emphasis else (), look.snippet),
                subtext(foot) if look.emphasis else foot,
            ),
        )
    )


def _marked(words: str, spans: Sequence[Span], length: int) -> str:
    """The text in one line of at most `length` characters, with what the spans mark in bold."""
    if not length or not is_visible(words):
        return ""
    line = re.sub(r"\s", " ", words)
    short = clipped(line, length)
    whole = short == line
    parts = _parts(line, spans, len(line) if whole else len(short) - 1)
    shown = "".join(bold(escape(part)) if marked else escape(part) for part, marked in parts)
    return shown if whole else f"{shown}…"


def _parts(line: str, spans: Sequence[Span], end: int) -> Iterator[tuple[str, bool]]:
    """The line up to `end`, piece by piece, and whether a span marks the piece."""
    at = 0
    for first, last in spans:
        start, stop = max(first, at), min(last, end)
        if start < stop:
            yield line[at:start], False
            yield line[start:stop], is_visible(line[start:stop])
            at = stop
    yield line[at:end], False


def _line_of(words: str) -> str:
    return " ".join(words.encode("utf-8", "replace").decode().split())
