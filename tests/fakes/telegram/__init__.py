"""A strict, stateful Bot API server for tests: docs/testing.md tells how to use it."""

from tests.fakes.control import Impossible
from tests.fakes.telegram.chats import Chat, Topic
from tests.fakes.telegram.faults import Fault
from tests.fakes.telegram.messages import Message
from tests.fakes.telegram.people import Person
from tests.fakes.telegram.queries import InlineQuery, Press
from tests.fakes.telegram.server import TOKEN, TelegramServer

__all__ = [
    "TOKEN",
    "Chat",
    "Fault",
    "Impossible",
    "InlineQuery",
    "Message",
    "Person",
    "Press",
    "TelegramServer",
    "Topic",
]
