"""Promising a digest to 100,000 targets, beside a bare executemany of as many rows.

Ours is the whole way of `publish`: read the targets, render once a policy, write the ledger. The bare one
writes rows of the same kind into the same table with its indexes, by the same driver, in one transaction.
"""

import asyncio
import datetime as dt
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import psutil
import sqlalchemy as sa

from bot.delivery.models import Part
from bot.delivery.plan import amend, publish
from bot.models import Digest, Policy, Publication, StoredDigest
from storage import SqlStore, open_store
from storage.tables import deliveries, payloads, targets
from tests.fakes.postgres import running, server_programs

TARGETS = 100_000
GOAL = 3.0
NOW = dt.datetime(2025, 5, 24, 0, 30, tzinfo=dt.UTC)
POLICIES = [
    Policy(keywords=words, silent=silent)
    for words in ((), ("芯片",), ("模型", "开源"))
    for silent in (False, True)
]


class Chat:
    """A platform that lays a digest out as so many parts."""

    name = "chat"
    keeps_archive = False

    def __init__(self, parts: int) -> None:
        self.parts = parts

    def render(self, digest: StoredDigest, policy: Policy) -> tuple[Part, ...]:
        """Each revision and each policy looks different."""
        look = f"{digest.revision} {policy.keywords} {policy.silent}"
        return tuple(Part(content={"text": f"{look} {number}" * 100}) for number in range(self.parts))


class Memory:
    """The most that this process held while it was watched, in MB above the beginning."""

    def __init__(self) -> None:
        self.peak = 0.0


@contextmanager
def watched() -> Iterator[Memory]:
    """Look at the process's own memory a hundred times a second: not at the pages that SQLite has mapped."""
    told, over, process = Memory(), threading.Event(), psutil.Process()

    def held() -> float:
        told = process.memory_info()
        return float(told.rss - told.shared) / 1e6

    before = held()

    def look() -> None:
        while not over.wait(0.01):
            told.peak = max(told.peak, held() - before)

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield told
    finally:
        over.set()
        thread.join()


async def filled(url: str) -> tuple[SqlStore, StoredDigest]:
    """A store with the targets and a digest."""
    store = await open_store(url, now=NOW)
    await store.declare_publications([Publication(slug="ai-daily", name="AI日报")])
    rows = [
        {
            "platform": "chat",
            "address": f"-100{number}",
            "policy": POLICIES[number % len(POLICIES)].model_dump(),
            "declared": False,
        }
        for number in range(TARGETS)
    ]
    async with store._database.write() as connection:  # noqa: SLF001 - a store declares them one by one
        await connection.execute(sa.insert(targets), rows)
    return store, await saved(store, "first")


async def saved(store: SqlStore, text: str) -> StoredDigest:
    """The digest with this text."""
    digest = Digest(kind="daily", date=NOW.date(), title=text)
    kept = await store.save(digest, publication="ai-daily", text_hash=text, now=NOW)
    stored = await store.digest_by_id(kept.digest_id)
    assert stored is not None
    return stored


async def bare(url: str, parts: int) -> float:
    """Seconds that the rows take without us."""
    store, digest = await filled(url)
    async with store._database.write() as connection:  # noqa: SLF001 - the same driver, set up the same
        await connection.execute(payloads.insert(), [{"hash": str(n), "content": {}} for n in range(parts)])
        dialect = connection.dialect
        columns = (
            *("digest_id", "target_id", "generation", "part", "state"),
            *("desired_id", "attempts", "interrupted", "holds", "due_at"),
        )
        statement = str(sa.insert(deliveries).values(dict.fromkeys(columns)).compile(dialect=dialect))
        due_at: object = NOW if dialect.name == "postgresql" else "2025-05-24 00:30:00.000000"
        rows: list[Any] = [
            (digest.id, target, 1, part, "pending", part + 1, 0, False, 0, due_at)
            for target in range(1, TARGETS + 1)
            for part in range(parts)
        ]
        if not dialect.positional:
            rows = [dict(zip(columns, row, strict=True)) for row in rows]
        driver: Any = (await connection.get_raw_connection()).driver_connection
        began = time.perf_counter()
        cursor = driver.cursor() if dialect.name == "postgresql" else await driver.cursor()
        await cursor.executemany(statement, rows)
        await connection.commit()
        took = time.perf_counter() - began
    await store.close()
    return took


async def ours(url: str, parts: int) -> tuple[float, float, float]:
    """Seconds for the first publication and for a correction, and MB that the two took."""
    store, digest = await filled(url)
    platforms: dict[str, Any] = {"chat": Chat(parts)}
    with watched() as memory:
        began = time.perf_counter()
        planned = await publish(store, digest, None, platforms, now=NOW)
        first = time.perf_counter() - began
        assert planned.sends == TARGETS * parts
        digest = await saved(store, "corrected")
        began = time.perf_counter()
        planned = await amend(store, digest, platforms, now=NOW)
        corrected = time.perf_counter() - began
        assert planned.changes == TARGETS * parts
    await store.close()
    return first, corrected, memory.peak


def compared(name: str, rounds: int, new: Callable[[], str]) -> bool:
    """Print the figures of an engine; whether all reach the goal. `new` gives an empty database."""
    reached = True
    for parts in (1, 3):
        took, corrected, memory = min(asyncio.run(ours(new(), parts)) for _ in range(rounds))
        peer = min(asyncio.run(bare(new(), parts)) for _ in range(rounds))
        passed = took / peer <= GOAL
        reached = reached and passed
        print(
            f"{name}, {TARGETS} targets, {parts} part(s): {took:5.2f} s (bare executemany {peer:5.2f} s), "
            f"+{memory:.0f} MB; a correction {corrected:5.2f} s"
        )
        print(f"ratio {took / peer:.2f}, limit {GOAL}: {'PASS' if passed else 'FAIL'}", flush=True)
    return reached


def main() -> int:
    """Print SQLite's figures, and PostgreSQL's where its server programs are."""
    with tempfile.TemporaryDirectory() as folder:
        numbers = count()
        reached = compared("SQLite", 3, lambda: f"sqlite:///{Path(folder) / f'{next(numbers)}.db'}")
    programs = server_programs()
    if programs is None:
        print("PostgreSQL: its server programs are not here")
    else:
        with running(programs) as server:
            reached = compared("PostgreSQL", 1, lambda: server.url(server.create())) and reached
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main())
