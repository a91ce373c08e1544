"""What the core asks of the world: a Store that remembers and Platforms that show.

Times are aware UTC datetimes and always arguments: neither a store nor a platform reads the clock.
A new Store method needs a contract test (tests/contract), which runs on each engine.
"""

from bot.ports.archive import Archive
from bot.ports.ledger import Ledger
from bot.ports.platform import Platform
from bot.ports.register import Register
from bot.ports.store import Store

__all__ = ["Archive", "Ledger", "Platform", "Register", "Store"]
