"""An item among others: in full, and as a line of a list of headlines."""

import unicodedata
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from bot.layout.blocks import Block, Kind, Run, Runs
from bot.locales import Catalogue
from bot.models import Kind as Rhythm
from bot.models import Link, StoredItem
from handlers.telegram import deeplinks
from handlers.telegram.markup import ME, bold, escape, italic, link, quote

_PHONE_LINE = 42  # half-width columns: a line of a quotation on a phone
_MANY_LINES = 6
_LONGEST_URL = 2000  # bytes: what is longer would take the room of the text


def in_full(item: StoredItem, number: int, rhythm: Rhythm, say: Catalogue) -> Block:
    """Title, text and links. What goes first is the bold of the title, then the quotation's look.

    In the last form the title is the link to the source, for want of room.
    """
    forms = (
        _form(item, number, rhythm, say, title=_bold, subtitle=_italic, text=_quote(item.body)),
        _form(item, number, rhythm, say, title=escape, subtitle=escape, text=_quote(item.body)),
        _form(item, number, rhythm, say, title=escape, subtitle=escape, text=escape),
        _form(item, number, rhythm, say, title=None, subtitle=escape, text=escape),
    )
    return Block(Kind.ITEM, forms)


def as_headline(item: StoredItem, number: int) -> Block:
    """A line with a link to the source or, without one, to the item's page in the bot."""
    url = source(item) or f"{ME}?start={deeplinks.item(item.id)}"
    return Block(Kind.ITEM, (_linked_title(item, number, url),), gap="\n")


def source(item: StoredItem) -> str | None:
    """The address of the item's source; its page in the bot where the address is absurdly long."""
    if item.url is None or len(item.url.encode("utf-8", "replace")) <= _LONGEST_URL:
        return item.url
    return f"{ME}?start={deeplinks.item(item.id)}"


Draw = Callable[[str], str]


def _form(
    item: StoredItem,
    number: int,
    rhythm: Rhythm,
    say: Catalogue,
    *,
    title: Draw | None,
    subtitle: Draw,
    text: Draw,
) -> Runs:
    url = source(item)
    body = item.body.strip()
    on_title = url is not None and (title is None or not body)
    runs: list[Run] = []
    if on_title and url is not None:
        runs += _linked_title(item, number, url)
    else:
        runs.append(Run(f"{number}. {item.title}", title or escape, whole=True))
    if item.subtitle:
        runs += (Run("\n", str), Run(item.subtitle, subtitle))
    if body:
        runs += (Run("\n", str), Run(body, text))
    for index, run in enumerate(_tail(item, None if on_title else url, rhythm, say)):
        runs += (Run(" · " if index else "\n", str), run)
    return tuple(runs)


def _linked_title(item: StoredItem, number: int, url: str) -> Runs:
    return (Run(f"{number}. ", escape), Run(item.title, lambda text: link(escape(text), url), whole=True))


def _tail(item: StoredItem, url: str | None, rhythm: Rhythm, say: Catalogue) -> Iterator[Run]:
    """The last line of an item: its date where the digest's own does not tell it, and its links."""
    if item.date is not None and (rhythm != "daily" or item.date != item.digest_date):
        yield Run(say.day(item.date, item.digest_date), escape)
    if url is not None:
        yield _link(say("Read the original"), url)
    for other in item.links:
        if other.url != item.url and other.url not in item.body:  # there it is a link by itself
            yield _link(_label(other), other.url)


def _link(label: str, url: str) -> Run:
    if len(url.encode("utf-8", "replace")) > _LONGEST_URL:
        return Run(label, escape, whole=True)
    return Run(label, lambda text: link(escape(text), url), whole=True)


def _label(other: Link) -> str:
    """What the link is called; an address that has no other name is shown by its host."""
    if other.label.strip() and other.label != other.url:
        return other.label
    try:
        host = urlsplit(other.url).hostname
    except ValueError:
        host = None
    return (host or other.url).removeprefix("www.")


def _bold(text: str) -> str:
    return bold(escape(text))


def _italic(text: str) -> str:
    return italic(escape(text))


def _quote(body: str) -> Draw:
    """A quotation, folded where it would fill the screen of a phone."""
    folded = sum(lines(paragraph) for paragraph in body.split("\n")) > _MANY_LINES
    return lambda text: quote(escape(text), expandable=folded)


def lines(paragraph: str) -> int:
    """How many lines of a phone a paragraph takes."""
    width = sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in paragraph)
    return max(1, -(-width // _PHONE_LINE))
