"""The server from another process: the same verbs, over its control API, without an event loop."""

from collections.abc import Callable
from typing import Any

from tests.fakes.discord.values import Json
from tests.fakes.remote import Remote, Running


class RemoteServer(Remote):
    """A server that runs elsewhere; every verb of verbs.py is a method: `server.channel(name="daily")`."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.api_url = f"{self.address}/api/v10"
        self.gateway_url = f"ws{self.address.removeprefix('http')}/gateway"

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


class RunningServer(Running, RemoteServer):
    """A server process of one's own, for the time of a `with` block."""

    def __init__(self, *arguments: str) -> None:
        Running.__init__(self, "tests.fakes.discord", *arguments)
        RemoteServer.__init__(self, self.told["address"])
        self.token: str = self.told["token"]
        self.application: str = self.told["application"]
