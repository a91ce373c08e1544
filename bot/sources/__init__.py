"""Where documents come from: folders, addresses, Git working copies; all go through bot.ingest.

`reading` reads them all, `examination` says how it stands with one. Neither is imported here: the settings
only say what the sources are.
"""

from bot.sources.models import Address, Folder, Source

__all__ = ["Address", "Folder", "Source"]
