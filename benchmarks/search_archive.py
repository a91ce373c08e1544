"""A real archive of any size: the store's own tables and index, filled a few digests at a time."""

import datetime as dt
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa

from benchmarks.text_corpus import Text, make_texts
from bot.models import Digest, Item, Publication, Section, StoredItem
from storage import open_store
from storage.database import Database
from storage.entries import Entry
from storage.ids import take
from storage.index import index_entries
from storage.tables import digests, publications, sections

PUBLICATIONS = ("ai-daily", "ai-monthly")
SECTIONS = ("新闻资讯", "产品应用", "推荐文章", "开源动态", "算法论文")
ITEMS_A_DIGEST = 40
LAST_DAY = dt.date(2026, 11, 20)
NOW = dt.datetime(2026, 11, 20, 8, tzinfo=dt.UTC)
_DIGESTS_A_TRANSACTION = 100


class Edition(NamedTuple):
    """A digest to be stored; its items are parted evenly among the SECTIONS."""

    number: int
    publication: str
    date: dt.date
    texts: list[Text]

    def stored(self) -> list[StoredItem]:
        """The items as the store gives them to the index."""
        each = len(self.texts) // len(SECTIONS)
        numbers = take(self.date, None, ITEMS_A_DIGEST * len(PUBLICATIONS))
        numbers = numbers[self.number % len(PUBLICATIONS) * ITEMS_A_DIGEST :]
        return [
            StoredItem.model_construct(
                key=str(item_id),
                title=text.title,
                subtitle=None,
                body=text.body,
                url=None,
                links=(),
                images=(),
                date=None,
                id=item_id,
                digest_id=self.number,
                publication=self.publication,
                digest_date=self.date,
                section=SECTIONS[position // each],
                position=position + 1,
            )
            for position, (item_id, text) in enumerate(zip(numbers, self.texts, strict=False))
        ]


def editions(count: int) -> Iterator[Edition]:
    """Digests with that many items in all, oldest first; each day has one of each publication."""
    texts = make_texts(count)
    total = count // ITEMS_A_DIGEST
    for number in range(total):
        days_back = (total - 1 - number) // len(PUBLICATIONS)
        yield Edition(
            number=number + 1,
            publication=PUBLICATIONS[number % len(PUBLICATIONS)],
            date=LAST_DAY - dt.timedelta(days=days_back),
            texts=list(islice(texts, ITEMS_A_DIGEST)),
        )


async def fill(path: Path, count: int) -> None:
    """Make the archive; its newest digest is a draft."""
    url = f"sqlite:///{path}"
    store = await open_store(url, now=NOW)
    await store.declare_publications([Publication(slug=slug, name=slug) for slug in PUBLICATIONS])
    await store.close()
    database = Database(url)
    drafted = count // ITEMS_A_DIGEST
    async with database.read() as connection:
        ids = {row.slug: row.id for row in await connection.execute(sa.select(publications))}
    coming = editions(count)
    while some := list(islice(coming, _DIGESTS_A_TRANSACTION)):
        stored = [(edition, edition.stored()) for edition in some]
        async with database.write() as connection:
            await connection.execute(
                digests.insert(),
                [
                    {
                        "id": edition.number,
                        "publication_id": ids[edition.publication],
                        "date": edition.date,
                        "kind": "daily",
                        "title": "",
                        "item_count": len(edition.texts),
                        "revision": 1,
                        "planned_revision": 1,
                        "text_hash": "",
                        "generation": 0,
                        "revised_at": NOW,
                        "released": True,
                        "published_at": None if edition.number == drafted else NOW,
                    }
                    for edition in some
                ],
            )
            await connection.execute(
                sections.insert(),
                [
                    {
                        "id": edition.number * len(SECTIONS) + place,
                        "digest_id": edition.number,
                        "position": place + 1,
                        "name": name,
                        "item_count": len(edition.texts) // len(SECTIONS),
                    }
                    for edition in some
                    for place, name in enumerate(SECTIONS)
                ],
            )
            await connection.exec_driver_sql(
                "INSERT INTO items (id, digest_id, section_id, position, key, title, body, links, images) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, '[]', '[]')",
                [
                    (
                        item.id,
                        item.digest_id,
                        item.digest_id * len(SECTIONS) + SECTIONS.index(item.section),
                        item.position,
                        item.key,
                        item.title,
                        item.body,
                    )
                    for _, kept in stored
                    for item in kept
                ],
            )
            await index_entries(
                connection,
                [
                    Entry(item, edition.publication, draft=edition.number == drafted)
                    for edition, kept in stored
                    for item in kept
                ],
            )
    await database.engine.dispose()


def new_digest(date: dt.date, texts: list[Text]) -> Digest:
    """A day's digest as a document gives it."""
    each = len(texts) // len(SECTIONS)
    return Digest(
        kind="daily",
        date=date,
        title=str(date),
        sections=tuple(
            Section(
                name=name,
                items=tuple(
                    Item(key=f"{date} {place} {at}", title=text.title, body=text.body)
                    for at, text in enumerate(texts[place * each : (place + 1) * each])
                ),
            )
            for place, name in enumerate(SECTIONS)
        ),
    )
