"""The search index: its tables, and how items get into them.

SQLite keeps the tokens in an FTS5 table without content (`search_index`), PostgreSQL in a tsvector; neither
splits or changes a token, so both find the same. The words of the archive are listed in `search_words`,
for the beginnings of long words and for suggestions.

A contentless FTS5 table forgets an item only when it is given the very tokens that were indexed:
`search_version` tells which version of the tokenizer made them.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.models import StoredItem
from bot.text.tokens import VERSION
from storage.engines import ENGINES
from storage.entries import Entry
from storage.items import STANDING
from storage.tables import digests, items

_ADD_WORD = sa.text("INSERT INTO search_words (word) VALUES (:word) ON CONFLICT DO NOTHING")

_AT_ONCE = 1000

_VERSION_TABLE = "CREATE TABLE search_version (version INTEGER NOT NULL)"
_VERSION_ROW = f"INSERT INTO search_version (version) VALUES ({VERSION})"

_FTS5_TABLE = (
    "CREATE VIRTUAL TABLE search_index USING fts5("
    "tokens, content='', columnsize=0, tokenize=\"ascii tokenchars '+#.|~^:'\")"
)

DDL: dict[str, tuple[str, ...]] = {
    "sqlite": (
        _FTS5_TABLE,
        "CREATE TABLE search_words (word TEXT NOT NULL PRIMARY KEY) WITHOUT ROWID",
        _VERSION_TABLE,
        _VERSION_ROW,
    ),
    "postgresql": (
        "CREATE TABLE search_index (id BIGINT NOT NULL PRIMARY KEY, tokens TSVECTOR NOT NULL)",
        "CREATE INDEX ix_search_index_tokens ON search_index USING gin (tokens)",
        'CREATE TABLE search_words (word TEXT COLLATE "C" NOT NULL PRIMARY KEY)',
        _VERSION_TABLE,
        _VERSION_ROW,
    ),
}
"""The tables as they are now, by dialect; a change needs a migration, and a test compares the two."""


async def index_items(
    connection: AsyncConnection, added: Sequence[StoredItem], publication: str, draft: bool
) -> None:
    """Make these items findable; called once for each in the transaction that saves it."""
    if added:
        await index_entries(connection, [Entry(item, publication, draft=draft) for item in added])


async def index_entries(connection: AsyncConnection, entries: Sequence[Entry]) -> None:
    """Write entries, at least one, that are not in the index yet."""
    engine = ENGINES[connection.dialect.name]
    await connection.execute(engine.write, [engine.row(entry) for entry in entries])
    words = set().union(*(entry.vocabulary for entry in entries))
    if words:
        await connection.execute(_ADD_WORD, [{"word": word} for word in sorted(words)])


async def unindex_items(
    connection: AsyncConnection, removed: Sequence[StoredItem], publication: str, draft: bool
) -> None:
    """Forget these items, given exactly what was indexed. Their words stay known: they do no harm."""
    if removed:
        engine = ENGINES[connection.dialect.name]
        entries = (Entry(item, publication, draft=draft) for item in removed)
        await connection.execute(engine.erase, [engine.row(entry) for entry in entries])


async def is_current(connection: AsyncConnection) -> bool:
    """Whether the index was made by this version of the tokenizer; if not, `rebuild` is due."""
    version: int | None = await connection.scalar(sa.text("SELECT max(version) FROM search_version"))
    return version == VERSION


async def rebuild(connection: AsyncConnection) -> None:
    """Index everything anew, some 1,000 items a second; in the writing transaction of the caller."""
    await connection.execute(ENGINES[connection.dialect.name].clear)
    await connection.execute(sa.text("DELETE FROM search_words"))
    some = STANDING.add_columns(digests.c.published_at).order_by(items.c.id).limit(_AT_ONCE)
    last = 0
    while rows := (await connection.execute(some.where(items.c.id > last))).mappings().all():
        entries = []
        for row in rows:
            fields = dict(row)
            draft = fields.pop("published_at") is None
            entries.append(Entry(StoredItem.model_validate(fields), row["publication"], draft=draft))
        await index_entries(connection, entries)
        last = rows[-1]["id"]
    await connection.execute(sa.text("UPDATE search_version SET version = :version"), {"version": VERSION})
