"""Where documents come from: folders, addresses, Git working copies; all go through bot.ingest."""

from bot.sources.models import Address, Folder, Source

__all__ = ["Address", "Folder", "Source"]
