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

_ADD_WORD = sa.text("INSERT INTO search_words (word) VALUES (:word) ON CONFLICT DO NOTHING")

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
"""What the first migration executes, by dialect."""


async def index_items(
    connection: AsyncConnection, items: Sequence[StoredItem], publication: str, draft: bool
) -> None:
    """Make these items findable; called once for each in the transaction that saves it."""
    if items:
        await index_entries(connection, [Entry(item, publication, draft=draft) for item in items])


async def index_entries(connection: AsyncConnection, entries: Sequence[Entry]) -> None:
    """Write entries, at least one, that are not in the index yet."""
    engine = ENGINES[connection.dialect.name]
    await connection.execute(engine.write, [engine.row(entry) for entry in entries])
    words = set().union(*(entry.vocabulary for entry in entries))
    if words:
        await connection.execute(_ADD_WORD, [{"word": word} for word in sorted(words)])


async def unindex_items(
    connection: AsyncConnection, items: Sequence[StoredItem], publication: str, draft: bool
) -> None:
    """Forget these items, given exactly what was indexed. Their words stay known: they do no harm."""
    if items:
        engine = ENGINES[connection.dialect.name]
        entries = (Entry(item, publication, draft=draft) for item in items)
        await connection.execute(engine.erase, [engine.row(entry) for entry in entries])
