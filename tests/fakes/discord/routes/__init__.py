"""The handlers of all methods; importing this package fills the table of calls.py."""

from tests.fakes.discord.routes import account, channels, messages

__all__ = ["account", "channels", "messages"]
