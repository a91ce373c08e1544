"""Text for search: the same tokens for every way of writing the same words. Pure.

characters (one form of every letter) → runs (what stands together) → tokens (what is indexed);
terms reads a query into runs, highlight finds them again in a raw text, by the way that offsets keeps.
"""

from bot.text.characters import normalise
from bot.text.highlight import highlight, snippet
from bot.text.terms import read_terms
from bot.text.tokens import tokenise

__all__ = ["highlight", "normalise", "read_terms", "snippet", "tokenise"]
