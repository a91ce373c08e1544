"""The ledger as it lies in the database: read beside the processes that work on it, without their code."""

import datetime as dt
import sqlite3
from collections import Counter
from pathlib import Path
from typing import NamedTuple

FORM = "%Y-%m-%d %H:%M:%S.%f"


class Doubt(NamedTuple):
    """A delivery of which nobody can tell whether it stands."""

    id: int
    target: str
    slug: str
    date: dt.date


class Books:
    """Questions to the ledger. Targets are called by their names."""

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(f"file:{path}?mode=ro", uri=True, isolation_level=None, timeout=10)

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def next_due(self) -> dt.datetime | None:
        """When the next delivery may be claimed, a held one when its lease is over; None: all is settled."""
        return self._moment("SELECT MIN(due_at) FROM targets WHERE due_at IS NOT NULL")

    def sending(self) -> bool:
        """Whether something is held."""
        return bool(
            self._one("SELECT 1 FROM deliveries WHERE state IN ('pending', 'sending') AND state = 'sending'")
        )

    def paused(self) -> bool:
        """Whether everything is."""
        return bool(self._one("SELECT 1 FROM pauses"))

    def suspended(self, target: str) -> bool:
        """Whether nothing is sent there."""
        platform, _, address = target.partition(":")
        asked = "SELECT suspended FROM targets WHERE platform = ? AND address = ?"
        return self._one(asked, platform, address) is not None

    def acts(self) -> int:
        """How many things were done by somebody's word."""
        return int(str(self._one("SELECT COUNT(*) FROM acts")))

    def item(self, mark: str) -> int:
        """The number of the item that has this mark in its title."""
        found = self._one(
            "SELECT id FROM items WHERE title LIKE ? AND section_id IS NOT NULL", f"%〔{mark}〕%"
        )
        return int(str(found))

    def have(self) -> set[tuple[str, dt.date, str]]:
        """Which targets were promised which digests, ever."""
        rows = self._database.execute(
            "SELECT DISTINCT p.slug, g.date, t.platform || ':' || t.address FROM deliveries d "
            "JOIN digests g ON g.id = d.digest_id JOIN publications p ON p.id = g.publication_id "
            "JOIN targets t ON t.id = d.target_id"
        )
        return {(slug, dt.date.fromisoformat(date), target) for slug, date, target in rows}

    def pairs(self) -> int:
        """How many such pairs there are."""
        return int(
            str(self._one("SELECT COUNT(*) FROM (SELECT DISTINCT digest_id, target_id FROM deliveries)"))
        )

    def doubts(self) -> list[Doubt]:
        """What is unknown."""
        rows = self._database.execute(
            "SELECT d.id, t.platform || ':' || t.address, p.slug, g.date FROM deliveries d "
            "JOIN digests g ON g.id = d.digest_id JOIN publications p ON p.id = g.publication_id "
            "JOIN targets t ON t.id = d.target_id WHERE state = 'unknown'"
        )
        return [Doubt(one, target, slug, dt.date.fromisoformat(date)) for one, target, slug, date in rows]

    def receipts(self) -> dict[str, list[str]]:
        """The messages that stand in each target, as the ledger has them."""
        found: dict[str, list[str]] = {}
        rows = self._database.execute(
            "SELECT t.platform || ':' || t.address, message_id FROM deliveries d "
            "JOIN targets t ON t.id = d.target_id WHERE message_id IS NOT NULL"
        )
        for target, message in rows:
            found.setdefault(target, []).append(message)
        return found

    def states(self) -> Counter[str]:
        """How many deliveries there are by state."""
        return Counter(dict(self._database.execute("SELECT state, COUNT(*) FROM deliveries GROUP BY state")))

    def _one(self, asked: str, *given: object) -> object:
        row = self._database.execute(asked, given).fetchone()
        return None if row is None else row[0]

    def _moment(self, asked: str) -> dt.datetime | None:
        found = self._one(asked)
        return None if found is None else dt.datetime.strptime(str(found), FORM).replace(tzinfo=dt.UTC)
