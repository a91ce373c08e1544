"""The search index: which tokens stand for an item, and how each engine keeps and matches them.

SQLite keeps them in an FTS5 table without content (`search_index`), PostgreSQL in a tsvector; neither
splits or changes a token, so both find the same. The words of the archive are listed in `search_words`,
for the beginnings of long words and for suggestions.

Publication, section and draft are tokens too, so a filter is part of the match. A contentless FTS5 table
forgets an item only when it is given the very tokens that were indexed: `search_version` tells which
version of the tokenizer made them.
"""

from collections.abc import Iterable, Sequence
from hashlib import blake2s
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.models import StoredItem
from bot.text import normalise
from bot.text.tokens import SEPARATOR, TITLE, VERSION, Tokens, marked, tokenise

LONGEST_TITLE = 500
LONGEST_TEXT = 12_000
"""Characters of an item that are indexed: with them its positions stay within those of a tsvector."""

_ADD_WORD = sa.text("INSERT INTO search_words (word) VALUES (:word) ON CONFLICT DO NOTHING")

EVERY = "i:"
DRAFT = "d:"

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


def publication_tag(slug: str) -> str:
    """The token of a publication's items."""
    return _tag("p", slug)


def section_tag(name: str) -> str:
    """The token of a section's items; the name is compared loosely."""
    return _tag("s", normalise(name).replace(" ", ""))


def _tag(kind: str, name: str) -> str:
    return f"{kind}:{blake2s(name.encode('utf-8', 'surrogatepass'), digest_size=8).hexdigest()}"


class Entry:
    """All tokens of an item: the stream with its order, the others without."""

    __slots__ = ("beside", "id", "stream", "vocabulary")

    def __init__(self, item: StoredItem, publication: str, *, draft: bool) -> None:
        title = tokenise(item.title[:LONGEST_TITLE])
        text: Tokens = tokenise(f"{item.subtitle or ''}\n{item.body}"[:LONGEST_TEXT])
        self.id = item.id
        self.stream = [*title.stream, SEPARATOR, *text.stream, SEPARATOR, *marked(title.stream)]
        self.beside = title.beside | text.beside
        self.beside.update(TITLE + token for token in title.beside)
        self.beside.update((EVERY, publication_tag(publication), section_tag(item.section)))
        if draft:
            self.beside.add(DRAFT)
        self.vocabulary = title.vocabulary | text.vocabulary


class Engine(Protocol):
    """How one engine keeps entries and words a match."""

    write: sa.TextClause
    erase: sa.TextClause
    newest: sa.TextClause
    """The newest ids that match :hits from :low to :high, descending, at most :most, as one JSON list."""
    newest_both: sa.TextClause
    """The same, and a second list of those that match :titles up to :title_high."""

    def row(self, entry: Entry) -> dict[str, Any]:
        """An entry as the parameters of `write` and `erase`."""

    def phrase(self, tokens: Sequence[str], *, prefix: bool = False) -> str:
        """Matches these tokens side by side; of the last one only its beginning is told if `prefix`."""

    def every(self, matches: Iterable[str]) -> str:
        """Matches what all of them match."""

    def some(self, matches: Iterable[str]) -> str:
        """Matches what at least one of them matches."""

    def without(self, match: str, other: str) -> str:
        """Matches what `match` does and `other` does not."""


_NEWEST_ROWS = (
    "SELECT json_group_array(rowid) FROM (SELECT rowid FROM search_index WHERE search_index MATCH {match} "
    "AND rowid BETWEEN :low AND {high} ORDER BY rowid DESC LIMIT :most)"
)
# The ids are gathered from the index before they are sorted, so that no plan walks the table.
_NEWEST_VECTORS = (
    "WITH found AS MATERIALIZED (SELECT id FROM search_index WHERE tokens @@ CAST({match} AS tsquery) "
    "AND id BETWEEN :low AND {high}) "
    "SELECT CAST(json_agg(id) AS text) FROM (SELECT id FROM found ORDER BY id DESC LIMIT :most) AS newest"
)


class FTS5:
    """SQLite. Everything of the user's stands between quotation marks, which no token holds."""

    write = sa.text("INSERT INTO search_index (rowid, tokens) VALUES (:id, :tokens)")
    erase = sa.text("INSERT INTO search_index (search_index, rowid, tokens) VALUES ('delete', :id, :tokens)")
    newest = sa.text(f"SELECT ({_NEWEST_ROWS.format(match=':hits', high=':high')})")
    newest_both = sa.text(
        f"SELECT ({_NEWEST_ROWS.format(match=':hits', high=':high')}), "
        f"({_NEWEST_ROWS.format(match=':titles', high=':title_high')})"
    )

    def row(self, entry: Entry) -> dict[str, Any]:
        return {"id": entry.id, "tokens": " ".join((*entry.stream, *sorted(entry.beside)))}

    def phrase(self, tokens: Sequence[str], *, prefix: bool = False) -> str:
        return f'"{" ".join(tokens)}"{" *" if prefix else ""}'

    def every(self, matches: Iterable[str]) -> str:
        return " AND ".join(matches)

    def some(self, matches: Iterable[str]) -> str:
        return f"({' OR '.join(matches)})"

    def without(self, match: str, other: str) -> str:
        return f"({match}) NOT {other}"


class TSVector:
    """PostgreSQL."""

    write = sa.text("INSERT INTO search_index (id, tokens) VALUES (:id, CAST(:tokens AS tsvector))")
    erase = sa.text("DELETE FROM search_index WHERE id = :id")
    newest = sa.text(f"SELECT ({_NEWEST_VECTORS.format(match=':hits', high=':high')})")
    newest_both = sa.text(
        f"SELECT ({_NEWEST_VECTORS.format(match=':hits', high=':high')}), "
        f"({_NEWEST_VECTORS.format(match=':titles', high=':title_high')})"
    )

    def row(self, entry: Entry) -> dict[str, Any]:
        places: dict[str, list[str]] = {}
        for place, token in enumerate(entry.stream, 1):
            places.setdefault(token, []).append(str(place))
        lexemes = [f"'{token}':{','.join(at)}" for token, at in places.items()]
        lexemes += [f"'{token}'" for token in entry.beside if token not in places]
        return {"id": entry.id, "tokens": " ".join(lexemes)}

    def phrase(self, tokens: Sequence[str], *, prefix: bool = False) -> str:
        lexemes = " <-> ".join(f"'{token}'" for token in tokens)
        return f"({lexemes}{':*' if prefix else ''})"

    def every(self, matches: Iterable[str]) -> str:
        return " & ".join(matches)

    def some(self, matches: Iterable[str]) -> str:
        return f"({' | '.join(matches)})"

    def without(self, match: str, other: str) -> str:
        return f"({match}) & !{other}"


ENGINES: dict[str, Engine] = {"sqlite": FTS5(), "postgresql": TSVector()}


async def index_items(
    connection: AsyncConnection, items: Sequence[StoredItem], publication: str, draft: bool
) -> None:
    """Make these items findable; called once for each in the transaction that saves it."""
    if not items:
        return
    engine = ENGINES[connection.dialect.name]
    entries = [Entry(item, publication, draft=draft) for item in items]
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
