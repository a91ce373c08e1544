"""Text → Digest: pure and total."""

from bot.documents.dialect import read
from bot.documents.source import decode, load

__all__ = ["decode", "load", "read"]
