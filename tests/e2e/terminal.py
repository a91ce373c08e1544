"""The real program on a terminal: what it shows is read, and what it asks is answered, as by a person."""

import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.e2e.program import environment

ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class Terminal:
    """`ribao` with these arguments on a pseudo-terminal; killed at the end of the with-block if it runs."""

    def __init__(self, cwd: Path, *arguments: str, **more: str) -> None:
        self._ours, theirs = pty.openpty()
        self._read = 0
        self.shown = ""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", *arguments],
            cwd=cwd,
            env=environment(TERM="xterm", COLUMNS="120", LINES="40", **more),
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        )
        os.close(theirs)

    def sees(self, text: str, within: float = 30) -> None:
        """Wait until the text was shown, after what was waited for before."""
        deadline = time.monotonic() + within
        while (at := self.shown.find(text, self._read)) < 0:
            left = deadline - time.monotonic()
            assert left > 0, f"{text!r} was not shown in {within} s:\n{self.shown[self._read :]}"
            assert self._take(left), f"the program ended before {text!r}:\n{self.shown}"
        self._read = at + len(text)

    def answers(self, question: str, answer: str = "") -> None:
        """Wait for the question, and type an answer and Enter."""
        self.sees(question)
        os.write(self._ours, f"{answer}\n".encode())

    def interrupt(self) -> None:
        """Press Ctrl-C."""
        self.process.send_signal(signal.SIGINT)

    def ends(self, within: float = 30) -> int:
        """Its exit status, when it has ended by itself."""
        deadline = time.monotonic() + within
        while self._take(max(0.0, deadline - time.monotonic())):
            assert time.monotonic() < deadline, f"it did not end in {within} s:\n{self.shown[self._read :]}"
        return self.process.wait(within)

    def _take(self, seconds: float) -> bool:
        """Read what is shown next; false at the end."""
        if not select.select([self._ours], [], [], seconds)[0]:
            return True
        try:
            found = os.read(self._ours, 65536)
        except OSError:  # how a terminal ends on Linux
            return False
        self.shown += ESCAPES.sub("", found.decode("utf-8", "replace")).replace("\r\n", "\n")
        return bool(found)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self._ours)
