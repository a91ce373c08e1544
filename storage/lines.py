"""The ledger as people read it: a line a target."""

from collections import defaultdict
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.delivery.models import DeliveryState, LedgerLine
from storage import targets
from storage.tables import deliveries, digests
from storage.tables import targets as target_rows


async def lines(connection: AsyncConnection, target_ids: Sequence[int] | None) -> list[LedgerLine]:
    """One line a target, by id; of these, or of all."""
    these: list[sa.ColumnElement[bool]] = []
    if target_ids is not None:
        # By digest and target, for which there is an index: one by target alone would cost each plan more.
        planned = sa.select(digests.c.id).where(digests.c.generation > 0)
        these = [deliveries.c.target_id.in_(target_ids), deliveries.c.digest_id.in_(planned)]
    counted = sa.select(
        deliveries.c.target_id,
        deliveries.c.state,
        sa.func.count().label("count"),
        sa.func.max(deliveries.c.settled_at, type_=deliveries.c.settled_at.type).label("settled_at"),
    )
    counted = counted.where(*these).group_by(deliveries.c.target_id, deliveries.c.state)
    by_target: defaultdict[int, list[sa.RowMapping]] = defaultdict(list)
    for row in (await connection.execute(counted)).mappings():
        by_target[row["target_id"]].append(row)
    ranked = (
        sa.select(
            deliveries.c.target_id,
            deliveries.c.error,
            sa.func.row_number()
            .over(
                partition_by=deliveries.c.target_id,
                order_by=(deliveries.c.settled_at.desc(), deliveries.c.id.desc()),
            )
            .label("rank"),
        )
        .where(*these, deliveries.c.error.is_not(None))
        .subquery()
    )
    newest = sa.select(ranked.c.target_id, ranked.c.error).where(ranked.c.rank == 1)
    errors = {row.target_id: row.error for row in await connection.execute(newest)}
    named = sa.true() if target_ids is None else target_rows.c.id.in_(target_ids)
    rows = await connection.execute(sa.select(target_rows.c.id, target_rows.c.due_at).where(named))
    due = {row.id: row.due_at for row in rows}
    return [
        LedgerLine(
            target=target,
            states={DeliveryState(row["state"]): row["count"] for row in by_target[target.id]},
            last_settled_at=max(
                (row["settled_at"] for row in by_target[target.id] if row["settled_at"]), default=None
            ),
            last_error=errors.get(target.id, target.suspended),
            next_attempt_at=due.get(target.id),
        )
        for target in await targets.some(connection, named)
    ]
