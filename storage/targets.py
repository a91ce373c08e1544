"""Targets, and when each of them is due."""

from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.models import NOT_DECLARED, Policy, Target
from storage.tables import UNSETTLED, deliveries, targets

COLUMNS = [targets.c[name] for name in Target.model_fields]

HEAD_DUE = (
    sa.select(deliveries.c.due_at)
    .where(deliveries.c.target_id == targets.c.id, UNSETTLED)
    .order_by(deliveries.c.id)
    .limit(1)
    .scalar_subquery()
)
REFRESH = (
    targets.update()
    .where(targets.c.id.in_(sa.bindparam("ids", expanding=True)))
    .values(due_at=sa.case((targets.c.suspended.is_(None), HEAD_DUE)))
)
# Whoever changes a target's deliveries locks the target first: this is their one lock.
LOCK = (
    sa.select(targets.c.id)
    .where(targets.c.id.in_(sa.bindparam("ids", expanding=True)))
    .order_by(targets.c.id)
    .with_for_update()
)


async def declare(connection: AsyncConnection, platform: str, address: str, policy: Policy) -> Target:
    """Add the target, or give it this policy."""
    this = sa.select(*COLUMNS).where(targets.c.platform == platform, targets.c.address == address)
    row = (await connection.execute(this)).mappings().one_or_none()
    values = {"platform": platform, "address": address, "policy": policy.model_dump()}
    if row is None:
        added = await connection.execute(
            targets.insert().values(declared=False, **values).returning(*COLUMNS)
        )
        return Target.model_validate(dict(added.mappings().one()))
    known = Target.model_validate(dict(row))
    if known.policy != policy:
        await connection.execute(targets.update().where(targets.c.id == known.id).values(values))
    return known.model_copy(update={"policy": policy})


async def declare_all(connection: AsyncConnection, declared: Sequence[tuple[str, str, Policy]]) -> None:
    """Add or update these as the settings' own; the settings' former ones that are missing are suspended."""
    before = {
        row.id: row.suspended
        for row in await connection.execute(
            sa.select(targets.c.id, targets.c.suspended).where(targets.c.declared)
        )
    }
    named = {(await declare(connection, *one)).id for one in declared}
    if new := named - before.keys():
        await connection.execute(targets.update().where(targets.c.id.in_(new)).values(declared=True))
    for target_id, suspended in before.items():
        if target_id in named and suspended == NOT_DECLARED:
            await resume(connection, target_id)
        elif target_id not in named and suspended is None:
            await suspend(connection, target_id, NOT_DECLARED)
            await refresh(connection, [target_id])


async def every(connection: AsyncConnection, platform: str | None, *, suspended: bool) -> list[Target]:
    """Targets by id."""
    some = sa.select(*COLUMNS).order_by(targets.c.id)
    if platform is not None:
        some = some.where(targets.c.platform == platform)
    if not suspended:
        some = some.where(targets.c.suspended.is_(None))
    return [Target.model_validate(dict(row)) for row in (await connection.execute(some)).mappings()]


async def suspend(connection: AsyncConnection, target_id: int, reason: str) -> None:
    """Send nothing there any more."""
    await connection.execute(targets.update().where(targets.c.id == target_id).values(suspended=reason))


async def resume(connection: AsyncConnection, target_id: int) -> None:
    """Lift a suspension; what waited is due."""
    await connection.execute(targets.update().where(targets.c.id == target_id).values(suspended=None))
    await refresh(connection, [target_id])


async def lock(connection: AsyncConnection, target_ids: Iterable[int]) -> set[int]:
    """Keep these to this transaction; returns those that exist."""
    return set((await connection.scalars(LOCK, {"ids": list(target_ids)})).all())


async def refresh(connection: AsyncConnection, target_ids: Iterable[int]) -> None:
    """Tell anew when these locked targets are due."""
    await connection.execute(REFRESH, {"ids": list(target_ids)})
