"""What is said of an item in every place: its number, its date, the names of its links (pure)."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from bot.locales import Catalogue
from bot.models import Kind, Link, StoredDigest, StoredItem, StoredSection


def numbered(digest: StoredDigest) -> Iterator[tuple[StoredSection, int]]:
    """The sections, each with the number of its first item."""
    number = 1
    for section in digest.sections:
        yield section, number
        number += len(section.items)


def is_line(item: StoredItem) -> bool:
    """Whether an item is a title and its link, and nothing else."""
    return not (item.body.strip() or item.subtitle or item.date or len(item.links) > 1)


def own_date(item: StoredItem, kind: Kind, say: Catalogue) -> str:
    """The item's own date, where that of its digest, of this kind, does not tell it; else empty."""
    told = item.date is None or (kind == "daily" and item.date == item.digest_date)
    return "" if told or item.date is None else say.day(item.date, item.digest_date)


def others(item: StoredItem) -> tuple[Link, ...]:
    """The links of an item beside its main one."""
    return tuple(link for link in item.links if link.url != item.url)


def called(link: Link) -> str:
    """What the link is called; an address that has no other name is shown by its host."""
    if link.label.strip() and link.label != link.url:
        return link.label
    try:
        host = urlsplit(link.url).hostname
    except ValueError:
        host = None
    return (host or link.url).removeprefix("www.")
