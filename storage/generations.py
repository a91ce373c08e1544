"""Generations of digests: which were posted to chats, and when."""

import datetime as dt
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import Instant, generations

POSTED = sa.text(
    "INSERT INTO generations (digest_id, number, begun_at, posted_at) VALUES (:digest, :number, :now, :now) "
    "ON CONFLICT (digest_id, number) DO UPDATE SET posted_at = excluded.posted_at"
).bindparams(sa.bindparam("now", type_=Instant()))


async def posted(
    connection: AsyncConnection, digest_id: int, numbers: Iterable[int], now: dt.datetime
) -> None:
    """These went out to chats that did not have them."""
    rows = [{"digest": digest_id, "number": number, "now": now} for number in numbers]
    if rows:
        await connection.execute(POSTED, rows)


async def withdrawn(connection: AsyncConnection, digest_id: int, number: int | None) -> None:
    """That one, or all of the digest, were taken back."""
    gone = generations.delete().where(generations.c.digest_id == digest_id)
    await connection.execute(gone if number is None else gone.where(generations.c.number == number))


async def last(connection: AsyncConnection, since: dt.datetime) -> tuple[int, int] | None:
    """The digest and the number of the one that went out last; None where it began to before then."""
    newest = (
        sa.select(generations.c.digest_id, generations.c.number, generations.c.begun_at)
        .order_by(generations.c.posted_at.desc(), generations.c.digest_id.desc(), generations.c.number.desc())
        .limit(1)
    )
    row = (await connection.execute(newest)).one_or_none()
    return None if row is None or row.begun_at < since else (row.digest_id, row.number)
