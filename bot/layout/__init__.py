"""Digest + policy → blocks → parts within a platform's budgets: pure, and the same for every platform."""

from bot.layout.arrange import Alert, alerted, arrange
from bot.layout.blocks import Block, Budget, Run
from bot.layout.packing import pack

__all__ = ["Alert", "Block", "Budget", "Run", "alerted", "arrange", "pack"]
