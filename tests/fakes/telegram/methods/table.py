"""The table of methods, and what a method is given."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.fakes.telegram.chats import Chat
from tests.fakes.telegram.errors import bad_request
from tests.fakes.telegram.messages import Message
from tests.fakes.telegram.parameters import Parameters
from tests.fakes.telegram.world import World

if TYPE_CHECKING:
    from tests.fakes.telegram.server import TelegramServer


@dataclass(frozen=True)
class Call:
    """One request to one method."""

    server: "TelegramServer"
    parameters: Parameters
    method: str
    alive: Callable[[], bool] = lambda: True  # whether the client still waits

    @property
    def world(self) -> World:
        """The server's world."""
        return self.server.world

    def writable(self, name: str = "chat_id") -> Chat:
        """The chat that a parameter names, if the bot may write to it."""
        return self.world.writable(self.parameters.values.get(name))

    def readable(self, name: str = "chat_id") -> Chat:
        """The chat that a parameter names, if the bot may know it."""
        return self.world.readable(self.parameters.values.get(name))

    def message(self, chat: Chat, purpose: str, name: str = "message_id") -> Message:
        """The standing message that a parameter names. `purpose`: as in "message to edit not found"."""
        number = self.parameters.number(name)
        if number <= 0:
            raise bad_request("message identifier is not specified")
        message = chat.messages.get(number)
        if message is None:
            raise bad_request(f"message to {purpose} not found")
        return message


Handler = Callable[[Call], Any | Awaitable[Any]]


@dataclass(frozen=True)
class Method:
    """A method: its parameters as documented, and whether flood control counts it."""

    name: str
    parameters: frozenset[str]
    handler: Handler
    bulk: bool


METHODS: dict[str, Method] = {}


def method(name: str, parameters: str = "", *, bulk: bool = False) -> Callable[[Handler], Handler]:
    """Register a method with its parameters, parted by spaces."""

    def register(handler: Handler) -> Handler:
        METHODS[name.lower()] = Method(name, frozenset(parameters.split()), handler, bulk)
        return handler

    return register
