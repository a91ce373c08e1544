"""Digests as the archive would keep them, without an archive."""

import datetime as dt

from bot.models import Digest, StoredDigest, StoredItem, StoredSection


def stored(
    digest: Digest, *, publication: str = "ai-daily", name: str = "AI日报", date: dt.date | None = None
) -> StoredDigest:
    """The digest with ids in the order of its items, from 1."""
    date = digest.date or date or dt.date(2026, 11, 20)
    sections = []
    number = 0
    for section in digest.sections:
        items = []
        for item in section.items:
            number += 1
            items.append(
                StoredItem(
                    **dict(item), id=number, digest_id=1, publication=publication, digest_date=date,
                    section=section.name, position=number,
                )
            )  # fmt: skip
        sections.append(StoredSection(name=section.name, items=tuple(items)))
    return StoredDigest(
        id=1, publication=publication, publication_name=name, kind=digest.kind, date=date, title=digest.title,
        items=number, revision=1, revised_at=dt.datetime(2026, 11, 20, tzinfo=dt.UTC), published_at=None,
        intro=digest.intro, byline=digest.byline, cover=digest.cover, sections=tuple(sections),
    )  # fmt: skip
