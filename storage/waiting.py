"""What waits, and what was refused: tried again by somebody's word, or let go."""

import datetime as dt
from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import targets
from storage.dialects import dump, listed
from storage.states import CANCELLED, NOBODY_KNOWS, PENDING
from storage.tables import REFUSED, UNSETTLED, deliveries, digests
from storage.tables import targets as target_rows

INSTANT = deliveries.c.due_at.type
newer = deliveries.alias()
IN_SERVICE = sa.exists().where(target_rows.c.id == deliveries.c.target_id, target_rows.c.suspended.is_(None))
POSTPONED = sa.and_(
    UNSETTLED, deliveries.c.state == PENDING, deliveries.c.due_at > sa.bindparam("now", type_=INSTANT)
)
# A dead one of which something is wanted, that no newer generation has taken the place of, and that is
# within reach.
MORTAL = sa.and_(
    REFUSED,
    sa.or_(deliveries.c.desired_id.is_not(None), deliveries.c.message_id.is_not(None)),
    sa.func.coalesce(deliveries.c.message_id, "-") != NOBODY_KNOWS,
    ~sa.exists().where(
        newer.c.digest_id == deliveries.c.digest_id,
        newer.c.target_id == deliveries.c.target_id,
        newer.c.generation > deliveries.c.generation,
        sa.not_(newer.c.withdrawn),
    ),
)
NEVER_SENT = sa.and_(
    UNSETTLED,
    deliveries.c.target_id == sa.bindparam("target"),
    deliveries.c.state == PENDING,
    deliveries.c.message_id.is_(None),
    deliveries.c.desired_id.is_not(None),
    sa.not_(deliveries.c.interrupted),
)
# A correction has left nothing of it before it was sent.
SPARED = sa.and_(
    deliveries.c.target_id == sa.bindparam("target"),
    deliveries.c.state == CANCELLED,
    deliveries.c.message_id.is_(None),
    sa.not_(deliveries.c.withdrawn),
)


async def retry(connection: AsyncConnection, target_ids: Sequence[int] | None, now: dt.datetime) -> int:
    """Have them tried at once; within a writing transaction."""
    count = 0
    concerned = {
        one for which in (POSTPONED, MORTAL) for one in await having(connection, which, target_ids, now)
    }
    rest = sorted(concerned)
    for first in range(0, len(rest), targets.AT_ONCE):
        chunk = rest[first : first + targets.AT_ONCE]
        await targets.lock(connection, chunk)
        these, asked = deliveries.c.target_id.in_(listed("ids")), {"ids": dump(chunk), "now": now}
        at_once = deliveries.update().values(attempts=0, due_at=sa.bindparam("now", type_=INSTANT))
        anew = at_once.values(state=PENDING, interrupted=False, error=None)
        for statement in (at_once.where(these, POSTPONED), anew.where(these, MORTAL)):
            count += (await connection.execute(statement, asked)).rowcount
        await targets.refresh(connection, chunk)
    return count


async def having(
    connection: AsyncConnection,
    which: sa.ColumnElement[bool],
    target_ids: Sequence[int] | None,
    now: dt.datetime,
) -> Sequence[int]:
    """The targets in service, of these or of all, that have such a delivery."""
    found = sa.select(deliveries.c.target_id).where(which, IN_SERVICE).distinct()
    if target_ids is None:
        return (await connection.scalars(found, {"now": now})).all()
    these = deliveries.c.target_id.in_(listed("ids"))
    return (await connection.scalars(found.where(these), {"now": now, "ids": dump([*target_ids])})).all()


async def digests_of(connection: AsyncConnection, target_id: int) -> list[int]:
    """The digests of which something waits there that was never sent, oldest first."""
    some = sa.select(deliveries.c.digest_id).where(NEVER_SENT)
    found = sa.select(digests.c.id).where(digests.c.id.in_(some)).order_by(digests.c.date, digests.c.id)
    return list((await connection.scalars(found, {"target": target_id})).all())


async def drop(
    connection: AsyncConnection, target_id: int, digest_ids: Collection[int], now: dt.datetime
) -> int:
    """Let go of what was never sent of these; within a holding transaction.

    It is withdrawn: a correction of the digest does not bring it again.
    """
    await targets.lock(connection, [target_id])
    these = deliveries.c.digest_id.in_(listed("ids"))
    asked = {"target": target_id, "ids": dump([*digest_ids])}
    # Parts that corrections took away while it waited are of the same digest: one that stayed would bring it.
    await connection.execute(deliveries.update().where(SPARED, these).values(withdrawn=True), asked)
    gone = (
        deliveries.update()
        .where(NEVER_SENT, these)
        .values(state=CANCELLED, desired_id=None, withdrawn=True, attempts=0, due_at=now, error=None)
    )
    dropped = await connection.execute(gone, asked)
    await targets.refresh(connection, [target_id])
    return dropped.rowcount
