"""The peers of the search benchmark: tantivy with Ribao's tokens, SQLite's trigrams and LIKE."""

import re
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import tantivy

from bot.models import SearchQuery
from storage.entries import Entry
from storage.match import Match


class Tantivy:
    """An index of the same tokens; words a match as storage.engines.Engine does, its words being names."""

    def __init__(self, folder: Path) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_integer_field("id", stored=True, indexed=True, fast=True)
        builder.add_text_field("tokens", tokenizer_name="whitespace", index_option="position")
        self._schema = builder.build()
        folder.mkdir(exist_ok=True)
        self._index = tantivy.Index(self._schema, path=str(folder))
        self._queries: dict[str, Any] = {}

    def write(self, entries: Iterable[Entry]) -> None:
        """Index them all."""
        writer = self._index.writer(heap_size=256_000_000, num_threads=1)
        for entry in entries:
            document = tantivy.Document()
            document.add_integer("id", entry.id)
            document.add_text("tokens", " ".join((*entry.stream, *entry.beside)))
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def page(self, match: Match, *, ranged: bool) -> tuple[int, list[int]]:
        """The count of a match and the ids of its ten best."""
        query = self._queries[match.hits]
        if ranged:
            ids = tantivy.Query.range_query(
                self._schema, "id", tantivy.FieldType.Integer, match.low, match.high, True, True
            )
            query = tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, ids)])
        searcher = self._index.searcher()
        found = searcher.search(query, limit=10, count=True)
        total = found.count  # type: ignore[attr-defined]  # its stubs forgot it
        return total, [searcher.doc(address)["id"][0] for _, address in found.hits]

    def phrase(self, tokens: Sequence[str], *, prefix: bool = False) -> str:
        """The query of these tokens side by side."""
        if prefix and len(tokens) == 1:
            query = tantivy.Query.regex_query(self._schema, "tokens", re.escape(tokens[0]) + ".*")
        elif prefix:
            query = tantivy.Query.phrase_prefix_query(self._schema, "tokens", list(tokens))
        elif len(tokens) == 1:
            query = tantivy.Query.term_query(self._schema, "tokens", tokens[0])
        else:
            query = tantivy.Query.phrase_query(self._schema, "tokens", list(tokens))
        return self._named(f"{' '.join(tokens)}{prefix}", query)

    def every(self, matches: Iterable[str]) -> str:
        """The query of what all match."""
        return self._boolean(list(matches), tantivy.Occur.Must)

    def some(self, matches: Iterable[str]) -> str:
        """The query of what any matches."""
        return self._boolean(list(matches), tantivy.Occur.Should)

    def without(self, match: str, other: str) -> str:
        """The query of the one without the other."""
        clauses = [
            (tantivy.Occur.Must, self._queries[match]),
            (tantivy.Occur.MustNot, self._queries[other]),
        ]
        return self._named(f"{match} but {other}", tantivy.Query.boolean_query(clauses))

    def _boolean(self, names: list[str], occur: Any) -> str:  # noqa: ANN401 - tantivy has no types
        if len(names) == 1:
            return names[0]
        query = tantivy.Query.boolean_query([(occur, self._queries[name]) for name in names])
        return self._named(f"{occur}({', '.join(names)})", query)

    def _named(self, name: str, query: Any) -> str:  # noqa: ANN401
        self._queries[name] = query
        return name


class Trigrams:
    """FTS5's trigram tokenizer over title and body."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path)

    def write(self, rows: Iterable[tuple[int, str, str]]) -> None:
        """Index them all."""
        with self._connection:
            self._connection.execute("CREATE VIRTUAL TABLE texts USING fts5(title, body, tokenize='trigram')")
            self._connection.executemany("INSERT INTO texts (rowid, title, body) VALUES (?, ?, ?)", rows)

    def page(self, query: SearchQuery) -> tuple[int, list[int]]:
        """The count and the ten best by bm25; filters are left out, which is to its advantage."""
        match = " AND ".join('"' + term.replace('"', '""') + '"' for term in query.text.split())
        count = self._connection.execute("SELECT count(*) FROM texts WHERE texts MATCH ?", [match]).fetchone()
        ranked = "SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY rank LIMIT 10"
        return count[0], [row[0] for row in self._connection.execute(ranked, [match])]

    def every(self, query: SearchQuery) -> set[int]:
        """All that match."""
        match = " AND ".join('"' + term.replace('"', '""') + '"' for term in query.text.split())
        return {
            row[0] for row in self._connection.execute("SELECT rowid FROM texts WHERE texts MATCH ?", [match])
        }


class Like:
    """LIKE on the table of items itself."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path)

    def every(self, query: SearchQuery) -> list[int]:
        """All that match, newest first: the count and the page at once. Filters are left out."""
        terms = query.text.split()
        condition = " AND ".join(["(title LIKE ? OR body LIKE ?)"] * len(terms))
        found = self._connection.execute(
            f"SELECT id FROM items WHERE {condition} ORDER BY id DESC",
            [f"%{term}%" for term in terms for _ in range(2)],
        )
        return [row[0] for row in found]
