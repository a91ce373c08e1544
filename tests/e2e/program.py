"""The real program as a process: `python -m bot`, in a folder of its own."""

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

ROOT = Path(__file__).parents[2]

SETTINGS = """
timezone = "Asia/Shanghai"
[database]
url = "sqlite:///ribao.db"
[[publications]]
slug = "ai-daily"
name = "AI日报"
kind = "daily"
source = "inbox"
[platforms.web]
listen = "127.0.0.1:0"
title = "试刊"
"""


def environment(**more: str) -> dict[str, str]:
    """Our environment without Ribao's own settings, with the checkout to be found."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("RIBAO_")}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", **more}


def ribao(
    *arguments: str | Path, cwd: Path, status: int = 0, **more: str
) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end and check its exit status."""
    done = subprocess.run(
        [sys.executable, "-m", "bot", *map(str, arguments)],
        cwd=cwd,
        env=environment(**more),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert done.returncode == status, f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done


def ribao_json(*arguments: str | Path, cwd: Path, status: int = 0) -> Any:  # noqa: ANN401  (JSON)
    """Run a command with --json and give its one value; nothing else may stand on stdout."""
    return json.loads(ribao(*arguments, "--json", cwd=cwd, status=status).stdout)


def eventually(check: Callable[[], bool], *, within: float, what: str, pause: float = 0.02) -> float:
    """Wait until `check` holds, looking every `pause` seconds; returns how long it took."""
    start = time.monotonic()
    while time.monotonic() - start < within:
        if check():
            return time.monotonic() - start
        time.sleep(pause)
    raise AssertionError(f"not within {within} s: {what}")


class Running:
    """`ribao run` in a folder; killed at the end of the with-block if it still runs."""

    def __init__(self, cwd: Path, *arguments: str, **more: str) -> None:
        self._log = (cwd / "run.log").open("w+", encoding="utf-8")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", "run", *arguments],
            cwd=cwd,
            env=environment(**more),
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )
        self.url = ""

    def log(self) -> str:
        """All that it printed so far."""
        return Path(self._log.name).read_text(encoding="utf-8")

    def ready(self, within: float = 60) -> Self:
        """Wait until it tells where to look."""

        def told() -> bool:
            assert self.process.poll() is None, self.log()
            found = re.search(r"Ribao is at (http://\S+)", self.log())
            self.url = found.group(1).rstrip("/") if found else ""
            return bool(self.url)

        eventually(told, within=within, what=f"ready\n{self.log()}")
        return self

    def get(self, path: str) -> tuple[int, str]:
        """Status and text of a page."""
        try:
            with urllib.request.urlopen(self.url + quote(path, safe="/?=&%"), timeout=20) as answer:  # noqa: S310  (loopback)
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def shows(self, path: str, text: str) -> bool:
        """Whether the page is there and has the text."""
        status, page = self.get(path)
        return status == 200 and text in page

    def stop(self, number: signal.Signals = signal.SIGINT) -> tuple[int, float]:
        """Send the signal; exit status and the seconds that the end took."""
        start = time.monotonic()
        self.process.send_signal(number)
        return self.process.wait(timeout=20), time.monotonic() - start

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self._log.close()
