"""An item among others: in full, and as a line of a list of headlines."""

from collections.abc import Callable, Iterator

from bot.layout.blocks import Block, Run, Runs
from bot.layout.blocks import Kind as Role
from bot.layout.items import called, others, own_date
from bot.locales import Catalogue
from bot.models import Kind, StoredItem
from handlers.discord.markup import bold, close, escape, link, subtext

Draw = Callable[[str], str]


def in_full(item: StoredItem, number: int, kind: Kind, say: Catalogue, *, gap: str) -> Block:
    """Title, which is the link to the source, text and the other links.

    Where there is no room, what goes first is the small print of the links, then the bold of the title.
    """
    forms = (
        _form(item, number, kind, say, title=bold, links=subtext),
        _form(item, number, kind, say, title=bold, links=str),
        _form(item, number, kind, say, title=str, links=str),
    )
    return Block(Role.ITEM, forms, gap)


def as_headline(item: StoredItem, number: int, *, gap: str) -> Block:
    """A line that is the link to the source."""
    return Block(Role.ITEM, (_title(item, number, str),), gap)


def _form(item: StoredItem, number: int, kind: Kind, say: Catalogue, *, title: Draw, links: Draw) -> Runs:
    runs = [*_title(item, number, title)]
    if dated := own_date(item, kind, say):
        runs.append(Run(f"\n{dated}", escape))
    if item.subtitle:
        runs += (Run(" · " if dated else "\n", escape), Run(item.subtitle, escape))
    if body := item.body.strip():
        runs += (Run("\n", str), Run(body, lambda text: escape(close(text))))
    return (*runs, *_links(item, links))


def _title(item: StoredItem, number: int, draw: Draw) -> Runs:
    url = item.url or ""
    return (Run(f"{number}. ", escape), Run(item.title, lambda text: draw(link(text, url)), whole=True))


def _links(item: StoredItem, draw: Draw) -> Iterator[Run]:
    for index, other in enumerate(others(item)):
        yield _link(called(other), other.url, draw if index == 0 else None)


def _link(label: str, url: str, first: Draw | None) -> Run:
    if first is None:
        return Run(label, lambda text: f" · {link(text, url)}", whole=True)
    return Run(label, lambda text: f"\n{first(link(text, url))}", whole=True)
