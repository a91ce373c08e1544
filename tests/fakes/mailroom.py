"""A sender between a real ledger and a Bot API server, for one target at a time."""

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot.delivery.models import Claim, Deleted, DesiredParts, Outcome, Part, Posted, Receipt
from bot.delivery.outbox import LEASE
from bot.delivery.pacing import Pacing
from bot.models import Policy
from bot.ports import Store
from handlers.telegram.connection import Connection
from handlers.telegram.sender import Sender
from tests.fakes.digests import digest
from tests.fakes.platform import Clock
from tests.fakes.stores import sqlite_store
from tests.fakes.telegram import TOKEN, TelegramServer

EMPTY: list[bytes] = []


def unpaced() -> Pacing:
    """A pacing that makes nobody wait."""
    return Pacing(overall=(), person=(), crowd=())


def content(text: str, **look: object) -> dict[str, Any]:
    """A part as rendering gives it."""
    return {"text": text, "preview": None, "silent": False, "pin": False, "reply": False} | look


class Mailroom:
    """Plans, claims and settles as an outbox would, one step at a time."""

    def __init__(self, server: TelegramServer, store: Store, connection: Connection, settling: float) -> None:
        self.server = server
        self.store = store
        self.connection = connection
        self.sender = Sender(connection, store, settling=settling)
        self.clock = Clock()
        self._day = 0

    async def edition(self) -> int:
        """A new digest in the archive, each a day after the one before."""
        self._day += 1
        date = dt.date(2025, 5, 1) + dt.timedelta(days=self._day)
        made = digest(f"{self._day}号").model_copy(update={"date": date})
        saved = await self.store.save(
            made, publication="ai-daily", text_hash=str(self._day), now=self.clock(), published=True
        )
        return saved.digest_id

    async def plan(
        self,
        address: str,
        *contents: dict[str, Any],
        digest_id: int | None = None,
        generation: int | None = None,
        marked: bool = True,
    ) -> int:
        """Let the target at `address` show these parts of a (new) digest; returns the digest's id.

        `marked`: the sender knows already where a channel's ids begin.
        """
        digest_id = digest_id or await self.edition()
        target = await self.store.declare_target("telegram", address, Policy())
        if marked and target.mark is None:
            await self.store.mark_target(target.id, "0")
        desired = DesiredParts(target_ids=(target.id,), parts=tuple(Part(content=one) for one in contents))
        await self.store.plan(digest_id, [desired], now=self.clock(), revision=1, generation=generation)
        return digest_id

    async def claim(self) -> Claim:
        """The next delivery that is due."""
        (claim,) = await self.store.claim({"telegram": 1}, now=self.clock(), lease=LEASE)
        return claim

    async def settle(self, claim: Claim, outcome: Outcome | Receipt | None) -> None:
        """Write down what became of it; a receipt means that it stands, None that it is gone."""
        if isinstance(outcome, Receipt):
            outcome = Posted(receipt=outcome)
        assert await self.store.settle([(claim, outcome or Deleted())], now=self.clock()) == [True]

    async def post(
        self,
        address: str,
        *contents: dict[str, Any],
        digest_id: int | None = None,
        generation: int | None = None,
    ) -> int:
        """Plan and send all of it."""
        digest_id = await self.plan(address, *contents, digest_id=digest_id, generation=generation)
        for _ in contents:
            claim = await self.claim()
            await self.settle(claim, await self.sender.send(claim))
        return digest_id


async def empty(folder: Path) -> None:
    """Put an empty ledger there; the schema is made once for all."""
    path = folder / "ribao.db"
    if not EMPTY:
        async with sqlite_store(folder):
            pass
        EMPTY.append(path.read_bytes())
    path.write_bytes(EMPTY[0])


@asynccontextmanager
async def mailroom(
    folder: Path, pacing: Pacing | None = None, settling: float = 0.0
) -> AsyncIterator[Mailroom]:
    """A mailroom with an empty ledger and an empty server."""
    await empty(folder)
    async with TelegramServer() as server, sqlite_store(folder) as store:
        connection = Connection(
            SecretStr(TOKEN),
            base_url=server.base_url,
            base_file_url=server.base_file_url,
            pacing=pacing or unpaced(),
        )
        room = Mailroom(server, store, connection, settling)
        try:
            yield room
        finally:
            await room.sender.close()
            await connection.close()
