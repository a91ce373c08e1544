"""An item among others: in full, and as a line of a list of headlines."""

from collections.abc import Callable, Iterator

from bot.layout.blocks import Block, Kind, Run, Runs
from bot.layout.items import called, others, own_date
from bot.layout.length import is_long
from bot.locales import Catalogue
from bot.models import Kind as Rhythm
from bot.models import StoredItem
from handlers.telegram import deeplinks
from handlers.telegram.markup import ME, bold, escape, link
from handlers.telegram.quotation import quotation

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
    if dated := own_date(item, rhythm, say):
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


def _links(item: StoredItem, url: str | None, say: Catalogue) -> Iterator[Run]:
    if url is not None:
        yield _link(say("Read the original"), url)
    for other in others(item):
        yield _link(called(other), other.url)


def _link(label: str, url: str) -> Run:
    if len(url.encode("utf-8", "replace")) > _LONGEST_URL:
        return Run(label, escape, whole=True)
    return Run(label, lambda text: link(escape(text), url), whole=True)


def _bold(text: str) -> str:
    return bold(escape(text))
