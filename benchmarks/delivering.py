"""What the ledger costs a delivery: the outbox drains a digest to a platform that answers at once."""

import asyncio
import datetime as dt
import sys
import tempfile
import time
from pathlib import Path

import sqlalchemy as sa

from bot.delivery.models import Claim, DesiredParts, Part, Receipt
from bot.delivery.outbox import Outbox
from bot.models import Digest, Policy, Publication
from storage import SqlStore, open_store
from storage.tables import targets

DELIVERIES = 20_000
GOAL = 0.8  # ms a delivery, claim and settlement together
NOW = dt.datetime(2025, 5, 24, 0, 30, tzinfo=dt.UTC)


class Instant:
    """A platform that has done everything as soon as it is asked."""

    name = "chat"
    keeps_archive = False
    sent = 0

    def room(self) -> int:
        """Any number."""
        return 1000

    async def send(self, claim: Claim) -> Receipt:
        """Done."""
        self.sent += 1
        return Receipt(message_id=str(claim.id))


async def planned(store: SqlStore, how_many: int, parts: int) -> None:
    """A digest of so many parts for so many targets."""
    await store.declare_publications([Publication(slug="ai-daily", name="AI日报")])
    digest = Digest(kind="daily", date=NOW.date(), title="AI日报")
    saved = await store.save(digest, publication="ai-daily", text_hash="x", now=NOW)
    policy = Policy().model_dump()
    rows = [
        {"platform": "chat", "address": f"{number}", "policy": policy, "declared": False}
        for number in range(how_many)
    ]
    async with store._database.write() as connection:  # noqa: SLF001 - a store declares them one by one
        await connection.execute(sa.insert(targets), rows)
    same = tuple(Part(content={"text": f"第{number}部分" * 200}) for number in range(parts))
    desired = [DesiredParts(target_ids=tuple(one.id for one in await store.targets()), parts=same)]
    await store.plan(saved.digest_id, desired, now=NOW, revision=1)


async def drained(url: str, parts: int) -> tuple[float, float]:
    """Seconds, and CPU seconds, that the outbox takes for all."""
    store = await open_store(url, now=NOW)
    await planned(store, DELIVERIES // parts, parts)
    platform = Instant()
    outbox = Outbox(store, {"chat": platform}, lambda: NOW)  # type: ignore[dict-item]  # it renders nothing
    began, busy = time.perf_counter(), time.process_time()
    await outbox.drain()
    took, used = time.perf_counter() - began, time.process_time() - busy
    assert platform.sent == DELIVERIES // parts * parts
    await store.close()
    return took, used


def main() -> int:
    """Print the cost with one part a target, and with four that wait for each other."""
    missed = False
    for parts in (1, 4):
        with tempfile.TemporaryDirectory() as folder:
            took, used = asyncio.run(drained(f"sqlite:///{Path(folder) / 'ribao.db'}", parts))
        cost = took / DELIVERIES * 1000
        missed = missed or cost > GOAL
        print(
            f"{DELIVERIES} deliveries, {parts} a target: {DELIVERIES / took:6.0f}/s, "
            f"{cost:.2f} ms each ({used / DELIVERIES * 1000:.2f} ms of CPU), "
            f"limit {GOAL} ms: {'PASS' if cost <= GOAL else 'FAIL'}"
        )
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
