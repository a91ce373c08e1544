"""Search over a large archive, beside tantivy with the same tokens, FTS5's trigrams and LIKE, in one run.

    python -m benchmarks.search [--items 1000000] [--rounds 5] [--keep FOLDER]

Timed for Ribao, on a real file, by SQLAlchemy and aiosqlite: storage.ranking.rank, from the terms to the
ranks of ten hits and the count up to 1,000; and the whole storage.search.search, which also reads the query,
fetches the ten items and marks what matched. For tantivy: the same expression as its own query, the ids of
its ten best by BM25, and their count. For trigrams: ten by bm25, and the count. For LIKE: all that it finds.
The truth comes from expressions over the raw texts, written for each query (benchmarks/search_queries.py).
`--keep` leaves the archives in a folder and uses them again.
"""

import argparse
import asyncio
import datetime as dt
import math
import multiprocessing
import pickle
import shutil
import statistics
import sys
import tempfile
import time
from array import array
from collections.abc import Awaitable, Callable, Iterable
from itertools import islice
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from benchmarks.search_archive import ITEMS_A_DIGEST, LAST_DAY, NOW, PUBLICATIONS, editions, fill, new_digest
from benchmarks.search_peers import Like, Tantivy, Trigrams
from benchmarks.search_queries import Plain, Question, questions
from benchmarks.text_corpus import make_texts, rare_names
from bot.aliases import load_aliases
from bot.text.terms import Term, read_terms
from storage import open_store
from storage.database import Database
from storage.engines import ENGINES
from storage.entries import Entry
from storage.match import Match, compile_match
from storage.ranking import longer_words, rank
from storage.search import search

SMALL = 10_000
DAYS = 30  # digests that are added to time the adding
Times = dict[str, list[float]]


def made(path: Path) -> Path | None:
    """The path if it still has to be made."""
    return None if path.exists() else path


def find_truth(path: Path, asked: list[Question], count: int) -> None:
    """Write the ids of all true answers, by question."""
    found = [array("q") for _ in asked]
    drafted = count // ITEMS_A_DIGEST
    for edition in editions(count):
        if edition.number == drafted:
            continue
        for item in edition.stored():
            text = Plain.of(f"{item.title}\n{item.body}")
            for question, ids in zip(asked, found, strict=True):
                if question.holds(text, edition.publication, item.section, edition.date):
                    ids.append(item.id)
    path.write_bytes(pickle.dumps(found))


def build(folder: Path, name: str, count: int, what: str) -> None:
    """Make one of the archives, in a process of its own."""
    started = time.perf_counter()
    path = folder / name
    last = count // ITEMS_A_DIGEST
    entries = (
        Entry(item, edition.publication, draft=edition.number == last)
        for edition in editions(count)
        for item in edition.stored()
    )
    match what:
        case "ribao":
            asyncio.run(fill(path, count))
        case "tantivy":
            Tantivy(path).write(entries)
        case "trigrams":
            rows = (
                (item.id, item.title, item.body) for edition in editions(count) for item in edition.stored()
            )
            Trigrams(path).write(rows)
        case "truth":
            find_truth(path, questions(rare_names(), LAST_DAY), count)
    took = time.perf_counter() - started
    size = sum(file.stat().st_size for file in (path.rglob("*") if path.is_dir() else [path]))
    print(f"  {what:9} {count:>9,} items in {took:6.0f} s, {size / 1e6:7.0f} MB")


def build_all(folder: Path, count: int) -> None:
    """Make what is not there yet, two at a time."""
    wanted = [
        (f"ribao-{count}.db", count, "ribao"),
        (f"trigrams-{count}.db", count, "trigrams"),
        (f"tantivy-{count}", count, "tantivy"),
        (f"truth-{count}.pickle", count, "truth"),
        (f"ribao-{SMALL}.db", SMALL, "ribao"),
    ]
    missing = [(folder, *one) for one in wanted if not (folder / one[0]).exists()]
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        pool.starmap(build, missing, chunksize=1)


async def matches(
    connection: AsyncConnection, question: Question, terms: tuple[Term, ...], peer: Tantivy
) -> tuple[Match, Match]:
    """The question as Ribao's match and as tantivy's."""
    longer = await longer_words(connection, terms)
    ours = compile_match(ENGINES["sqlite"], question.query, terms, longer)
    return ours, compile_match(peer, question.query, terms, longer)


async def all_hits(connection: AsyncConnection, match: Match) -> set[int]:
    """Every hit of the match."""
    statement = sa.text(
        "SELECT rowid FROM search_index WHERE search_index MATCH :hits AND rowid BETWEEN :low AND :high"
    )
    rows = await connection.execute(statement, {"hits": match.hits, "low": match.low, "high": match.high})
    return {row[0] for row in rows}


def is_ranged(question: Question) -> bool:
    """Whether it asks for dates."""
    return bool(question.query.since or question.query.until)


def percentile(times: Iterable[float], share: float) -> float:
    """In milliseconds."""
    ordered = sorted(times)
    return 1000 * ordered[min(len(ordered) - 1, math.ceil(share * len(ordered)) - 1)]


def quality(found: set[int], truth: set[int]) -> tuple[float, float]:
    """Recall and precision; of nothing found where nothing is, both are 1."""
    right = len(found & truth)
    return (right / len(truth) if truth else 1.0), (right / len(found) if found else float(not truth))


class Race:
    """The questions put to Ribao and its peers in turn."""

    def __init__(self, folder: Path, count: int) -> None:
        self._asked = questions(rare_names(), LAST_DAY)
        self._truth: list[array[int]] = pickle.loads((folder / f"truth-{count}.pickle").read_bytes())  # noqa: S301
        self._database = Database(f"sqlite:///{folder / f'ribao-{count}.db'}")
        self._tantivy = Tantivy(folder / f"tantivy-{count}")
        self._trigrams = Trigrams(folder / f"trigrams-{count}.db")
        self._like = Like(folder / f"ribao-{count}.db")
        self._times: dict[str, list[list[float]]] = {}

    async def run(self, rounds: int) -> bool:
        """Print the tables; whether recall, precision and times are as they should be."""
        terms = [read_terms(one.query.text, load_aliases().other_names) for one in self._asked]
        async with self._database.read() as connection:
            pairs = [
                await matches(connection, one, read, self._tantivy)
                for one, read in zip(self._asked, terms, strict=True)
            ]
            right = await self._check(connection, pairs)
        for _ in range(rounds + 1):
            for at in range(len(self._asked)):
                await self._ask(at, terms[at], pairs[at])
        await self._database.engine.dispose()
        for times in self._times.values():
            for one in times:
                del one[0]  # the first round warms the caches of all
        return self._report() and right

    async def _ask(self, at: int, terms: tuple[Term, ...], pair: tuple[Match, Match]) -> None:
        question = self._asked[at]
        async with self._database.read() as connection:
            await self._time("Ribao, ranked", at, lambda: rank(connection, question.query, terms))
            await self._time("Ribao, whole page", at, lambda: search(connection, question.query))

        async def tantivy() -> object:
            return self._tantivy.page(pair[1], ranged=is_ranged(question))

        async def trigrams() -> object:
            return self._trigrams.page(question.query)

        await self._time("tantivy", at, tantivy)
        await self._time("trigrams", at, trigrams)

    async def _time(self, who: str, at: int, act: Callable[[], Awaitable[object]]) -> None:
        times = self._times.setdefault(who, [[] for _ in self._asked])
        started = time.perf_counter()
        await act()
        times[at].append(time.perf_counter() - started)

    async def _check(self, connection: AsyncConnection, pairs: list[tuple[Match, Match]]) -> bool:
        """Print recall and precision of all; whether Ribao's are perfect."""
        results: dict[str, list[tuple[float, float]]] = {"Ribao": [], "trigrams": [], "LIKE": []}
        like_times = self._times.setdefault("LIKE", [[] for _ in self._asked])
        good = True
        for at, (question, ids, pair) in enumerate(zip(self._asked, self._truth, pairs, strict=True)):
            truth = set(ids)
            found = await all_hits(connection, pair[0])
            results["Ribao"].append(quality(found, truth))
            page = await search(connection, question.query)
            counted = min(len(truth), 1000)
            if results["Ribao"][-1] != (1.0, 1.0) or page.total != counted:
                good = False
                told = f"{len(found)} found, {len(truth)} true, {page.total} told"
                print(f"  WRONG {question.query.text!r}: {told}")
                print(f"        missed {sorted(truth - found)[:2]}, wrong {sorted(found - truth)[:2]}")
            counted_by_tantivy = self._tantivy.page(
                pair[1], ranged=bool(question.query.since or question.query.until)
            )[0]
            if counted_by_tantivy != len(found):
                print(f"  tantivy counts {counted_by_tantivy} of {len(found)} for {question.query.text!r}")
            results["trigrams"].append(quality(self._trigrams.every(question.query), truth))
            started = time.perf_counter()
            liked = set(self._like.every(question.query))
            like_times[at] = [0.0, time.perf_counter() - started]
            results["LIKE"].append(quality(liked, truth))
        for who, marks in results.items():
            recall, precision = (statistics.mean(mark[side] for mark in marks) for side in (0, 1))
            print(f"  {who:10} recall {recall:.3f}, precision {precision:.3f}")
        return good

    def _report(self) -> bool:
        """Print the times; whether Ribao's page is no slower than tantivy's."""
        print(
            f"\n  {'query':24} {'hits':>8}  "
            + "  ".join(f"{who:>17}" for who in self._times)
            + "   (ms, median)"
        )
        for at, question in enumerate(self._asked):
            medians = "  ".join(f"{percentile(times[at], 0.5):17.2f}" for times in self._times.values())
            print(f"  {question.query.text[:24]:24} {len(self._truth[at]):>8}  {medians}")
        tails = {}
        for who, times in self._times.items():
            flat = [one for some in times for one in some]
            tails[who] = percentile(flat, 0.5), percentile(flat, 0.99)
            print(f"  {who:18} p50 {tails[who][0]:8.2f} ms, p99 {tails[who][1]:8.2f} ms")
        return all(
            ours <= theirs for ours, theirs in zip(tails["Ribao, ranked"], tails["tantivy"], strict=True)
        )


async def time_adding(kept: Path) -> list[float]:
    """Seconds for each of some digests to be saved, one a day, in a copy of the archive."""
    path = kept.with_suffix(".copy")
    shutil.copyfile(kept, path)
    store = await open_store(f"sqlite:///{path}", now=NOW)
    texts = make_texts(DAYS * ITEMS_A_DIGEST, seed=int(time.time()))
    newest = await store.editions(limit=1, drafts=True)
    first = max(newest[0].date, LAST_DAY)
    took = []
    for day in range(1, DAYS + 1):
        date = first + dt.timedelta(days=day)
        digest = new_digest(date, list(islice(texts, ITEMS_A_DIGEST)))
        started = time.perf_counter()
        await store.save(digest, publication=PUBLICATIONS[0], text_hash=str(date), now=NOW, published=True)
        took.append(time.perf_counter() - started)
    await store.close()
    path.unlink()
    return took


async def compare_adding(folder: Path, count: int) -> bool:
    """Print what adding a digest costs; whether it is under 20 times as much in the large archive."""
    small = await time_adding(folder / f"ribao-{SMALL}.db")
    large = await time_adding(folder / f"ribao-{count}.db")
    for name, times in ((SMALL, small), (count, large)):
        print(
            f"  {ITEMS_A_DIGEST} items more at {name:>9,}: median {percentile(times, 0.5):6.1f} ms, "
            f"mean {1000 * statistics.mean(times):6.1f} ms, slowest {1000 * max(times):6.1f} ms"
        )
    return statistics.mean(large) < 20 * statistics.mean(small)


def main() -> int:
    """Run it; 1 if a goal is missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--items", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--keep", type=Path, help="a folder that keeps the archives for the next run")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = asked.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        print(f"Search over {asked.items:,} items")
        build_all(folder, asked.items)
        race = asyncio.run(Race(folder, asked.items).run(asked.rounds))
        adding = asyncio.run(compare_adding(folder, asked.items))
    print(f"{'PASS' if race else 'FAIL'}: recall and precision 1.0, p50 and p99 no worse than tantivy's")
    print(f"{'PASS' if adding else 'FAIL'}: a day's digest costs under 20 times what it does at {SMALL:,}")
    return 0 if race and adding else 1


if __name__ == "__main__":
    sys.exit(main())
