"""How far the plans are of which admins were not told.

Each plan that changes something in a chat has a number in its digest, and so has each delivery that it
changed: what changed since the plan that was told last is what there is to tell. Pages (storage.targets)
are left out: nothing is posted there.
"""

import datetime as dt
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.delivery.models import Progress
from storage.states import DEAD, PENDING, POSTED, SENDING, UNKNOWN
from storage.tables import UNSETTLED, UNTOLD, WAITING, Instant, deliveries, digests, targets
from storage.targets import PAGES

COLUMNS = ("id", "plans", "shown_revision", "generation", "told_plan", "told_revision", "told_generation")
STATES = ("failed", "waiting", "posted")


def news(plan: int, revision: int, now: dt.datetime) -> dict[str, Any]:
    """The columns of a digest whose plan of that number, rendered from this revision, changed something."""
    return {
        "plans": plan,
        "planned_at": now,
        "shown_revision": revision,
        "untold_since": sa.func.coalesce(digests.c.untold_since, sa.literal(now, Instant())),
    }


def some(*states: str) -> sa.ColumnElement[int]:
    """1 for a target where a delivery is in one of these states."""
    return sa.func.max(sa.case((deliveries.c.state.in_(states), 1), else_=0))


@cache  # building it takes longer than some commands that never ask
def counts() -> sa.Select[*tuple[Any, ...]]:
    """The targets of a digest's news by what became of them."""
    stood = sa.func.max(sa.case((deliveries.c.stood, 1), else_=0))
    by_target = (
        sa.select(
            deliveries.c.target_id,
            sa.case(
                (some(DEAD, UNKNOWN) == 1, "failed"),
                (some(PENDING, SENDING) == 1, "waiting"),
                # What was taken back before it was ever sent is no news.
                (sa.or_(some(POSTED) == 1, stood == 1), "posted"),
            ).label("state"),
            stood.label("stood"),
            some(PENDING, SENDING).label("open"),
            sa.func.max(deliveries.c.settled_at, type_=Instant()).label("settled_at"),
        )
        .where(deliveries.c.digest_id == sa.bindparam("digest"), deliveries.c.plan > sa.bindparam("told"))
        .group_by(deliveries.c.target_id)
        .subquery()
    )
    return (
        sa.select(
            *(
                sa.func.coalesce(sa.func.sum(sa.case((by_target.c.state == one, 1))), 0).label(one)
                for one in STATES
            ),
            sa.func.coalesce(sa.func.sum(by_target.c.stood), 0).label("edited"),
            # What waits in a target out of service waits for somebody's word.
            sa.func.max(sa.case((targets.c.suspended.is_(None), by_target.c.open))).label("open"),
            sa.func.max(by_target.c.settled_at, type_=Instant()).label("settled_at"),
        )
        .join(targets, targets.c.id == by_target.c.target_id)
        .where(targets.c.platform != PAGES)
    )


DIGESTS = (
    sa.select(*(digests.c[name] for name in COLUMNS), digests.c.untold_since)
    .where(UNTOLD)
    .order_by(digests.c.untold_since, digests.c.id)
)


# The first target that is found says so, and while many are sent to that is one of the first.
GOES_ON = (
    sa.select(targets.c.id)
    .where(
        targets.c.platform != PAGES,
        WAITING,
        sa.exists().where(
            deliveries.c.target_id == targets.c.id,
            UNSETTLED,
            deliveries.c.digest_id == sa.bindparam("digest"),
            deliveries.c.plan > sa.bindparam("told"),
        ),
    )
    .order_by(targets.c.platform, targets.c.due_at, targets.c.id)
    .limit(1)
)


async def progress(connection: AsyncConnection, patient: dt.datetime | None) -> list[Progress]:
    """How it stands with each digest of which there is something to tell."""
    found = []
    for row in (await connection.execute(DIGESTS)).all():
        asked = {"digest": row.id, "told": row.told_plan}
        if patient and row.untold_since > patient and await connection.scalar(GOES_ON, asked):
            continue
        found.append(await of_digest(connection, row))
    return found


async def of_digest(connection: AsyncConnection, row: sa.Row[*tuple[Any, ...]]) -> Progress:
    """How it stands with that one: reads all its deliveries, by the index of its targets."""
    found = (await connection.execute(counts(), {"digest": row.id, "told": row.told_plan})).one()
    began = row.untold_since
    return Progress(
        digest_id=row.id,
        plan=row.plans,
        began=began,
        ended=None if found.open else max(began, found.settled_at or began),
        revision=row.shown_revision,
        told_revision=row.told_revision,
        generation=row.generation,
        told_generation=row.told_generation,
        posted=found.posted,
        failed=found.failed,
        waiting=found.waiting,
        edited=found.edited,
    )


async def told(connection: AsyncConnection, one: Progress) -> bool:
    """Whether the caller is to tell it; within a holding transaction.

    What was planned after it was counted is still to be told. Of a digest that was withdrawn nothing is
    told that would stand: when it is published again, that is news.
    """
    stands = digests.c.published_at.is_not(None)
    this = digests.update().where(
        digests.c.id == one.digest_id,
        digests.c.untold_since == one.began,
        digests.c.told_plan < one.plan,
        digests.c.plans >= one.plan,
    )
    done = await connection.execute(
        this.values(
            told_plan=one.plan,
            told_revision=sa.case((stands, one.revision), else_=0),
            told_generation=sa.case((stands, one.generation), else_=0),
            untold_since=sa.case((digests.c.plans > one.plan, digests.c.planned_at)),
        )
    )
    return done.rowcount == 1
