"""Git working copies: a real git, a remote on the disk."""

import asyncio
import os
import time
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bot.errors import SourceError
from bot.sources import Folder
from bot.sources.arrivals import Failure
from bot.sources.git import Pulls, by_working_copy, git, pull, telling_line, working_copy
from tests.fakes.repository import Repository


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


async def test_what_the_remote_has_comes_with_a_pull(repository: Repository) -> None:
    repository.push("news/a.md", "1")
    await pull(repository.copy / "news" / "*.md")
    assert (repository.copy / "news" / "a.md").read_text(encoding="utf-8") == "1"
    assert working_copy(repository.copy / "news" / "a.md") == repository.copy


async def test_what_git_refuses_is_told_in_its_words(repository: Repository) -> None:
    repository.push("a.md", "1")
    (repository.copy / "a.md").write_text("mine", encoding="utf-8")
    with pytest.raises(SourceError, match=r"^git says: error: The following untracked .* by merge: a\.md$"):
        await pull(repository.copy)
    (repository.copy / "a.md").unlink()
    repository.git("remote", "set-url", "origin", "http://me:secret@127.0.0.1:1/x.git")
    with pytest.raises(SourceError, match=r"^git says: fatal: ") as caught:
        await pull(repository.copy)
    assert "secret" not in str(caught.value)
    with pytest.raises(SourceError, match="lies in no Git working copy"):
        await pull(repository.copy.parent / "elsewhere")


def test_the_line_that_tells_most() -> None:
    assert telling_line("hint: try\nfatal: unable to access 'https://me:pw@x.example/y/': no\n\nhint: z") == (
        "fatal: unable to access 'https://x.example/y/': no"
    )
    assert telling_line("one\ntwo\n") == "two"
    assert telling_line("") == ""


@pytest.fixture
def slow_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A git that only sleeps, with a child of its own, and writes their numbers down."""
    pids = tmp_path / "pids"
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin" / "git"
    program.write_text(f'#!/bin/sh\nsleep 60 &\necho $$ $! > "{pids}.new"\nmv "{pids}.new" "{pids}"\nwait\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    return pids


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")  # one that has ended may wait for whoever collects it
    return not state.exists() or state.read_text().rpartition(")")[2].split()[0] != "Z"


async def test_a_git_that_hangs_is_ended_with_all_it_started(tmp_path: Path, slow_git: Path) -> None:
    with pytest.raises(SourceError, match=r"did not end within 0\.5 seconds"):
        await git(tmp_path, "pull", seconds=0.5)
    await ended(slow_git)


async def test_a_git_that_is_at_work_ends_with_us(tmp_path: Path, slow_git: Path) -> None:
    working = asyncio.ensure_future(git(tmp_path, "pull", seconds=60))
    async with asyncio.timeout(10):
        while not slow_git.exists():  # noqa: ASYNC110, ASYNC240  (another process writes it)
            await asyncio.sleep(0.02)
    started = time.monotonic()
    working.cancel()
    with pytest.raises(asyncio.CancelledError):
        await working
    assert time.monotonic() - started < 2
    await ended(slow_git)


async def ended(pids: Path) -> None:
    numbers = [int(number) for number in pids.read_text().split()]  # noqa: ASYNC240
    async with asyncio.timeout(5):
        while any(alive(number) for number in numbers):  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def test_no_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SourceError, match="git is not installed"):
        await git(tmp_path, "pull", seconds=5)


async def test_a_failure_is_told_once_until_it_works_again(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    works = [False, False, True, False, True]
    waited: list[float] = []

    async def pulled(_: Path) -> None:
        if not works.pop(0):
            raise SourceError("git says: fatal: no")

    async def wait(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr("bot.sources.git.pull", pulled)
    folder = Folder(repository.copy, pull=True, refresh=60)
    failures: AsyncGenerator[object, None] = Pulls([("a", folder), ("b", folder)], wait=wait).failures()
    told = [("a", Failure(str(repository.copy), "git says: fatal: no"))]
    assert await anext(failures) == told
    assert waited == []
    assert await anext(failures) == told
    assert waited == [60, 60, 60]
    await failures.aclose()


def test_one_pull_for_all_folders_of_a_working_copy(repository: Repository, tmp_path: Path) -> None:
    one = ("a", Folder(repository.copy / "daily" / "*.md", pull=True, refresh=600))
    two = ("b", Folder(repository.copy / "monthly", pull=True, refresh=60))
    three = ("c", Folder(tmp_path / "other", pull=True))
    assert by_working_copy([one, ("d", Folder(repository.copy)), two, three]) == [[one, two], [three]]
