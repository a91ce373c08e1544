"""A fake server in another process: steered over its control API, without an event loop."""

import json
import subprocess
import sys
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

ROOT = Path(__file__).parents[2]


class Declined(Exception):
    """The server could not do what was asked, or what was waited for did not happen."""


class Remote:
    """A server that runs elsewhere; every verb of its verbs.py is a method."""

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/")

    def ask(self, verb: str, **arguments: Any) -> Any:  # noqa: ANN401  (JSON)
        """Do one verb. Raises Declined."""
        patience = 30.0 + float(arguments.get("seconds") or 0)
        connection = HTTPConnection(str(urlsplit(self.address).netloc), timeout=patience)
        try:
            body = json.dumps(arguments).encode()
            connection.request("POST", f"/control/{verb}", body, {"Content-Type": "application/json"})
            answer = json.loads(connection.getresponse().read())
        finally:
            connection.close()
        if "error" in answer:
            raise Declined(f"{verb}: {answer['error']}")
        return answer["value"]

    def __getattr__(self, verb: str) -> Callable[..., Any]:
        if verb.startswith("_"):
            raise AttributeError(verb)
        return lambda **arguments: self.ask(verb, **arguments)


class Running:
    """The process of `python -m package`, for the time of a `with` block; `told` is what it says at first."""

    def __init__(self, package: str, *arguments: str) -> None:
        command = [sys.executable, "-m", package, "--port", "0", *arguments]
        self._process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise Declined(f"the server did not start: status {self._process.wait(10)}")
        self.told: dict[str, Any] = json.loads(line)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """End the process."""
        self._process.terminate()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
