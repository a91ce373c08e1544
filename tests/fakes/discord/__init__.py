"""A strict, stateful Discord (REST and gateway) for tests: docs/testing.md tells how to use it."""

from tests.fakes.control import Impossible
from tests.fakes.discord.channels import Channel
from tests.fakes.discord.faults import Fault
from tests.fakes.discord.guilds import Guild, Role
from tests.fakes.discord.interactions import Interaction
from tests.fakes.discord.messages import Message
from tests.fakes.discord.people import Person
from tests.fakes.discord.server import TOKEN, DiscordServer, Rules

__all__ = [
    "TOKEN",
    "Channel",
    "DiscordServer",
    "Fault",
    "Guild",
    "Impossible",
    "Interaction",
    "Message",
    "Person",
    "Role",
    "Rules",
]
