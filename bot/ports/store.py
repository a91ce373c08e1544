"""The store: everything that Ribao remembers, in one database."""

from typing import Protocol

from bot.ports.archive import Archive
from bot.ports.ledger import Ledger
from bot.ports.register import Register


class Store(Archive, Ledger, Register, Protocol):
    """An archive, a ledger and a register in one database. Every method may raise StoreError."""

    async def close(self) -> None:
        """Let go of the database; the store can't be used afterwards."""
