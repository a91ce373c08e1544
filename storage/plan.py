"""Planning: what is desired goes into the ledger, all of it or nothing."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from itertools import islice

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.delivery.models import Action, DesiredParts, Planned, Scope
from bot.errors import UsageError
from storage import index, items, payloads, share, targets
from storage.dialects import AFTER_MANY
from storage.tables import deliveries, digests, publications
from storage.tables import targets as target_rows

MANY = 10_000  # deliveries: from here on the planner is told what the tables have become
AT_ONCE = 5_000  # targets: bounds the memory of a plan and the length of a parameter

ANY = sa.select(deliveries.c.id).where(deliveries.c.digest_id == sa.bindparam("digest")).limit(1)


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
    newest = max(newest, generation or 1)
    looks = await payloads.keep(connection, desired)
    look_of = {one: look for look, named in zip(looks, desired, strict=True) for one in named.target_ids}
    known = await connection.scalar(ANY, {"digest": digest_id}) is not None
    counts: Counter[Action] = Counter()
    rest = iter(sorted(look_of))
    while chunk := {one: look_of[one] for one in islice(rest, AT_ONCE)}:
        await lock(connection, frozenset(chunk))
        standing = await share.standing(connection, digest_id, list(chunk)) if known else {}
        decided = share.Share(now)
        for target_id, look in chunk.items():
            decided.add(target_id, look, standing.get(target_id, []), generation or 1)
        await share.write(connection, digest_id, decided)
        counts += decided.counts
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


async def lock(connection: AsyncConnection, target_ids: frozenset[int]) -> None:
    """Keep these targets to this plan. Raises UsageError if one does not exist."""
    if await targets.lock(connection, target_ids) < len(target_ids):
        there = await connection.scalars(sa.select(target_rows.c.id).where(target_rows.c.id.in_(target_ids)))
        raise UsageError(f"there is no target {min(target_ids - set(there))} to plan for")
