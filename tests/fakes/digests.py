"""Small digests for tests that are not about reading."""

import datetime as dt

from bot.models import Digest, Item, Kind, Section

DATE = dt.date(2026, 11, 20)


def digest(
    *titles: str, date: dt.date = DATE, section: str = "新闻资讯", kind: Kind = "daily", title: str = "AI日报"
) -> Digest:
    """A digest of one section with an item for each title; the title is the item's key as well."""
    items = tuple(
        Item(key=f"k-{name}", title=name, body=f"{name}的正文。", url=f"https://example.com/{number}")
        for number, name in enumerate(titles)
    )
    sections = (Section(name=section, items=items),) if items else ()
    return Digest(kind=kind, date=date, title=title, sections=sections)
