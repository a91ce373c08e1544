"""An item among others: in full, and as a line of a list of headlines."""

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from bot.layout.blocks import Block, Kind, Run, Runs
from bot.locales import Catalogue
from bot.models import Kind as Rhythm
from bot.models import Link, StoredItem
from handlers.telegram import deeplinks
from handlers.telegram.markup import ME, bold, escape, link
from handlers.telegram.quotation import is_long, quotation

_LONGEST_URL = 2000  # bytes: what is longer would take the room of the text


def in_full(item: StoredItem, number: int, rhythm: Rhythm, say: Catalogue, *, gap: str = "\n\n") -> Block:
    """Title, text and links.

    Where there is no room, what goes first is the bold of the title, then the look of short quotations,
    then that of folded ones. In the last form the title is the link to the source.
    """
    body = item.body.strip()
    folded = is_long(body)
    quoted = quotation(folded=folded)
    forms = (
        _form(item, number, rhythm, say, title=_bold, text=quoted),
        _form(item, number, rhythm, say, title=escape, text=quoted),
        _form(item, number, rhythm, say, title=escape, text=quoted if folded else escape),
        _form(item, number, rhythm, say, title=escape, text=escape),
        _form(item, number, rhythm, say, title=None, text=escape),
    )
    return Block(Kind.ITEM, forms, gap)


def is_line(item: StoredItem) -> bool:
    """Whether an item is a title and its link, and nothing else."""
    return not (item.body.strip() or item.subtitle or item.date or len(item.links) > 1)


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
    if dated := _date(item, rhythm, say):
        runs.append(Run(f"\n{dated}", escape))
    if item.subtitle:
        runs += (Run(" · " if dated else "\n", escape), Run(item.subtitle, escape))
    if body:
        runs += (Run("\n", str), Run(body, text))
    for index, run in enumerate(_links(item, None if on_title else url, say)):
        runs += (Run(" · " if index else "\n", str), run)
    return tuple(runs)


def _linked_title(item: StoredItem, number: int, url: str) -> Runs:
    return (Run(f"{number}. ", escape), Run(item.title, lambda text: link(escape(text), url), whole=True))


def _date(item: StoredItem, rhythm: Rhythm, say: Catalogue) -> str:
    """The item's own date, where the digest's does not tell it."""
    told = item.date is None or (rhythm == "daily" and item.date == item.digest_date)
    return "" if told or item.date is None else say.day(item.date, item.digest_date)


def _links(item: StoredItem, url: str | None, say: Catalogue) -> Iterator[Run]:
    if url is not None:
        yield _link(say("Read the original"), url)
    for other in item.links:
        if other.url != item.url:
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
