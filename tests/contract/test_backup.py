"""A copy that is whole, made while others read and write, and never over anything."""

import asyncio
import os
import sqlite3
import subprocess
from pathlib import Path

import pytest

from bot.errors import StoreError, StoreUnavailable
from storage import SqlStore, open_store
from tests.contract.making import DAILY, NOW, day, digest, published
from tests.fakes.postgres import PASSWORD, PostgresServer


def names(folder: Path) -> set[str]:
    """The files that are there."""
    return {path.name for path in folder.iterdir()}


def restore(programs: Path, copy: Path, url: str) -> None:
    """As an operator does."""
    subprocess.run([programs / "pg_restore", f"--dbname={url}", copy], check=True, capture_output=True)


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """An empty folder."""
    folder = tmp_path / "shelf"
    folder.mkdir()
    return folder


async def test_a_backup_of_a_file_is_consistent_while_others_write(tmp_path: Path, shelf: Path) -> None:
    store = await open_store(f"sqlite:///{tmp_path}/ribao.db", now=NOW)
    await store.declare_publications([DAILY])

    async def write() -> None:
        for number in range(60):
            made = digest(("新闻", [f"{number}a", f"{number}b"]), date=day(number))
            await store.save(made, publication="ai-daily", text_hash="h", now=NOW, published=True)

    writing = asyncio.create_task(write())
    for number in range(3):
        await asyncio.sleep(0.05)
        await store.backup(shelf / f"{number}.db")
    await writing
    await store.close()
    assert names(shelf) == {"0.db", "1.db", "2.db"}
    counts = []
    for number in range(3):
        copy = await open_store(f"sqlite:///{shelf}/{number}.db", now=NOW)
        editions = await copy.editions(limit=100)
        for edition in editions:
            found = await copy.digest_by_id(edition.id)
            assert found is not None
            assert len(found.sections[0].items) == edition.items == 2
        counts.append(len(editions))
        await copy.close()
        with sqlite3.connect(shelf / f"{number}.db") as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        connection.close()
    assert counts == sorted(counts)


async def test_a_backup_can_be_cancelled(tmp_path: Path, shelf: Path) -> None:
    store = await open_store(f"sqlite:///{tmp_path}/ribao.db", now=NOW)
    async with store._database.write() as connection:
        await connection.exec_driver_sql("CREATE TABLE much (what BLOB)")
        await connection.exec_driver_sql(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60000) "
            "INSERT INTO much SELECT randomblob(2000) FROM n"
        )
    copying = asyncio.create_task(store.backup(shelf / "copy.db"))
    while not names(shelf):  # noqa: ASYNC110 - a file tells nobody that it has been made
        await asyncio.sleep(0.001)
    copying.cancel()
    with pytest.raises(asyncio.CancelledError):
        await copying
    assert names(shelf) == set()
    await published(store)  # it left no lock behind
    await store.backup(shelf / "copy.db")
    assert names(shelf) == {"copy.db"}
    await store.close()


@pytest.mark.postgres
async def test_a_backup_of_a_server_can_be_cancelled(
    postgres: PostgresServer, postgres_template: str, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs = shelf.with_name("programs")
    await asyncio.to_thread(programs.mkdir)
    slow = programs / "pg_dump"
    await asyncio.to_thread(slow.write_text, '#!/bin/sh\ntouch "${2#--file=}"\nexec sleep 60\n')
    await asyncio.to_thread(slow.chmod, 0o755)
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    store = await open_store(postgres.url(postgres_template), now=NOW)
    copying = asyncio.create_task(store.backup(shelf / "copy.dump"))
    while not names(shelf):  # noqa: ASYNC110 - a file tells nobody that it has been made
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.3)  # until it is waited for
    copying.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(copying, 10)
    assert names(shelf) == set()
    await store.close()


async def test_a_backup_never_overwrites(store: SqlStore, shelf: Path) -> None:
    path = shelf / "copy"
    await asyncio.to_thread(path.write_bytes, b"mine")
    with pytest.raises(StoreError, match="exists already"):
        await store.backup(path)
    assert await asyncio.to_thread(path.read_bytes) == b"mine"
    assert names(shelf) == {"copy"}


async def test_a_file_that_appears_meanwhile_is_left_alone(
    store: SqlStore, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = shelf / "copy"
    await asyncio.to_thread(path.write_bytes, b"mine")
    monkeypatch.setattr("storage.backup.check", lambda _: None)
    with pytest.raises(StoreError, match="exists already"):
        await store.backup(path)
    assert await asyncio.to_thread(path.read_bytes) == b"mine"
    assert names(shelf) == {"copy"}


async def test_a_backup_needs_its_folder(store: SqlStore, shelf: Path) -> None:
    with pytest.raises(StoreUnavailable, match="no folder"):
        await store.backup(shelf / "deeper" / "copy")


async def test_a_disk_that_refuses_is_told(
    store: SqlStore, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("storage.backup.put_in_place", refuse)
    with pytest.raises(StoreUnavailable, match=r"can't be written: Permission denied"):
        await store.backup(shelf / "copy")
    assert names(shelf) == set()


@pytest.mark.postgres
async def test_a_backup_of_a_server_can_be_restored(
    postgres: PostgresServer, postgres_template: str, shelf: Path
) -> None:
    url = postgres.url(postgres.create(template=postgres_template))
    store = await open_store(url, now=NOW)
    await published(store)
    await store.backup(shelf / "copy.dump")
    await store.close()
    assert names(shelf) == {"copy.dump"}
    anew = postgres.url(postgres.create())
    restore(postgres.programs, shelf / "copy.dump", anew)
    restored = await open_store(anew, now=NOW)
    found = await restored.digest()
    assert found is not None
    assert found.items == 1
    await restored.close()


@pytest.mark.postgres
async def test_a_password_may_come_by_the_environment(
    postgres: PostgresServer, postgres_template: str, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    url = postgres.url(postgres_template).replace(f":{PASSWORD}", "")
    store = await open_store(url, now=NOW)
    await store.backup(shelf / "copy.dump")
    await store.close()
    assert names(shelf) == {"copy.dump"}


@pytest.mark.postgres
async def test_a_backup_of_a_server_needs_its_program(
    postgres: PostgresServer, postgres_template: str, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = await open_store(postgres.url(postgres_template), now=NOW)
    monkeypatch.setenv("PATH", str(shelf))
    with pytest.raises(StoreUnavailable, match="pg_dump; install"):
        await store.backup(shelf / "copy")
    await store.close()


@pytest.mark.postgres
async def test_what_the_program_says_is_told_without_the_password(
    postgres: PostgresServer, postgres_template: str, shelf: Path
) -> None:
    name = postgres.create(template=postgres_template)
    store = await open_store(postgres.url(name), now=NOW)
    postgres.drop(name)
    with pytest.raises(StoreUnavailable, match="pg_dump could not copy") as caught:
        await store.backup(shelf / "copy")
    assert "does not exist" in str(caught.value)
    assert PASSWORD not in str(caught.value)
    assert names(shelf) == set()
    await store.close()
