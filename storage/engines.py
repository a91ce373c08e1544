"""How each engine keeps the tokens of an item and words a match; what differs in search, and all of it."""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.entries import Entry


class Grammar(Protocol):
    """How a match is worded."""

    def phrase(self, tokens: Sequence[str], *, prefix: bool = False) -> str:
        """Matches these tokens side by side; of the last one only its beginning is told if `prefix`."""

    def every(self, matches: Iterable[str]) -> str:
        """Matches what all of them match."""

    def some(self, matches: Iterable[str]) -> str:
        """Matches what at least one of them matches."""

    def without(self, match: str, other: str) -> str:
        """Matches what `match` does and `other` does not."""


class Engine(Grammar, Protocol):
    """How one engine keeps entries, and finds them."""

    write: sa.TextClause
    erase: sa.TextClause
    clear: sa.TextClause
    newest: sa.TextClause
    """The newest ids that match :hits from :low to :high, descending, at most :most, as one JSON list."""
    newest_both: sa.TextClause
    """The same, and a second list of at most :most_titles that match :titles.

    Of these only such as are above the hit number :nth (from 0) less :reach; all, if there is no such hit.
    """

    titles: sa.TextClause
    """The titles of the newest items that match :hits from :low to :high, the newest first, at most :most."""

    def row(self, entry: Entry) -> dict[str, Any]:
        """An entry as the parameters of `write` and `erase`."""

    async def fetch(
        self, connection: AsyncConnection, statement: sa.TextClause, asked: dict[str, Any]
    ) -> list[Sequence[Any]]:
        """The rows of one of the statements of this room, by the shortest way."""


_ROWS = (
    "SELECT rowid AS id FROM search_index WHERE search_index MATCH :hits AND rowid BETWEEN :low AND :high "
    "ORDER BY rowid DESC LIMIT :most"
)
_TITLE_ROWS = (
    "SELECT rowid AS id FROM search_index WHERE search_index MATCH :titles "
    "AND rowid BETWEEN {low} AND :high ORDER BY rowid DESC LIMIT :most_titles"
)
# The ids are gathered from the index before they are sorted, so that no plan walks the table.
_VECTORS = (
    "WITH found AS MATERIALIZED (SELECT id FROM search_index WHERE tokens @@ CAST(:hits AS tsquery) "
    "AND id BETWEEN :low AND :high) SELECT id FROM found ORDER BY id DESC LIMIT :most"
)
_TITLE_VECTORS = (
    "WITH found AS MATERIALIZED (SELECT id FROM search_index WHERE tokens @@ CAST(:titles AS tsquery) "
    "AND id BETWEEN {low} AND :high) SELECT id FROM found ORDER BY id DESC LIMIT :most_titles"
)
_TITLE_LOW = "coalesce((SELECT id - :reach FROM hits ORDER BY id DESC LIMIT 1 OFFSET :nth), :low)"


class FTS5:
    """SQLite. Everything of the user's stands between quotation marks, which no token holds."""

    write = sa.text("INSERT INTO search_index (rowid, tokens) VALUES (:id, :tokens)")
    erase = sa.text("INSERT INTO search_index (search_index, rowid, tokens) VALUES ('delete', :id, :tokens)")
    clear = sa.text("INSERT INTO search_index (search_index) VALUES ('delete-all')")
    newest = sa.text(f"SELECT (SELECT json_group_array(id) FROM ({_ROWS}))")
    titles = sa.text(f"SELECT title FROM ({_ROWS}) AS hits JOIN items USING (id) ORDER BY id DESC")
    newest_both = sa.text(
        f"WITH hits AS MATERIALIZED ({_ROWS}) SELECT (SELECT json_group_array(id) FROM hits), "
        f"(SELECT json_group_array(id) FROM ({_TITLE_ROWS.format(low=f'max(:low, {_TITLE_LOW})')}))"
    )

    def row(self, entry: Entry) -> dict[str, Any]:
        return {"id": entry.id, "tokens": " ".join((*entry.stream, *entry.beside))}

    async def fetch(
        self, connection: AsyncConnection, statement: sa.TextClause, asked: dict[str, Any]
    ) -> list[Sequence[Any]]:
        # A statement through SQLAlchemy visits the driver's thread four times (a cursor, its execution, its
        # rows, its end), which costs a quick search more than the search itself; this visits it once.
        driver: Any = (await connection.get_raw_connection()).driver_connection
        try:
            return list(await driver.execute_fetchall(statement.text, asked))
        except sqlite3.Error as error:
            raise sa.exc.DBAPIError(statement.text, asked, error) from error

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
    clear = sa.text("DELETE FROM search_index")
    newest = sa.text(f"SELECT (SELECT CAST(json_agg(id) AS text) FROM ({_VECTORS}) AS hits)")
    titles = sa.text(f"SELECT title FROM ({_VECTORS}) AS hits JOIN items USING (id) ORDER BY id DESC")
    newest_both = sa.text(
        f"WITH hits AS MATERIALIZED ({_VECTORS}) SELECT (SELECT CAST(json_agg(id) AS text) FROM hits), "
        f"(SELECT CAST(json_agg(id) AS text) FROM "
        f"({_TITLE_VECTORS.format(low=f'greatest(:low, {_TITLE_LOW})')}) AS titles)"
    )

    def row(self, entry: Entry) -> dict[str, Any]:
        places: dict[str, list[str]] = {}
        for place, token in enumerate(entry.stream, 1):
            places.setdefault(token, []).append(str(place))
        lexemes = [f"'{token}':{','.join(at)}" for token, at in places.items()]
        lexemes += [f"'{token}'" for token in entry.beside if token not in places]
        return {"id": entry.id, "tokens": " ".join(lexemes)}

    async def fetch(
        self, connection: AsyncConnection, statement: sa.TextClause, asked: dict[str, Any]
    ) -> list[Sequence[Any]]:
        return [tuple(row) for row in await connection.execute(statement, asked)]

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
