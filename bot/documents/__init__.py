"""Text → Digest: pure and total."""

from bot.documents.dialect import read
from bot.documents.source import decode, load, parse

__all__ = ["decode", "load", "parse", "read"]
