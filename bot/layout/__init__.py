"""Digest + policy → blocks → parts within a platform's budgets: pure, and the same for every platform."""

from bot.layout.arrange import arrange
from bot.layout.blocks import Block, Budget, Run
from bot.layout.packing import pack

__all__ = ["Block", "Budget", "Run", "arrange", "pack"]
