"""Text for search: the same words for every way of writing them. Pure.

characters (one form of every letter) → units (characters and words) → tokens (what is indexed);
terms reads a query into the same units, highlight finds them again in the raw text.
"""

from bot.text.characters import normalise

__all__ = ["normalise"]
