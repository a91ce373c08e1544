"""What waits, by platform: for whoever watches Ribao from outside."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.delivery.models import Backlog
from storage.tables import DOUBTFUL, UNSETTLED, deliveries, targets

RECEIVING = targets.c.suspended.is_(None)
TARGETS = sa.select(
    targets.c.platform,
    sa.func.count().filter(RECEIVING).label("receiving"),
    sa.func.count().filter(~RECEIVING).label("suspended"),
    sa.func.min(targets.c.due_at, type_=targets.c.due_at.type).label("oldest"),
).group_by(targets.c.platform)
# What is unsettled or doubtful is little, and has an index of its own.
WAITING = (
    sa.select(targets.c.platform, sa.func.count().label("n"))
    .join_from(deliveries, targets, deliveries.c.target_id == targets.c.id)
    .where(UNSETTLED, RECEIVING)
    .group_by(targets.c.platform)
)
DOUBTS = (
    sa.select(targets.c.platform, sa.func.count().label("n"))
    .join_from(deliveries, targets, deliveries.c.target_id == targets.c.id)
    .where(DOUBTFUL)
    .group_by(targets.c.platform)
)


async def by_platform(connection: AsyncConnection) -> list[Backlog]:
    """One line a platform that has targets, by name."""
    waiting = {row.platform: row.n for row in await connection.execute(WAITING)}
    doubts = {row.platform: row.n for row in await connection.execute(DOUBTS)}
    return [
        Backlog(
            platform=row.platform,
            receiving=row.receiving,
            suspended=row.suspended,
            waiting=waiting.get(row.platform, 0),
            oldest=row.oldest,
            in_doubt=doubts.get(row.platform, 0),
        )
        for row in await connection.execute(TARGETS.order_by(targets.c.platform))
    ]
