"""The handlers of all methods; importing this package fills the table of calls.py."""

from tests.fakes.discord.routes import account, channels, commands, guilds, interactions, messages, threads

__all__ = ["account", "channels", "commands", "guilds", "interactions", "messages", "threads"]
