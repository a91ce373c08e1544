"""The outbox's side of the ledger: claim, settle, and what stands."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.delivery.models import (
    Claim,
    Moved,
    Outcome,
    Part,
    Post,
    Receipt,
    Suspend,
)
from bot.models import Target
from storage import payloads, register, states, targets
from storage.dialects import dump, listed
from storage.states import NOBODY_KNOWS, SENDING, UNKNOWN, Delivery
from storage.tables import UNSETTLED, deliveries, digests, migrations
from storage.tables import payloads as payload_rows
from storage.tables import targets as target_rows

OTHERS = 400  # digests: a year of dailies, so that what stands is known for what it is

DUE = (
    sa.select(*targets.COLUMNS, target_rows.c.due_at)
    .where(target_rows.c.platform == sa.bindparam("platform"), sa.not_(register.IS_PAUSED))
    .order_by(target_rows.c.due_at, target_rows.c.id)
    .limit(sa.bindparam("limit"))
)
DUE_NOW = DUE.where(target_rows.c.due_at <= sa.bindparam("now")).with_for_update(skip_locked=True)
BORN = sa.select(sa.func.min(migrations.c.applied_at))
NEXT_DUE = sa.select(sa.func.min(target_rows.c.due_at)).where(
    target_rows.c.platform == sa.bindparam("platform"),
    target_rows.c.due_at.is_not(None),
    sa.not_(register.IS_PAUSED),
)
HEADS = sa.select(
    sa.select(deliveries.c.id)
    .where(deliveries.c.target_id == target_rows.c.id, UNSETTLED)
    .order_by(deliveries.c.id)
    .limit(1)
    .scalar_subquery()
).where(target_rows.c.id.in_(listed("ids")))
FIXED = [deliveries.c[name] for name in ("id", "digest_id", "target_id", "generation", "part", "holds")]
CHANGING = [deliveries.c[name] for name in Delivery._fields]
HELD = sa.select(*FIXED, *CHANGING).where(deliveries.c.id.in_(HEADS))
HOLD = (
    target_rows.update()
    .where(target_rows.c.id.in_(listed("ids")))
    .values(due_at=sa.bindparam("until", type_=target_rows.c.due_at.type))
)
newer = deliveries.alias()
TROUBLE = (deliveries.c.error, deliveries.c.settled_at)
SETTLING = sa.select(
    deliveries.c.id,
    deliveries.c.target_id,
    deliveries.c.holds,
    *CHANGING,
    sa.exists()
    .where(
        newer.c.digest_id == deliveries.c.digest_id,
        newer.c.target_id == deliveries.c.target_id,
        newer.c.generation > deliveries.c.generation,
        sa.not_(newer.c.withdrawn),
    )
    .label("old"),
).where(deliveries.c.id.in_(listed("ids")))
CHANGE = deliveries.update().where(deliveries.c.id == sa.bindparam("this"))
TAKE = CHANGE.values(holds=deliveries.c.holds + 1)


async def claim(
    connection: AsyncConnection, room: Mapping[str, int], now: dt.datetime, lease: dt.timedelta
) -> list[Claim]:
    """Hold the oldest unsettled delivery of each target that is due; within a holding transaction.

    Each step reads an index, and only as far as there is room: how much else is pending costs nothing.
    """
    due: list[sa.RowMapping] = []
    for platform, limit in room.items():
        asked = {"platform": platform, "now": now, "limit": limit}
        due.extend((await connection.execute(DUE_NOW, asked)).mappings())
    if not due:
        return []
    name = f"{int((await connection.scalar(BORN) or now).timestamp()):x}"
    held = {
        row["id"]: Target.model_validate({name: row[name] for name in Target.model_fields}) for row in due
    }
    ids = dump(list(held))
    rows = {row["target_id"]: row for row in (await connection.execute(HELD, {"ids": ids})).mappings()}
    standing = {target_id: delivery_of(rows[target_id]) for target_id in held}
    until = now + lease
    taken = {target_id: states.taken(delivery, now, until) for target_id, delivery in standing.items()}
    contents = await payloads.contents_of(connection, (delivery.held_id for delivery in taken.values()))
    await connection.execute(
        TAKE, [{"this": rows[one]["id"], **delivery._asdict()} for one, delivery in taken.items()]
    )
    await connection.execute(HOLD, {"ids": ids, "until": until})
    return [
        Claim(
            id=rows[target_id]["id"],
            token=str(rows[target_id]["holds"] + 1),
            action=states.action(delivery),
            target=held[target_id],
            digest_id=rows[target_id]["digest_id"],
            generation=rows[target_id]["generation"],
            part=rows[target_id]["part"],
            content=contents.get(taken[target_id].held_id),
            receipt=None if delivery.message_id is None else Receipt(message_id=delivery.message_id),
            attempts=delivery.attempts,
            interrupted=states.under_way(delivery),
            sends=delivery.sends,
            begun=taken[target_id].begun_at or now,
            ledger=name,
        )
        for target_id, delivery in standing.items()
    ]


async def settle(
    connection: AsyncConnection, settled: Sequence[tuple[Claim, Outcome]], now: dt.datetime
) -> list[bool]:
    """Write what became of these holds; within a holding transaction."""
    await targets.lock(connection, {claim.target.id for claim, _ in settled})
    asked = {"ids": dump([claim.id for claim, _ in settled])}
    rows = {row["id"]: row for row in (await connection.execute(SETTLING, asked)).mappings()}
    changes: dict[int, dict[str, Any]] = {}
    done = []
    for claim, outcome in settled:
        row = rows.get(claim.id)
        held = row is not None and row["state"] == SENDING and str(row["holds"]) == claim.token
        done.append(held and claim.id not in changes)
        if row is not None and done[-1]:
            after = states.settled(delivery_of(row), outcome, now, old=row["old"])
            changes[claim.id] = {"this": claim.id, **after._asdict()}
    if changes:
        await connection.execute(CHANGE, list(changes.values()))
        await targets.refresh(connection, {rows[one]["target_id"] for one in changes})
    for (claim, outcome), was_held in zip(settled, done, strict=True):
        if was_held and isinstance(outcome, Suspend):
            await targets.suspend(connection, claim.target.id, outcome.reason)
        elif was_held and isinstance(outcome, Moved):
            await targets.move(connection, claim.target.id, outcome.address)
    return done


async def next_due(connection: AsyncConnection, platforms: Sequence[str]) -> dt.datetime | None:
    """The earliest time at which a target is due."""
    times = [
        await connection.scalar(NEXT_DUE, {"platform": platform}) for platform in dict.fromkeys(platforms)
    ]
    return min((time for time in times if time is not None), default=None)


async def standing(connection: AsyncConnection, target_id: int, digest_id: int) -> list[Part]:
    """The payloads that stand, of the newest generation of which anything does."""
    posted = sa.and_(
        deliveries.c.digest_id == digest_id,
        deliveries.c.target_id == target_id,
        deliveries.c.posted_id.is_not(None),
    )
    newest = sa.select(sa.func.max(deliveries.c.generation)).where(posted).scalar_subquery()
    parts = (
        sa.select(payload_rows.c.content)
        .join(deliveries, deliveries.c.posted_id == payload_rows.c.id)
        .where(posted, deliveries.c.generation == newest)
        .order_by(deliveries.c.part)
    )
    return [Part(content=content) for content in (await connection.scalars(parts)).all()]


def delivery_of(row: sa.RowMapping) -> Delivery:
    """The changing columns of the row."""
    return Delivery._make(row[name] for name in Delivery._fields)


async def posts(connection: AsyncConnection, target_id: int, digest_id: int) -> list[Post]:
    """What stands of the digest and of the newest others, the newest delivery first."""
    newest = (
        sa.select(digests.c.id)
        .where(digests.c.generation > 0, digests.c.id != digest_id)
        .order_by(digests.c.date.desc(), digests.c.id.desc())
        .limit(OTHERS)
    )
    standing = (
        sa.select(*(deliveries.c[name] for name in ("digest_id", "generation", "part", "message_id")))
        .where(
            deliveries.c.target_id == target_id,
            deliveries.c.digest_id.in_([digest_id, *(await connection.scalars(newest)).all()]),
            deliveries.c.message_id != NOBODY_KNOWS,
        )
        .order_by(deliveries.c.id.desc())
    )
    return [
        Post(
            digest_id=row.digest_id,
            generation=row.generation,
            part=row.part,
            receipt=Receipt(message_id=row.message_id),
        )
        for row in await connection.execute(standing)
    ]


async def resolve(connection: AsyncConnection, delivery_id: int, now: dt.datetime, *, stands: bool) -> bool:
    """Write what an admin has seen; within a holding transaction."""
    whose = sa.select(deliveries.c.target_id).where(deliveries.c.id == delivery_id)
    await targets.lock(connection, (await connection.scalars(whose)).all())
    row = (await connection.execute(SETTLING, {"ids": dump([delivery_id])})).mappings().one_or_none()
    if row is None or row["state"] != UNKNOWN:
        return False
    after = states.resolved(delivery_of(row), now, stands=stands, old=row["old"])
    await connection.execute(CHANGE, {"this": delivery_id, **after._asdict()})
    await targets.refresh(connection, [row["target_id"]])
    return True


async def planned_targets(connection: AsyncConnection, digest_id: int) -> list[int]:
    """Ids of the targets that have deliveries of the digest."""
    some = sa.select(deliveries.c.target_id).where(deliveries.c.digest_id == digest_id)
    return list((await connection.scalars(some.distinct().order_by(deliveries.c.target_id))).all())


async def generation(connection: AsyncConnection, digest_id: int) -> int:
    """The newest generation that was planned."""
    newest = await connection.scalar(sa.select(digests.c.generation).where(digests.c.id == digest_id))
    return newest or 0
