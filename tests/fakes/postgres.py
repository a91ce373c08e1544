"""A throwaway PostgreSQL server on a free port of this machine, gone with the tests."""

import getpass
import itertools
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

PASSWORD = "not-a-secret-7226"  # noqa: S105 - of a server that only this machine sees
# Its data is not worth a disk's patience.
OPTIONS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=64MB")


def server_programs() -> Path | None:
    """The folder of the newest PostgreSQL server's programs, if there is one that this user may run."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: float(path.parts[-3]))
    on_path = shutil.which("postgres")
    newest = found[-1] if found else on_path and Path(on_path).resolve()
    return newest.parent if newest and owner_exists() else None


def owner_exists() -> bool:
    """Whether there is somebody to run the server as: it refuses root."""
    return os.geteuid() != 0 or "postgres:" in Path("/etc/passwd").read_text(encoding="utf-8")


class PostgresServer:
    """A running server; its databases are made from one template in milliseconds."""

    def __init__(self, port: int, programs: Path) -> None:
        self.port = port
        self.programs = programs
        self._numbers = itertools.count(1)

    def url(self, name: str, *, password: str = PASSWORD) -> str:
        """The URL of a database in Ribao's settings."""
        return f"postgresql://postgres:{password}@127.0.0.1:{self.port}/{name}"

    def create(self, *, template: str = "template0") -> str:
        """A new database's name."""
        name = f"t{next(self._numbers)}"
        self.run(f'CREATE DATABASE "{name}" TEMPLATE "{template}" ENCODING \'UTF8\'')
        return name

    def drop(self, name: str) -> None:
        """Take a database away, whoever is connected to it."""
        self.run(f'DROP DATABASE "{name}" WITH (FORCE)')

    def cut(self, name: str) -> None:
        """Close all connections to a database, as a server that restarts does."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
            )

    def run(self, statement: str) -> None:
        """Run a statement as the server's owner, outside any transaction."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())


@contextmanager
def running(programs: Path) -> Iterator[PostgresServer]:
    """A server that stops at the end; its folder is removed."""
    with tempfile.TemporaryDirectory(prefix="ribao-postgres-") as folder:
        owner = "postgres" if os.geteuid() == 0 else None
        if owner:
            shutil.chown(folder, owner, owner)
        data = Path(folder, "data")
        initialise(programs, data, owner)
        server = PostgresServer(free_port(), programs)
        options = [part for option in OPTIONS for part in ("-c", option)]
        process = subprocess.Popen(
            [
                programs / "postgres",
                *("-D", data),
                *("-h", "127.0.0.1", "-p", str(server.port), "-k", folder),
                *options,
            ],
            user=owner,
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            wait_until_ready(server, process)
            yield server
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def initialise(programs: Path, data: Path, owner: str | None) -> None:
    """Make the server's folder, with a password so that a wrong one can be tried."""
    password = data.with_name("password")
    password.write_text(PASSWORD, encoding="utf-8")
    if owner:
        shutil.chown(password, owner)
    subprocess.run(
        [
            programs / "initdb",
            *("-D", data, "-U", "postgres", "-E", "UTF8", "--locale=C", "-N"),
            *("-A", "scram-sha-256", f"--pwfile={password}"),
        ],
        check=True,
        user=owner,
        cwd=data.parent,
        capture_output=True,
        env={"PATH": os.environ["PATH"], "USER": owner or getpass.getuser()},
    )


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_ready(server: PostgresServer, process: subprocess.Popen[bytes]) -> None:
    """Return when the server takes connections."""
    end = time.monotonic() + 30
    while True:
        try:
            server.run("SELECT 1")
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > end:
                raise
            time.sleep(0.05)
        else:
            return
