"""The register: acts, notices, the worker's heartbeat and the operators' pause."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.records import Act, Outage, Pause
from storage.tables import Instant, acts, heartbeats, notices, outages, pauses

ONLY = 1  # the id of a table's only row
FIRST = 2  # the id of the first heartbeat of all
LATE = dt.timedelta(hours=1)
"""By so much a beat may be behind another process's, after a long round of planning or by a slow clock. What
is further behind tells of a clock that was set back."""

# The newest word counts, and two that come at once are put in order by the row.
CLAIM = sa.text(
    "INSERT INTO notices (key, told_at) VALUES (:key, :now) ON CONFLICT (key) DO UPDATE "
    "SET told_at = excluded.told_at WHERE notices.told_at <= :before OR notices.told_at > :future"
).bindparams(*(sa.bindparam(name, type_=Instant()) for name in ("now", "before", "future")))
CLAIM_ONCE = sa.text(
    "INSERT INTO notices (key, told_at) VALUES (:key, :now) ON CONFLICT (key) DO NOTHING"
).bindparams(sa.bindparam("now", type_=Instant()))
FIRST_BEAT = sa.text(
    "INSERT INTO heartbeats (id, at) VALUES (:id, :at) ON CONFLICT (id) DO NOTHING"
).bindparams(sa.bindparam("at", type_=Instant()))
PAUSE = sa.text(
    "INSERT INTO pauses (id, since, actor) VALUES (:id, :since, :actor) ON CONFLICT (id) DO NOTHING"
).bindparams(sa.bindparam("since", type_=Instant()))

NEWEST = heartbeats.c.id == ONLY
IS_PAUSED = sa.exists().where(pauses.c.id == ONLY)


async def record(connection: AsyncConnection, act: Act) -> None:
    """Keep the act, under an id of its own."""
    await connection.execute(acts.insert(), act.model_dump(exclude={"id"}))


async def read_acts(connection: AsyncConnection, before: int | None, limit: int) -> list[Act]:
    """The newest first, with ids below `before`."""
    some = sa.select(acts).order_by(acts.c.id.desc()).limit(limit)
    if before is not None:
        some = some.where(acts.c.id < before)
    return [Act.model_validate(dict(row)) for row in (await connection.execute(some)).mappings()]


async def is_told(
    connection: AsyncConnection, key: str, now: dt.datetime, apart: dt.timedelta | None
) -> bool:
    """Whether somebody told it within `apart`, or ever.

    A time that lies in the future by more than that is a wrong clock's, and counts for nothing.
    """
    told_at = await connection.scalar(sa.select(notices.c.told_at).where(notices.c.key == key))
    return told_at is not None and (apart is None or now - apart < told_at <= now + apart)


async def claim_notice(
    connection: AsyncConnection, key: str, now: dt.datetime, apart: dt.timedelta | None
) -> bool:
    """Whether the caller is to tell it; within a holding transaction."""
    if apart is None:
        claimed = await connection.execute(CLAIM_ONCE, {"key": key, "now": now})
    else:
        asked = {"key": key, "now": now, "before": now - apart, "future": now + apart}
        claimed = await connection.execute(CLAIM, asked)
    return claimed.rowcount == 1


async def forget_notice(connection: AsyncConnection, key: str) -> bool:
    """Nobody has told it; false where nobody had."""
    return (await connection.execute(notices.delete().where(notices.c.key == key))).rowcount > 0


async def beat(connection: AsyncConnection, now: dt.datetime, patience: dt.timedelta) -> None:
    """A worker is at work; within a holding transaction."""
    await connection.execute(FIRST_BEAT, {"id": ONLY, "at": now})
    await connection.execute(FIRST_BEAT, {"id": FIRST, "at": now})
    last = await connection.scalar(sa.select(heartbeats.c.at).where(NEWEST).with_for_update())
    if last is not None and now - last > patience:
        await connection.execute(outages.insert(), {"since": last, "until": now})
    if last is None or last < now or last - now > LATE:
        await connection.execute(heartbeats.update().where(NEWEST).values(at=now))


async def last_beat(connection: AsyncConnection) -> dt.datetime | None:
    """When a worker was last at work."""
    last: dt.datetime | None = await connection.scalar(sa.select(heartbeats.c.at).where(NEWEST))
    return last


async def first_beat(connection: AsyncConnection) -> dt.datetime | None:
    """When a worker was at work for the first time."""
    first: dt.datetime | None = await connection.scalar(
        sa.select(heartbeats.c.at).where(heartbeats.c.id == FIRST)
    )
    return first


async def outages_since(connection: AsyncConnection, since: dt.datetime) -> list[Outage]:
    """Those that ended after then, oldest first."""
    some = sa.select(outages.c.since, outages.c.until).where(outages.c.until > since)
    rows = await connection.execute(some.order_by(outages.c.until, outages.c.id))
    return [Outage(row.since, row.until) for row in rows]


async def pause(connection: AsyncConnection, word: Pause) -> None:
    """Keep it, unless one holds."""
    await connection.execute(PAUSE, {"id": ONLY, **word.model_dump()})


async def paused(connection: AsyncConnection) -> Pause | None:
    """The pause that holds."""
    row = (await connection.execute(sa.select(pauses.c.since, pauses.c.actor))).mappings().one_or_none()
    return None if row is None else Pause.model_validate(dict(row))


async def unpause(connection: AsyncConnection) -> bool:
    """Lift it; false where there was none."""
    return (await connection.execute(pauses.delete())).rowcount > 0
