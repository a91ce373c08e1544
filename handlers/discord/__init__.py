"""Discord: digests in channels, threads and forums, commands and buttons."""

from handlers.discord.create import DiscordPlatform, create

__all__ = ["DiscordPlatform", "create"]
