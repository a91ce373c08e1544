"""Several real processes at one database, and what a `kill -9` leaves of it."""

import asyncio
import signal
import sqlite3
import sys
from collections import Counter
from pathlib import Path

import pytest

from bot.models import SearchQuery
from storage import SqlStore, open_store
from tests.chaos.saver import NOW
from tests.conftest import ROOT
from tests.contract.conftest import postgres, postgres_template, sqlite_template, url
from tests.fakes.postgres import PostgresServer

__all__ = ["postgres", "postgres_template", "sqlite_template", "url"]  # fixtures


async def saver(url: str, first: int, last: int, size: int) -> asyncio.subprocess.Process:
    """Start a process that saves these days."""
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.chaos.saver", url, str(first), str(last), str(size)),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def said(process: asyncio.subprocess.Process) -> list[tuple[str, int]]:
    """What it told until its end, which was a good one."""
    out, err = await process.communicate()
    assert (process.returncode, err.decode()) == (0, "")
    return [(status, int(number)) for status, number in map(str.split, out.decode().splitlines())]


async def sound(store: SqlStore, size: int) -> dict[int, int]:
    """Every digest is whole, and found; returns the revision of each day."""
    revisions = {}
    for edition in await store.editions(limit=1000):
        digest = await store.digest_by_id(edition.id)
        assert digest is not None
        found = [item.title for run in digest.sections for item in run.items]
        number = int(found[0].split("天")[0].removeprefix("第"))
        assert found == [f"第{number}天第{one}条" for one in range(size)]
        assert len({item.id for run in digest.sections for item in run.items}) == size
        page = await store.search(SearchQuery(text="正文", since=edition.date, until=edition.date, limit=100))
        assert page.total == size
        revisions[number] = edition.revision
    if store._database.dialect.name == "sqlite":
        with sqlite3.connect(store._database.dialect.place) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        connection.close()
    return revisions


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def nothing(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database in which nothing is, not even a schema."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/new/ribao.db"
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.url(server.create())


async def test_processes_that_import_at_once_lose_nothing(nothing: str) -> None:
    # The same days and their own ones, from the making of the database on.
    processes = [await saver(nothing, first, first + 16, 5) for first in (0, 0, 8)]
    told = [await said(process) for process in processes]
    assert [len(lines) for lines in told] == [16, 16, 16]
    statuses: dict[int, Counter[str]] = {}
    for lines in told:
        for status, number in lines:
            statuses.setdefault(number, Counter())[status] += 1
    store = await open_store(nothing, now=NOW, migrate=False)
    revisions = await sound(store, 5)
    await store.close()
    assert set(revisions) == set(range(24))
    for number, counts in statuses.items():
        assert counts["created"] == 1
        # a text of its own is a revision, the same text is none
        assert counts["revised" if number % 3 else "unchanged"] == 0
        assert revisions[number] == 1 + counts["revised"]


MOMENTS = (0.0, 0.013, 0.004, 0.021)  # seconds


async def test_a_process_that_is_killed_while_it_saves_leaves_all_or_nothing(url: str) -> None:
    promised: set[int] = set()
    for turn, moment in enumerate(MOMENTS):
        process = await saver(url, turn * 1000, turn * 1000 + 1000, 40)
        assert process.stdout is not None
        for _ in range(3):
            _, number = (await process.stdout.readline()).decode().split()
            promised.add(int(number))
        await asyncio.sleep(moment)
        process.send_signal(signal.SIGKILL)
        rest, _ = await process.communicate()
        promised |= {int(line.split()[1]) for line in rest.decode().splitlines() if line.count(" ")}
        assert process.returncode == -signal.SIGKILL
    store = await open_store(url, now=NOW, migrate=False)
    kept = set(await sound(store, 40))
    await store.close()
    assert promised <= kept
    assert len(kept - promised) <= len(MOMENTS)  # saved, and killed before it could say so
    # and what was interrupted can be done again
    again = await said(await saver(url, 0, max(one for one in kept if one < 1000) + 2, 40))
    assert again[-1][0] == "created"


VISIT = """
import sqlite3, sys
database = sqlite3.connect(sys.argv[1])
database.execute("SELECT * FROM publications").fetchall()
database.close()
"""


async def test_another_store_of_this_process_ends_none_of_its_locks(tmp_path: Path) -> None:
    path = tmp_path / "ribao.db"
    store = await open_store(f"sqlite:///{path}", now=NOW)
    try:
        await store.publications()
        await (await open_store(f"sqlite:///{path}", now=NOW)).close()
        # Whoever finds no lock takes himself for the last, and takes the log away with him.
        visitor = await asyncio.create_subprocess_exec(sys.executable, "-c", VISIT, str(path))
        assert await visitor.wait() == 0
        assert path.with_name("ribao.db-wal").exists()
    finally:
        await store.close()
