"""The processes of the year: started, listened to, and killed."""

import asyncio
import contextlib
import datetime as dt
import signal
import sys
from pathlib import Path

from tests.e2e.program import ROOT, environment
from tests.year.dial import EPOCH


class Life:
    """One process. What it says of documents is counted in `read`; `beat`: when its heart has beaten last."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.read = 0
        self.beat = EPOCH
        self._listening = asyncio.create_task(self._listen(), name="what a worker says")

    @classmethod
    async def begin(cls, folder: Path, role: str) -> "Life":
        """Start one."""
        with (folder / "run.log").open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "tests.year.worker", str(folder), role,
                cwd=ROOT, env=environment(), stdout=asyncio.subprocess.PIPE, stderr=log,
                start_new_session=True,
            )  # fmt: skip
        return cls(process)

    @property
    def over(self) -> bool:
        """Whether it has ended."""
        return self._process.returncode is not None

    async def end(self, number: signal.Signals = signal.SIGKILL) -> None:
        """Kill it, or ask it to stop."""
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(number)
        await self._process.wait()
        await self._listening

    async def _listen(self) -> None:
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            what, _, about = line.decode().strip().partition(" ")
            if what == "beat":
                self.beat = dt.datetime.fromisoformat(about)
            else:
                self.read += 1
