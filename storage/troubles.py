"""What went wrong, for people: doubts that only they can settle, failures with their reasons."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.delivery.models import Doubt, Failure
from bot.models import Target
from storage import targets
from storage.states import DEAD, UNKNOWN
from storage.tables import DOUBTFUL, deliveries
from storage.tables import targets as target_rows

TROUBLED = sa.select(
    deliveries.c.id.label("delivery"),
    *(deliveries.c[name] for name in ("digest_id", "generation", "part", "error", "settled_at")),
    *targets.COLUMNS,
).join(target_rows, deliveries.c.target_id == target_rows.c.id)


async def doubts(connection: AsyncConnection) -> list[Doubt]:
    """The deliveries of which nobody can tell whether they stand, oldest first."""
    unknown = TROUBLED.where(DOUBTFUL).order_by(deliveries.c.id)
    return [
        Doubt(
            delivery_id=row["delivery"],
            target=Target.model_validate({name: row[name] for name in Target.model_fields}),
            digest_id=row["digest_id"],
            generation=row["generation"],
            part=row["part"],
            reason=row["error"] or "",
            since=row["settled_at"],
        )
        for row in (await connection.execute(unknown)).mappings()
    ]


async def failures(connection: AsyncConnection, digest_id: int, limit: int) -> list[Failure]:
    """What of the digest is dead or in doubt in chats, the newest first."""
    some = (
        TROUBLED.where(deliveries.c.digest_id == digest_id, deliveries.c.state.in_((DEAD, UNKNOWN)))
        .where(target_rows.c.platform != targets.PAGES)
        .order_by(deliveries.c.settled_at.desc(), deliveries.c.id.desc())
        .limit(limit)
    )
    return [
        Failure(
            target=Target.model_validate({name: row[name] for name in Target.model_fields}),
            part=row["part"],
            reason=row["error"] or "",
        )
        for row in (await connection.execute(some)).mappings()
    ]
