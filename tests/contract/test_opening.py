"""Opening a database: made, migrated, refused; one sentence for whatever is wrong."""

import asyncio
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.delivery.models import DesiredParts, Part
from bot.errors import (
    RibaoError,
    SettingsError,
    StoreBusy,
    StoreDamaged,
    StoreError,
    StoreTooNew,
    StoreUnavailable,
)
from bot.models import Policy
from config.settings import DeclaredPublication
from storage import SqlStore, database, dialects, index, open_store, schema
from storage.indexes import metadata
from tests.contract.making import DAILY, NOW, later
from tests.fakes.postgres import PASSWORD, PostgresServer


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def nothing(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database in which nothing is."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/deep/er/ribao.db"
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.url(server.create())


@pytest.fixture
def copy(tmp_path: Path, sqlite_template: Path) -> Path:
    """A sound, empty, up-to-date file."""
    return Path(shutil.copyfile(sqlite_template, tmp_path / "ribao.db"))


async def refused(url: str, kind: type[RibaoError], *words: str) -> str:
    """Opening fails with one such sentence, which holds these words and no password."""
    with pytest.raises(kind) as caught:
        await open_store(url, now=NOW)
    sentence = str(caught.value)
    assert type(caught.value) is kind
    assert "\n" not in sentence
    assert PASSWORD not in sentence
    for word in words:
        assert word in sentence
    return sentence


async def test_a_new_database_is_made_and_opened_again(nothing: str) -> None:
    for _ in range(2):
        store = await open_store(nothing, now=NOW)
        assert await store.publications() == []
        async with store._database.read() as connection:
            rows = (await connection.execute(sa.select(metadata.tables["migrations"]))).all()
        assert [tuple(row) for row in rows] == [(one, NOW) for one in schema.REVISIONS]
        await store.close()


async def test_an_older_schema_is_left_alone_when_told_so(nothing: str) -> None:
    with pytest.raises(StoreUnavailable, match="older schema"):
        await open_store(nothing, now=NOW, migrate=False)
    await (await open_store(nothing, now=NOW)).close()
    await (await open_store(nothing, now=NOW, migrate=False)).close()


async def test_migrations_from_nothing_make_the_tables_that_the_code_knows(nothing: str) -> None:
    store = await open_store(nothing, now=NOW)

    def differences(connection: sa.Connection) -> list[object]:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "compare_server_default": True,
                # the search index is no table of SQLAlchemy's
                "include_name": lambda name, kind, _: kind != "table" or not name.startswith("search_"),
            },
        )
        return list(compare_metadata(context, metadata))

    async with store._database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []
        indexes = await connection.run_sync(partial_indexes)
    await store.close()
    assert indexes == {
        "ix_digests_outdated",
        "ix_digests_unreleased",
        "ix_targets_platform_due_at",
        "ix_deliveries_unsettled",
        "ix_deliveries_doubtful",
        "ix_deliveries_refused",
        "ix_digests_untold",
    }


async def test_migrations_from_nothing_make_the_search_index_that_the_code_knows(nothing: str) -> None:
    store = await open_store(nothing, now=NOW)
    async with store._database.write() as connection:
        name = connection.dialect.name
        made = await search_tables(connection)
        drop = "DROP TABLE search_index, search_words, search_version"
        for statement in [drop] if name == "postgresql" else drop.replace(",", ";DROP TABLE").split(";"):
            await connection.execute(sa.text(statement))
        for statement in index.DDL[name]:
            await connection.exec_driver_sql(statement)
        assert await search_tables(connection) == made
        assert await index.is_current(connection)
    await store.close()
    assert len(made) >= 3


async def search_tables(connection: AsyncConnection) -> list[tuple[object, ...]]:
    """What the engine knows of them, in words that can be compared."""
    asked = {
        "sqlite": "SELECT name, sql FROM sqlite_master WHERE name LIKE 'search_%' ORDER BY name",
        "postgresql": (
            "SELECT table_name, column_name, data_type, is_nullable, collation_name, "
            "(SELECT string_agg(indexdef, ';' ORDER BY indexdef) FROM pg_indexes "
            "WHERE tablename = table_name) FROM information_schema.columns "
            "WHERE table_name LIKE 'search_%' ORDER BY table_name, column_name"
        ),
    }
    rows = await connection.execute(sa.text(asked[connection.dialect.name]))
    return [tuple(row) for row in rows]


def partial_indexes(connection: sa.Connection) -> set[str | None]:
    """The names of the indexes that have a condition."""
    inspector = sa.inspect(connection)
    return {
        index["name"]
        for table in inspector.get_table_names()
        for index in inspector.get_indexes(table)
        if index.get("dialect_options", {}).get(f"{connection.dialect.name}_where") is not None
    }


def test_all_migrations_are_listed() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(schema.__file__).parent / "migrations"))
    made = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]
    assert tuple(reversed(made)) == schema.REVISIONS


async def test_stores_that_open_a_new_database_at_once_make_it_once(nothing: str) -> None:
    stores = await asyncio.gather(*(open_store(nothing, now=later(number)) for number in range(4)))
    for store in stores:
        assert await store.publications() == []
        await store.close()


async def test_what_an_older_schema_holds_is_there_in_the_newest(
    nothing: str,
) -> None:
    older = database.Database(nothing)
    if older.dialect.name == "sqlite":
        schema.check_file(Path(older.dialect.place))
        await schema.enter_wal(older)
    config = Config()
    config.set_main_option("script_location", str(Path(schema.__file__).parent / "migrations"))

    def first(connection: sa.Connection) -> None:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")

    async with older.write() as connection:
        await connection.run_sync(first)
        for statement in (
            "INSERT INTO publications (id, slug, name, kind) VALUES (1, 'ai-daily', 'AI日报', 'daily')",
            (
                "INSERT INTO digests (id, publication_id, date, kind, title, item_count, revision, "
                "text_hash, revised_at, planned_revision, generation, published_at, released) "
                "VALUES (1, 1, '2025-05-24', 'daily', '旧的', 0, 1, 'x', '2025-05-24 00:30:00', 1, 1, "
                "'2025-05-24 00:30:00', true)"
            ),
            (
                "INSERT INTO targets (id, platform, address, policy, declared) VALUES (1, 'telegram', '@a', "
                '\'{"keywords": ["芯片"]}\', false)'
            ),
        ):
            await connection.exec_driver_sql(statement)
    await older.close()
    with pytest.raises(StoreUnavailable, match="older schema"):
        await open_store(nothing, now=NOW, migrate=False)
    store = await open_store(nothing, now=NOW)
    kept = await store.digest_by_id(1)
    assert kept is not None
    assert (kept.title, kept.cover) == ("旧的", None)
    [target] = await store.targets()
    assert target.policy == Policy(keywords=("芯片",))
    assert [one.weekdays for one in await store.publications()] == [()]
    assert await store.progress() == [], "what was planned before was told before"
    await store.plan(1, [DesiredParts(target_ids=(1,), parts=(Part(content={}),))], now=NOW, revision=2)
    [told] = await store.progress()
    assert (told.told_revision, told.told_generation, told.revision, told.plan) == (1, 1, 2, 1)
    await store.close()


async def test_a_later_schema_is_refused(url: str) -> None:
    store = await open_store(url, now=NOW)
    async with store._database.write() as connection:
        await connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    await store.close()
    await refused(url, StoreTooNew, "later Ribao", "9999", "install")


async def test_the_database_of_another_program_is_left_alone(nothing: str) -> None:
    other = database.Database(nothing)
    if other.dialect.name == "sqlite":
        Path(other.dialect.place).parent.mkdir(parents=True)
    async with other.write() as connection:
        await connection.execute(sa.text("CREATE TABLE bookmarks (id INTEGER)"))
    await other.close()
    await refused(nothing, StoreDamaged, "another program", "bookmarks", "database.url")


# --- what is particular to files ---


@pytest.mark.parametrize(
    "content",
    [
        b"These are words, and no database at all.\n" * 40,
        os.urandom(10_000),
        b"SQLite format 3\0" + b"\0" * 5000,
    ],
    ids=["text", "random", "header"],
)
async def test_a_file_that_is_no_database(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "ribao.db"
    path.write_bytes(content)
    await refused(f"sqlite:///{path}", StoreDamaged, str(path), "restore a backup")
    assert path.read_bytes() == content


@pytest.fixture(params=[0.02, 0.5, 0.97, 0.999])
def truncated(request: pytest.FixtureRequest, copy: Path) -> Path:
    """The first part of a file."""
    os.truncate(copy, int(copy.stat().st_size * request.param))
    return copy


async def test_a_truncated_file(truncated: Path) -> None:
    await refused(f"sqlite:///{truncated}", StoreDamaged, str(truncated), "restore a backup")


@pytest.fixture
def rotten(copy: Path) -> Path:
    """A file with one page of noise: the publications'."""
    connection = sqlite3.connect(copy)
    [root] = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'publications'").fetchone()
    connection.close()
    content = bytearray(copy.read_bytes())
    content[(root - 1) * 4096 : root * 4096] = os.urandom(4096)
    copy.write_bytes(content)
    return copy


async def test_damage_that_is_met_later_is_told_as_well(rotten: Path) -> None:
    store = await open_store(f"sqlite:///{rotten}", now=NOW)
    with pytest.raises(StoreDamaged):
        await store.publications()
    await store.close()


async def test_an_empty_file_is_a_new_database(tmp_path: Path) -> None:
    path = tmp_path / "ribao.db"
    path.touch()
    store = await open_store(f"sqlite:///{path}", now=NOW)
    assert await store.publications() == []
    await store.close()


async def test_a_folder_in_place_of_the_file(tmp_path: Path) -> None:
    await refused(f"sqlite:///{tmp_path}", StoreUnavailable, "is a folder")


async def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    await refused(f"sqlite:///{tmp_path}/file/ribao.db", StoreUnavailable, "can't be made")


async def test_a_place_where_nobody_may_write() -> None:
    # not even root, as whom containers run tests
    await refused("sqlite:////proc/ribao.db", StoreUnavailable, "/proc/ribao.db", "belong to this user")


async def test_a_locked_file_is_busy(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dialects, "WAIT", 0.05)
    store = await open_store(f"sqlite:///{copy}", now=NOW)
    other = sqlite3.connect(copy, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreBusy, match="locked by another process"):
        await store.declare_publications([DAILY])
    assert await store.publications() == []  # readers never wait
    other.execute("COMMIT")
    other.close()
    await store.declare_publications([DAILY])
    await store.close()


async def declares_cancelled(store: SqlStore, after: float) -> float:
    """Seconds that a write takes to end once it is cancelled; it was under way for `after` seconds."""
    loop = asyncio.get_running_loop()
    writing = asyncio.create_task(store.declare_publications([DAILY]))
    await asyncio.sleep(after)
    assert not writing.done()
    cancelled_at = loop.time()
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    return loop.time() - cancelled_at


async def test_who_waits_for_a_locked_file_can_be_cancelled_or_gets_it(copy: Path) -> None:
    store = await open_store(f"sqlite:///{copy}", now=NOW)
    other = sqlite3.connect(copy, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert await declares_cancelled(store, after=0.3) < 1.5
    writing = asyncio.create_task(store.declare_publications([DAILY]))
    await asyncio.sleep(0.3)
    assert await store.publications() == []  # what was cancelled left nothing
    other.execute("COMMIT")
    await asyncio.wait_for(writing, 10)
    assert [one.slug for one in await store.publications()] == [DAILY.slug]
    other.close()
    await store.close()


async def test_a_reader_waits_for_a_file_that_is_locked_as_a_whole(copy: Path) -> None:
    # as it is while the last process that had it open puts its log in order
    store = await open_store(f"sqlite:///{copy}", now=NOW)
    await store.close()
    other = sqlite3.connect(copy, isolation_level=None)
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    opening = asyncio.create_task(open_store(f"sqlite:///{copy}", now=NOW))
    reading = asyncio.create_task(store.publications())
    await asyncio.sleep(0.5)
    assert not opening.done()
    assert not reading.done()
    other.close()
    assert await asyncio.wait_for(reading, 10) == []
    await (await asyncio.wait_for(opening, 10)).close()
    await store.close()


async def test_opening_a_locked_file_can_be_cancelled(copy: Path) -> None:
    other = sqlite3.connect(copy, isolation_level=None)
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    opening = asyncio.create_task(open_store(f"sqlite:///{copy}", now=NOW))
    await asyncio.sleep(0.3)
    loop = asyncio.get_running_loop()
    cancelled_at = loop.time()
    opening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await opening
    assert loop.time() - cancelled_at < 1.5
    other.close()


async def test_a_file_that_others_keep_locked_cannot_be_opened_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dialects, "WAIT", 0.01)
    monkeypatch.setattr(schema, "WAL_TRIES", 3)
    path = tmp_path / "ribao.db"
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("CREATE TABLE x (y)")
    other.execute("BEGIN EXCLUSIVE")
    await refused(f"sqlite:///{path}", StoreBusy, "locked by another process")
    other.close()


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ribao.db",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite://host/ribao.db",
        "sqlite:///ribao.db?mode=ro",
        "mysql://a:secret@b/c",
        "postgresql://u:secret@h:port/x",
        "://",
    ],
)
async def test_a_url_that_is_none_of_ours(url: str) -> None:
    sentence = await refused(url, SettingsError)
    assert "secret" not in sentence
    assert re.search(r"sqlite|postgresql", sentence)


async def test_a_relative_path_is_taken_from_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    await (await open_store("sqlite:///data/ribao.db", now=NOW)).close()
    assert (tmp_path / "data/ribao.db").is_file()


def test_opening_an_up_to_date_file_imports_neither_alembic_nor_psycopg(copy: Path) -> None:
    code = (
        "import asyncio, datetime, sys, storage\n"
        "async def main():\n"
        "    now = datetime.datetime.now(datetime.UTC)\n"
        f"    store = await storage.open_store('sqlite:///{copy}', now=now)\n"
        "    await store.digest()\n"
        "    await store.close()\n"
        "asyncio.run(main())\n"
        "heavy = {'alembic', 'psycopg', 'mako', 'aiohttp', 'jinja2'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


# --- what is particular to servers ---


@pytest.mark.postgres
async def test_a_wrong_password_is_told_without_it(postgres: PostgresServer, postgres_template: str) -> None:
    url = postgres.url(postgres_template, password="guessed-word")  # noqa: S106
    sentence = await refused(url, StoreUnavailable, "password authentication failed", "database.url")
    assert "guessed-word" not in sentence


@pytest.mark.postgres
async def test_a_database_or_server_that_is_not_there(postgres: PostgresServer) -> None:
    await refused(postgres.url("nowhere"), StoreUnavailable, '"nowhere" does not exist')
    await refused(f"postgresql://u:{PASSWORD}@127.0.0.1:1/x", StoreUnavailable, "check that the server runs")


@pytest.mark.postgres
async def test_a_connection_that_is_cut_is_unavailable_and_comes_back(
    postgres: PostgresServer, postgres_template: str
) -> None:
    name = postgres.create(template=postgres_template)
    store = await open_store(postgres.url(name), now=NOW)
    assert await store.publications() == []
    postgres.cut(name)
    with pytest.raises(StoreUnavailable):
        await store.publications()
    assert await store.publications() == []
    await store.close()


@pytest.mark.postgres
async def test_writers_on_a_server_take_turns(
    postgres: PostgresServer, postgres_template: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dialects, "WAIT", 1)
    url = postgres.url(postgres.create(template=postgres_template))
    one, two = await open_store(url, now=NOW), await open_store(url, now=NOW)
    async with one._database.write():
        with pytest.raises(StoreBusy):
            await two.declare_publications([DAILY])
    await two.declare_publications([DAILY])
    assert len(await one.publications()) == 1
    await one.close()
    await two.close()


@pytest.mark.postgres
async def test_without_psycopg_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    await refused("postgresql://u@h/n", StoreUnavailable, "pip install 'ribao[postgres]'")


def pg_error(state: str | None) -> sa.exc.DBAPIError:
    """As psycopg raises it."""
    error = Exception("what the server\nsaid")
    error.sqlstate = state  # type: ignore[attr-defined]
    return sa.exc.DBAPIError("SELECT", {}, error)


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        (None, StoreUnavailable),
        ("08006", StoreUnavailable),
        ("3D000", StoreUnavailable),
        ("57P01", StoreUnavailable),
        ("42501", StoreUnavailable),
        ("55P03", StoreBusy),
        ("40P01", StoreBusy),
        ("XX001", StoreDamaged),
        ("42P01", StoreError),
    ],
)
def test_what_a_servers_codes_mean(state: str | None, kind: type[StoreError]) -> None:
    told = dialects.PostgreSQL("postgresql://u@h/n").explain(pg_error(state))
    assert type(told) is kind
    assert "postgresql://u@h/n" in str(told)
    assert "\n" not in str(told)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (sqlite3.SQLITE_BUSY_SNAPSHOT, StoreBusy),
        (sqlite3.SQLITE_CORRUPT, StoreDamaged),
        (sqlite3.SQLITE_FULL, StoreUnavailable),
        (sqlite3.SQLITE_IOERR_WRITE, StoreUnavailable),
        (sqlite3.SQLITE_READONLY_DIRECTORY, StoreUnavailable),
        (sqlite3.SQLITE_CANTOPEN, StoreUnavailable),
        (sqlite3.SQLITE_CONSTRAINT, StoreError),
    ],
)
def test_what_a_files_codes_mean(code: int, kind: type[StoreError]) -> None:
    error = sqlite3.OperationalError("what SQLite said")
    error.sqlite_errorcode = code
    told = dialects.SQLite(Path("data/ribao.db")).explain(sa.exc.OperationalError("x", {}, error))
    assert type(told) is kind
    assert "data/ribao.db" in str(told)


def test_errors_that_come_from_no_server() -> None:
    dialect = dialects.SQLite(Path("data/ribao.db"))
    assert type(dialect.explain(sa.exc.TimeoutError("no connection"))) is StoreBusy
    assert type(dialect.explain(sa.exc.InvalidRequestError("?"))) is StoreError


async def test_closing_twice_is_closing(url: str) -> None:
    store = await open_store(url, now=NOW)
    await store.declare_publications([DAILY])
    await store.close()
    await store.close()


@pytest.mark.postgres
async def test_options_in_the_url_are_kept(postgres: PostgresServer, postgres_template: str) -> None:
    store = await open_store(postgres.url(postgres_template) + "?options=-c%20work_mem%3D5MB", now=NOW)
    async with store._database.read() as connection:
        assert await connection.scalar(sa.text("SHOW work_mem")) == "5MB"
        assert await connection.scalar(sa.text("SHOW lock_timeout")) == "30s"
    await store.close()


async def test_every_transaction_keeps_the_rules_of_the_file(copy: Path) -> None:
    store = await open_store(f"sqlite:///{copy}", now=NOW)
    for transaction in (store._database.read, store._database.write, store._database.hold):
        async with transaction() as connection:
            for pragma, value in (("foreign_keys", 1), ("synchronous", 2), ("journal_mode", "wal")):
                assert await connection.scalar(sa.text(f"PRAGMA {pragma}")) == value
    await store.close()


async def test_declaring_what_is_known_waits_for_no_writer(store: SqlStore) -> None:
    await store.declare_publications([DAILY])
    known = await store.publications()
    async with store._database.write(), asyncio.timeout(5):
        await store.declare_publications(known)
        # The settings' own kind declares more than is kept.
        await store.declare_publications([DeclaredPublication(**DAILY.model_dump(), refresh=60)])
    changed = known[0].model_copy(update={"name": "换了名字"})
    await store.declare_publications([changed])
    assert changed in await store.publications()
