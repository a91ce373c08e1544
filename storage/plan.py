"""Planning: what is desired goes into the ledger, all of it or nothing."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.delivery.models import Action, DesiredParts, Planned, Scope
from bot.errors import UsageError
from storage import index, items, payloads, states, targets
from storage.dialects import AFTER_MANY
from storage.states import PENDING, SENDING, Delivery
from storage.tables import deliveries, digests, publications

MANY = 10_000  # deliveries: from here on the planner is told what the tables have become
AT_ONCE = 500  # targets: bounds the memory of a plan and the length of a statement

CHANGING = [deliveries.c[name] for name in Delivery._fields]
STANDING = sa.select(
    deliveries.c.id, deliveries.c.target_id, deliveries.c.generation, deliveries.c.part, *CHANGING
).where(
    deliveries.c.digest_id == sa.bindparam("digest"),
    deliveries.c.target_id.in_(sa.bindparam("ids", expanding=True)),
    # Says nothing new, but bounds the index also for a server that knows nothing of these rows yet and
    # would rather read all of the digest's.
    deliveries.c.target_id.between(sa.bindparam("first"), sa.bindparam("last")),
)
CHANGE = deliveries.update().where(deliveries.c.id == sa.bindparam("this"))


async def plan(
    connection: AsyncConnection,
    digest_id: int,
    desired: Sequence[DesiredParts],
    *,
    now: dt.datetime,
    revision: int,
    scope: Scope,
    generation: int | None,
) -> Planned:
    """Write what these targets are to show; within a writing transaction."""
    newest = await publish(connection, digest_id, now)
    if newest is None:
        raise UsageError(f"there is no digest {digest_id} to plan")
    counts: Counter[Action] = Counter()
    newest = max(newest, generation or 1)
    rest = iter(desired)
    while chunk := {one.target_id: one for one in islice(rest, AT_ONCE)}:
        counts += await plan_targets(connection, digest_id, chunk, now, generation)
    if counts.total() > MANY:
        await connection.execute(AFTER_MANY[connection.dialect.name])
    seen = {} if scope is Scope.SOME else {"planned_revision": revision}
    released = {"released": True} if scope is Scope.ALL else {}
    await connection.execute(
        digests.update().where(digests.c.id == digest_id).values(generation=newest, **seen, **released)
    )
    return Planned(
        sends=counts[Action.SEND],
        edits=counts[Action.EDIT],
        deletions=counts[Action.DELETE],
        generation=newest,
    )


async def publish(connection: AsyncConnection, digest_id: int, now: dt.datetime) -> int | None:
    """Show the digest to readers, if it was a draft; returns its newest generation, None if there is none."""
    this = (
        sa.select(digests.c.generation, digests.c.published_at, publications.c.slug)
        .join(publications, digests.c.publication_id == publications.c.id)
        .where(digests.c.id == digest_id)
    )
    row = (await connection.execute(this)).one_or_none()
    if row is None:
        return None
    if row.published_at is None:
        await connection.execute(digests.update().where(digests.c.id == digest_id).values(published_at=now))
        found = await items.of_digest(connection, digest_id)
        await index.unindex_items(connection, found, row.slug, draft=True)
        await index.index_items(connection, found, row.slug, draft=False)
    newest: int = row.generation
    return newest


async def plan_targets(
    connection: AsyncConnection,
    digest_id: int,
    chunk: dict[int, DesiredParts],
    now: dt.datetime,
    generation: int | None,
) -> Counter[Action]:
    """Plan some targets; returns what is to be done there now."""
    unknown = chunk.keys() - await targets.lock(connection, chunk)
    if unknown:
        raise UsageError(f"there is no target {min(unknown)} to plan for")
    wanted = await payloads.keep(connection, chunk.values())
    asked = {"digest": digest_id, "ids": list(chunk), "first": min(chunk), "last": max(chunk)}
    rows = await connection.execute(STANDING, asked)
    standing: defaultdict[int, list[sa.RowMapping]] = defaultdict(list)
    for row in rows.mappings():
        standing[row["target_id"]].append(row)

    counts: Counter[Action] = Counter()
    inserts: list[dict[str, Any]] = []
    updates: list[dict[str, Any]] = []
    touched: set[int] = set()
    for target_id, payload_ids in wanted.items():
        known = standing[target_id]
        current = max([generation or 1, *(row["generation"] for row in known)])
        missing = dict(enumerate(payload_ids))
        for row in known:
            then = delivery_of(row)
            if row["generation"] < current:
                now_ = states.superseded(then, now)
            else:
                now_ = states.amended(then, missing.pop(row["part"], None), now)
                counts.update(to_do(then, now_))
            if now_ != then:
                updates.append({"this": row["id"], **now_._asdict()})
                touched.add(target_id)
        if missing:
            counts[Action.SEND] += len(missing)
            touched.add(target_id)
        inserts.extend(
            {
                "digest_id": digest_id,
                "target_id": target_id,
                "generation": current,
                "part": part,
                "holds": 0,
                **states.begun(payload_id, now)._asdict(),
            }
            for part, payload_id in missing.items()
        )
    if updates:
        await connection.execute(CHANGE, updates)
    if inserts:
        await connection.execute(deliveries.insert(), inserts)
    if touched:
        await targets.refresh(connection, touched)
    return counts


def delivery_of(row: sa.RowMapping) -> Delivery:
    """The changing columns of the row."""
    return Delivery._make(row[name] for name in Delivery._fields)


def to_do(then: Delivery, now: Delivery) -> list[Action]:
    """What the plan's change makes the outbox do, if anything."""
    if now == then or now.state not in {PENDING, SENDING}:
        return []
    if states.under_way(now) and now.message_id is None:
        return [Action.DELETE if now.desired_id is None else Action.EDIT]
    return [states.action(now)]
