"""The server from another process: the same verbs, over its control API, without an event loop."""

from collections.abc import Callable
from typing import Any

from tests.fakes.remote import Remote, Running
from tests.fakes.telegram.values import Json


class RemoteServer(Remote):
    """A server that runs elsewhere; every verb of verbs.py is a method: `server.channel(title="Daily")`."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.base_url = f"{self.address}/bot"
        self.base_file_url = f"{self.address}/file/bot"

    def person(self, name: str = "Reader", **made: Json) -> "RemotePerson":
        """A new person."""
        return RemotePerson(self, self.ask("person", name=name, **made)["id"])

    def texts(self, chat: int | str) -> list[str]:
        """The texts that stand in a chat."""
        return [message["text"] for message in self.ask("messages", chat=chat)]


class RemotePerson:
    """A person of that server; every deed is a method: `ann.says(text="/today")`."""

    def __init__(self, server: RemoteServer, number: int) -> None:
        self.server = server
        self.id = number

    def __getattr__(self, deed: str) -> Callable[..., Any]:
        if deed.startswith("_"):
            raise AttributeError(deed)
        return lambda **how: self.server.ask("does", person=self.id, deed=deed, **how)


class RunningServer(Running, RemoteServer):
    """A server process of one's own, for the time of a `with` block."""

    def __init__(self, *arguments: str) -> None:
        Running.__init__(self, "tests.fakes.telegram", *arguments)
        RemoteServer.__init__(self, self.told["address"])
        self.token: str = self.told["token"]
        self.username: str = self.told["username"]
