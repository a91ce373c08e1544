"""Planning: what is desired goes into the ledger, all of it or nothing."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.delivery.models import Action, DesiredParts, Planned, Scope
from bot.errors import UsageError
from storage import generations, index, items, payloads, progress, share, targets
from storage.dialects import AFTER_MANY
from storage.tables import deliveries, digests, publications
from storage.tables import targets as target_rows

MANY = 10_000  # deliveries: from here on the planner is told what the tables have become
AT_ONCE = 5_000  # targets: bounds the memory of a plan and the length of a parameter

PLANS = (
    sa.select(
        *(
            digests.c[name]
            for name in ("generation", "revision", "published_at", "plans", "planned_revision", "released")
        )
    )
    .add_columns(publications.c.slug)
    .join(publications, digests.c.publication_id == publications.c.id)
    .where(digests.c.id == sa.bindparam("digest"))
)
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
    unasked: bool,
) -> Planned:
    """Write what these targets are to show; within a writing transaction."""
    digest = await look_up(connection, digest_id)
    if digest.published_at is None:
        if unasked and digest.released:
            return Planned(generation=digest.generation)  # it was withdrawn while this was rendered
        await show(connection, digest_id, digest.slug, now)
    newest = max(digest.generation, generation or 1)
    pages = await targets.pages(connection)
    has_news = False
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
        await share.write(connection, digest_id, decided, digest.plans + 1)
        counts += decided.counts
        has_news = has_news or not decided.touched <= pages
        if scope is not Scope.STANDING:  # a correction is no publishing, whoever hears of it first
            posted = [number for number, new in decided.new.items() if not new <= pages]
            await generations.posted(connection, digest_id, posted, now)
    if counts.total() > MANY:
        await connection.execute(AFTER_MANY[connection.dialect.name])
    # What was rendered before a correction that is planned already is to be corrected as well.
    is_behind = revision < digest.planned_revision
    seen = {"planned_revision": revision} if is_behind or scope is not Scope.SOME else {}
    released = {"released": True} if scope is Scope.ALL else {}
    news = progress.news(digest.plans + 1, revision, now) if has_news else {}
    await connection.execute(
        digests.update()
        .where(digests.c.id == digest_id)
        .values(generation=newest, **seen, **released, **news)
    )
    return Planned(
        sends=counts[Action.SEND],
        edits=counts[Action.EDIT],
        deletions=counts[Action.DELETE],
        generation=newest,
    )


async def look_up(connection: AsyncConnection, digest_id: int) -> sa.Row[Any]:
    """What is known of its plans. Raises UsageError if there is no such digest."""
    row = (await connection.execute(PLANS, {"digest": digest_id})).one_or_none()
    if row is None:
        raise UsageError(f"there is no digest {digest_id} to plan")
    return row


async def show(
    connection: AsyncConnection, digest_id: int, slug: str, published_at: dt.datetime | None
) -> None:
    """Have readers see the digest, which was a draft; or (None) not see what was published."""
    this = digests.update().where(digests.c.id == digest_id)
    await connection.execute(this.values(published_at=published_at))
    found = await items.of_digest(connection, digest_id)
    is_draft = published_at is None
    await index.unindex_items(connection, found, slug, draft=not is_draft)
    await index.index_items(connection, found, slug, draft=is_draft)


async def lock(connection: AsyncConnection, target_ids: frozenset[int]) -> None:
    """Keep these targets to this plan. Raises UsageError if one does not exist."""
    if await targets.lock(connection, target_ids) < len(target_ids):
        there = await connection.scalars(sa.select(target_rows.c.id).where(target_rows.c.id.in_(target_ids)))
        raise UsageError(f"there is no target {min(target_ids - set(there))} to plan for")
