"""Git working copies, pulled by the operator's git: what is new in them the watch over their folders sees."""

import asyncio
import os
import re
import signal
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile

from bot.errors import SourceError
from bot.sentence import Sentence
from bot.sources.arrivals import Failure
from bot.sources.files import fixed_folder
from bot.sources.models import Folder

SECONDS = 120.0
"""For one pull; a first one may bring years."""
GRACE = 0.5  # seconds for git to put its locks away when it is stopped
TAIL = 4_096  # bytes of what git says that are worth keeping
QUIET = {
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ASKPASS": "true",
    "SSH_ASKPASS": "true",
    "SSH_ASKPASS_REQUIRE": "force",
    "GCM_INTERACTIVE": "never",
    "LC_ALL": "C.UTF-8",
}
"""Nobody sits there to answer a question."""


def working_copy(path: Path) -> Path | None:
    """The top of the Git working copy in which this lies; None if it lies in none."""
    folder = fixed_folder(path)
    return next((each for each in (folder, *folder.parents) if (each / ".git").exists()), None)


async def pull(path: Path, *, seconds: float = SECONDS) -> None:
    """Bring the working copy forward in which this lies, if that needs no merge. Raises SourceError."""
    root = working_copy(path)
    if root is None:
        raise SourceError(Sentence("it lies in no Git working copy: nothing is pulled"))
    await git(root, "pull", "--ff-only", "--quiet", seconds=seconds)


async def git(root: Path, *words: str, seconds: float) -> None:
    """Run the operator's git there. Raises SourceError: its own last line, never with a URL's password."""
    with TemporaryFile() as said:  # a pipe would be held open by what git leaves at work behind it
        try:
            process = await asyncio.create_subprocess_exec(
                *("git", "-C", str(root), *words),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=said,
                env=os.environ | QUIET,
                start_new_session=True,  # no terminal to ask at, and what it starts ends with it
            )
        except FileNotFoundError:
            raise SourceError(Sentence("git is not installed")) from None
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise SourceError(Sentence("git can't be run: {reason}", reason=reason)) from None
        try:
            async with asyncio.timeout(seconds):
                status = await process.wait()
        except TimeoutError:
            told = Sentence("git did not end within {seconds} seconds", seconds=f"{seconds:g}")
            raise SourceError(told) from None
        finally:
            await _end(process)
        if status:
            said.seek(max(0, said.seek(0, os.SEEK_END) - TAIL))
            line = telling_line(said.read().decode(errors="replace"))
            raise SourceError(Sentence("git says: {line}", line=line or f"exit status {status}"))


async def _end(process: asyncio.subprocess.Process) -> None:
    """See it ended, with all that it started; also when we are cancelled meanwhile."""
    if process.returncode is not None:
        return
    for number, patience in ((signal.SIGTERM, GRACE), (signal.SIGKILL, None)):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), patience)
            return


def telling_line(said: str) -> str:
    """The line of git's that tells most: its last `fatal` or `error`, else the last at all.

    Where it ends in a colon, with the first of what it counts up.
    """
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    telling = [place for place, line in enumerate(lines) if line.startswith(("fatal:", "error:"))]
    found = lines[telling[-1] :] if telling else lines[-1:]
    told = " ".join(found[:2]) if found and found[0].endswith(":") else "".join(found[:1])
    return re.sub(r"(?<=://)[^/\s@]+@", "", told)


class Pulls:
    """Pulls the working copies of some folders, each at its pace; a failure is told once until it works."""

    def __init__(
        self,
        folders: Sequence[tuple[str, Folder]],
        *,
        wait: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """`folders` are of one working copy (or of none), with their publications' slugs."""
        self._slug, self._folder = folders[0]
        self._refresh = min(folder.refresh for _, folder in folders)
        self._wait = wait

    async def failures(self) -> AsyncGenerator[list[tuple[str, Failure]], None]:
        """What went wrong, until cancelled; never an empty batch."""
        told = False
        while True:
            try:
                await pull(self._folder.path)
                told = False
            except SourceError as error:
                if not told:
                    yield [(self._slug, Failure(str(self._folder), error.sentence))]
                told = True
            await self._wait(self._refresh)


def by_working_copy(folders: Sequence[tuple[str, Folder]]) -> list[list[tuple[str, Folder]]]:
    """Those that are to be pulled, together where one pull brings all of them forward."""
    groups: dict[Path, list[tuple[str, Folder]]] = {}
    for slug, folder in folders:
        if folder.pull:
            groups.setdefault(working_copy(folder.path) or folder.path, []).append((slug, folder))
    return list(groups.values())
