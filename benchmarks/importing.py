"""`python -m benchmarks.importing`: saving dailies against a bare executemany of the very same rows.

The peer gets every row that the store wrote (tables, search index and all, its tokens made for it), and
only has to write them: sqlite3 itself, one executemany a statement and digest, one commit a digest, with
the store's own settings. Nothing that is read, compared, rendered as tokens or waited for counts against it.
"""

import asyncio
import datetime as dt
import shutil
import sqlite3
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine.interfaces import DBAPICursor, ExecutionContext

from benchmarks.corpus import SECTIONS
from benchmarks.text_corpus import make_texts
from bot.models import Digest, Item, Link, Publication, Section
from storage import SqlStore, open_store
from storage.dialects import PRAGMAS
from storage.entries import EVERY

GOAL = 1 / 3
DIGESTS = 300
ITEMS = 37  # as in a real daily
ROUNDS = 3
START = dt.date(2025, 1, 1)
NOW = dt.datetime(2025, 5, 24, 0, 30, tzinfo=dt.UTC)


class Written(NamedTuple):
    """A statement that the store made, and the rows that it was given."""

    statement: str
    rows: list[Any]


def dailies() -> list[Digest]:
    """Dailies of recombined text."""
    texts = make_texts(DIGESTS * ITEMS)
    made = []
    for number in range(DIGESTS):
        items = [
            Item(
                key=f"{number}-{at}",
                title=text.title,
                body=text.body,
                url=f"https://example.com/{number}/{at}",
                links=(Link(label="阅读原文", url=f"https://example.com/{number}/{at}"),),
            )
            for at, text in enumerate(islice(texts, ITEMS))
        ]
        size = -(-ITEMS // len(SECTIONS))
        sections = tuple(
            Section(name=name, items=tuple(items[at * size : (at + 1) * size]))
            for at, name in enumerate(SECTIONS)
        )
        date = START + dt.timedelta(days=number)
        made.append(Digest(kind="daily", date=date, title=items[0].title, sections=sections))
    return made


async def fresh(path: Path) -> SqlStore:
    """A new store with its publication."""
    store = await open_store(f"sqlite:///{path}", now=NOW)
    await store.declare_publications([Publication(slug="ai-daily", name="AI日报")])
    return store


async def save_all(store: SqlStore, digests: list[Digest]) -> None:
    """As `ribao import` does, without reading the documents."""
    for digest in digests:
        saved = await store.save(
            digest, publication="ai-daily", text_hash=str(digest.date), now=NOW, published=True
        )
        assert saved.status == "created"


async def record(path: Path, digests: list[Digest]) -> list[list[Written]]:
    """What the store writes, digest by digest."""
    store = await fresh(path)
    written: list[list[Written]] = []

    def note(
        _connection: sa.Connection,
        _cursor: DBAPICursor,
        statement: str,
        rows: Any,  # noqa: ANN401
        _context: ExecutionContext,
        many: bool,
    ) -> None:
        if statement.startswith(("INSERT", "UPDATE", "DELETE")):
            written[-1].append(Written(statement, list(rows) if many else [rows]))

    sa.event.listen(store._database.engine.sync_engine, "before_cursor_execute", note)  # noqa: SLF001
    for digest in digests:
        written.append([])
        await save_all(store, [digest])
    await store.close()
    return written


async def ours(empty: Path, path: Path, digests: list[Digest]) -> float:
    """Seconds that the store takes."""
    shutil.copyfile(empty, path)
    store = await open_store(f"sqlite:///{path}", now=NOW)
    start = time.perf_counter()
    await save_all(store, digests)
    taken = time.perf_counter() - start
    await store.close()
    return taken


def bare(empty: Path, path: Path, written: list[list[Written]]) -> float:
    """Seconds that sqlite3 takes for the same rows."""
    shutil.copyfile(empty, path)
    connection = sqlite3.connect(path, isolation_level=None)
    connection.executescript(PRAGMAS)
    start = time.perf_counter()
    for transaction in written:
        connection.execute("BEGIN IMMEDIATE")
        for statement, rows in transaction:
            if "RETURNING" in statement:  # which executemany does not take
                connection.execute(statement, rows[0]).fetchall()
            else:
                connection.executemany(statement, rows)
        connection.execute("COMMIT")
    taken = time.perf_counter() - start
    connection.close()
    return taken


def rows_of(path: Path) -> dict[str, int]:
    """How many rows each table holds, and how many items the index finds."""
    connection = sqlite3.connect(path)
    counts = {
        table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        for table in ("digests", "revisions", "sections", "items", "search_words")
    }
    found = "SELECT count(*) FROM search_index WHERE search_index MATCH ?"
    counts["search_index"] = connection.execute(found, [f'"{EVERY}"']).fetchone()[0]
    connection.close()
    return counts


async def main() -> bool:
    """Print the figures; true if the goal is reached."""
    digests = dailies()
    items = DIGESTS * ITEMS
    with tempfile.TemporaryDirectory() as folder:
        empty = Path(folder, "empty.db")
        await (await fresh(empty)).close()
        written = await record(Path(folder, "record.db"), digests)
        print(f"{DIGESTS} dailies of {ITEMS} items; items a second, {ROUNDS} rounds in turn\n")
        print(f"{'round':>5} {'Store.save':>12} {'bare':>12} {'share':>8}")
        shares = []
        for number in range(1, ROUNDS + 1):
            mine, peer = Path(folder, f"mine{number}.db"), Path(folder, f"peer{number}.db")
            our_time = await ours(empty, mine, digests)
            peer_time = await asyncio.to_thread(bare, empty, peer, written)
            assert rows_of(mine) == rows_of(peer)
            assert rows_of(mine)["search_index"] == items
            shares.append(peer_time / our_time)
            print(
                f"{number:>5} {items / our_time:>12.0f} {items / peer_time:>12.0f} {shares[-1]:>8.2f}",
                flush=True,
            )
    share = sorted(shares)[ROUNDS // 2]
    reached = share >= GOAL
    print(f"\n{'PASS' if reached else 'FAIL'}  at least {GOAL:.2f} of a bare executemany's rate: {share:.2f}")
    return reached


if __name__ == "__main__":
    sys.exit(0 if asyncio.run(main()) else 1)
