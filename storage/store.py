"""The store that the core asks for: each method is one transaction."""

import datetime as dt
from pathlib import Path

from bot.errors import SettingsError
from storage import schema
from storage.archive_store import ArchiveStore
from storage.database import Database
from storage.ledger_store import LedgerStore
from storage.register_store import RegisterStore


class SqlStore(ArchiveStore, LedgerStore, RegisterStore):
    """The archive, the ledger and the register in one database (bot.ports.Store)."""

    def __init__(self, database: Database, aliases: Path | None = None) -> None:
        self._database = database
        self._aliases_file = aliases

    async def close(self) -> None:
        await self._database.close()


async def open_store(
    url: str, *, now: dt.datetime, migrate: bool = True, aliases: Path | None = None
) -> SqlStore:
    """Open the database, making or updating it first; `now` is when a migration is said to have run.

    `aliases` is an operator's file of other names that searches use as well. Raises SettingsError for a
    URL that is none or a file that is not there (what is wrong within it is told by the first search),
    StoreUnavailable, StoreBusy, StoreDamaged, StoreTooNew. With `migrate` false an older schema is
    StoreUnavailable.
    """
    check_aliases(aliases)
    database = Database(url)
    try:
        await schema.prepare(database, now=now, migrate=migrate)
    except BaseException:
        await database.close()
        raise
    return SqlStore(database, aliases)


def check_aliases(file: Path | None) -> None:
    """See that the file is there."""
    if file is not None and not file.is_file():
        raise SettingsError(f"the aliases file {file} is not there; make it, or leave it out of the settings")
