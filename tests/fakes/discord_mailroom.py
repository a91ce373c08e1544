"""Discord's sender between a real ledger and a server, for one target at a time."""

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot.delivery.models import Claim, Deleted, DesiredParts, Misplaced, Outcome, Part, Posted, Receipt
from bot.delivery.outbox import LEASE
from bot.delivery.pacing import Pacing
from bot.models import Policy
from bot.ports import Store
from handlers.discord.connection import Connection
from handlers.discord.sender import Sender
from tests.fakes.digests import digest
from tests.fakes.discord import TOKEN, DiscordServer
from tests.fakes.mailroom import empty
from tests.fakes.stores import sqlite_store


def now() -> dt.datetime:
    """The server's clock is the real one, and so is the ledger's here."""
    return dt.datetime.now(dt.UTC)


def connection_to(server: DiscordServer) -> Connection:
    """A line to the server that makes nobody wait."""
    return Connection(
        SecretStr(TOKEN),
        api_url=server.api_url,
        gateway_url=server.gateway_url,
        pacing=Pacing(overall=(), person=(), crowd=()),
    )


def card(text: str, **look: object) -> dict[str, Any]:
    """A part as rendering gives it."""
    text_display = {"type": 10, "content": text}
    return {"components": [{"type": 17, "components": [text_display]}], "title": text} | look


def embed(text: str, **look: object) -> dict[str, Any]:
    """A part in the older look."""
    return {"embeds": [{"title": text, "description": f"{text}……"}], "title": text} | look


class Mailroom:
    """Plans, claims and settles as an outbox would, one step at a time."""

    def __init__(self, server: DiscordServer, store: Store) -> None:
        self.server = server
        self.store = store
        self.later = dt.timedelta()
        self._day = 0
        self._lines: list[tuple[Connection, Sender]] = []
        self.restart()

    @property
    def connection(self) -> Connection:
        """The line of the process that runs."""
        return self._lines[-1][0]

    @property
    def sender(self) -> Sender:
        """The sender of the process that runs."""
        return self._lines[-1][1]

    def clock(self) -> dt.datetime:
        """Now, and what was skipped."""
        return now() + self.later

    def restart(self) -> None:
        """Another process takes over; the one before did nothing more."""
        connection = connection_to(self.server)
        self._lines.append((connection, Sender(connection, self.store, clock=self.clock, settling=0.05)))

    def forget_nonces(self) -> None:
        """Let the time pass for which Discord remembers nonces."""
        self.server.world.nonces.clear()
        self.later += dt.timedelta(minutes=5)

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
        address: object,
        *contents: dict[str, Any],
        digest_id: int | None = None,
        generation: int | None = None,
    ) -> int:
        """Let the target at `address` show these parts of a (new) digest; returns the digest's id."""
        digest_id = digest_id or await self.edition()
        target = await self.store.declare_target("discord", str(address), Policy())
        desired = DesiredParts(target_ids=(target.id,), parts=tuple(Part(content=one) for one in contents))
        await self.store.plan(digest_id, [desired], now=self.clock(), revision=1, generation=generation)
        return digest_id

    async def claim(self) -> Claim:
        """The next delivery that is due."""
        (claim,) = await self.store.claim({"discord": 1}, now=self.clock(), lease=LEASE)
        return claim

    async def settle(self, claim: Claim, outcome: Outcome | Receipt | None) -> None:
        """Write down what became of it; a receipt means that it stands, None that it is gone."""
        if isinstance(outcome, Receipt):
            outcome = Posted(receipt=outcome)
        assert await self.store.settle([(claim, outcome or Deleted())], now=self.clock()) == [True]

    async def carry_out(self) -> Claim:
        """The next delivery, done as the outbox would."""
        claim = await self.claim()
        match claim.action.value:
            case "send":
                await self.settle(claim, await self.sender.send(claim))
            case "edit":
                await self.settle(claim, await self.sender.edit(claim) or Misplaced())
            case _:
                await self.sender.delete(claim)
                await self.settle(claim, None)
        return claim

    async def post(
        self,
        address: object,
        *contents: dict[str, Any],
        digest_id: int | None = None,
        generation: int | None = None,
    ) -> int:
        """Plan and send all of it."""
        digest_id = await self.plan(address, *contents, digest_id=digest_id, generation=generation)
        for _ in contents:
            await self.carry_out()
        return digest_id

    async def close(self) -> None:
        """Let go of all connections."""
        for connection, sender in self._lines:
            await sender.close()
            await connection.close()


@asynccontextmanager
async def mailroom(folder: Path, *, limited: bool = False) -> AsyncIterator[Mailroom]:
    """A mailroom with an empty ledger and an empty server."""
    await empty(folder)
    async with DiscordServer(limited=limited) as server, sqlite_store(folder) as store:
        room = Mailroom(server, store)
        try:
            yield room
        finally:
            await room.close()
