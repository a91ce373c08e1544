"""The server from another process: the same verbs, over its control API, without an event loop."""

import json
import subprocess
import sys
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from tests.fakes.discord.values import Json

ROOT = Path(__file__).parents[3]


class Declined(Exception):
    """The server could not do what was asked, or what was waited for did not happen."""


class RemoteServer:
    """A server that runs elsewhere; every verb of verbs.py is a method: `server.channel(name="daily")`."""

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/")
        self.api_url = f"{self.address}/api/v10"
        self.gateway_url = f"ws{self.address.removeprefix('http')}/gateway"

    def ask(self, verb: str, **arguments: Json) -> Json:
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

    def person(self, name: str = "Reader", **made: Json) -> "RemotePerson":
        """A new person."""
        return RemotePerson(self, self.ask("person", name=name, **made)["id"])

    def texts(self, channel: int | str) -> list[str]:
        """The texts that stand in a channel."""
        return [message["text"] for message in self.ask("messages", channel=channel)]


class RemotePerson:
    """A person of that server; every deed is a method: `ann.uses("today", where=channel_id)`."""

    def __init__(self, server: RemoteServer, number: str) -> None:
        self.server = server
        self.id = number

    def __getattr__(self, deed: str) -> Callable[..., Any]:
        if deed.startswith("_"):
            raise AttributeError(deed)
        return lambda *args, **how: self.server.ask("does", person=self.id, deed=deed, args=args, **how)


class RunningServer(RemoteServer):
    """A server process of one's own, for the time of a `with` block."""

    def __init__(self, *arguments: str) -> None:
        command = [sys.executable, "-m", "tests.fakes.discord", "--port", "0", *arguments]
        self._process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise Declined(f"the server did not start: status {self._process.wait(10)}")
        told = json.loads(line)
        super().__init__(told["address"])
        self.token: str = told["token"]
        self.application: str = told["application"]

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
