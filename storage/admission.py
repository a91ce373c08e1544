"""Targets that come from another archive."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.delivery.models import Admission
from bot.models import Target
from storage.tables import targets
from storage.targets import called, every, refresh


async def admit(connection: AsyncConnection, admitted: Sequence[Admission]) -> None:
    """Add these, or make those that are there like them; within a writing transaction."""
    known = {(one.platform, one.address): one for one in await every(connection, None, suspended=True)}
    new: list[Admission] = []
    for one in admitted:
        there = known.get((one.platform, one.address)) or await called(connection, one.platform, one.address)
        if there is None:
            new.append(one)
        else:
            await _change(connection, there, one)
    if new:
        await connection.execute(targets.insert(), [{**_row(one), "declared": False} for one in new])


async def _change(connection: AsyncConnection, there: Target, one: Admission) -> None:
    row = {**_row(one), "address": there.address, "suspended": there.suspended or one.suspended}
    if one.title is None:
        del row["title"]
    await connection.execute(targets.update().where(targets.c.id == there.id).values(row))
    await refresh(connection, [there.id])


def _row(one: Admission) -> dict[str, object]:
    return one.model_dump(mode="json")
