"""/setup: who manages a server chooses what comes into which channel, and sees first how it will look."""

from handlers.discord.setup.presses import PREFIX, begin, on_press

__all__ = ["PREFIX", "begin", "on_press"]
