"""What people look up in the ledger: a target by its name, its newest digests, how far a digest reaches."""

from collections import Counter, defaultdict

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.delivery.models import DeliveryState, DigestLine
from bot.models import GIVEN_UP, Target
from storage.tables import deliveries, digests, publications, targets
from storage.targets import ROWS, Policies, made

LOOKED_AT = 60  # newest digests, of which a target that takes little may have few

TROUBLED_FIRST = sa.case((targets.c.suspended.in_(GIVEN_UP), 2), (targets.c.suspended.is_(None), 1), else_=0)


async def find(connection: AsyncConnection, words: str, limit: int, offset: int) -> tuple[list[Target], int]:
    """Targets in whose name or title the words stand, and how many there are."""
    sought = " ".join(words.split()).lower()
    name = sa.func.lower(targets.c.platform + ":" + targets.c.address)
    title = sa.func.lower(targets.c.title)
    fits: sa.ColumnElement[bool] = sa.true()
    if sought:
        fits = sa.or_(name.contains(sought, autoescape=True), title.contains(sought, autoescape=True))
    count = await connection.scalar(sa.select(sa.func.count()).select_from(targets).where(fits))
    rows = ROWS.where(fits).order_by(TROUBLED_FIRST, targets.c.id).limit(limit).offset(offset)
    policies = Policies()
    return [made(row, policies) for row in await connection.execute(rows)], count or 0


async def digest_lines(connection: AsyncConnection, target_id: int, limit: int) -> list[DigestLine]:
    """The target's newest digests, the newest first."""
    planned = (
        sa.select(digests.c.id, digests.c.date, publications.c.slug)
        .join(publications, digests.c.publication_id == publications.c.id)
        .where(digests.c.generation > 0)
        .order_by(digests.c.date.desc(), digests.c.id.desc())
        .limit(LOOKED_AT)
    )
    newest = list(await connection.execute(planned))
    counted = (
        sa.select(
            deliveries.c.digest_id,
            deliveries.c.generation,
            deliveries.c.state,
            deliveries.c.withdrawn,
            sa.func.count().label("deliveries"),
            sa.func.max(deliveries.c.error).label("error"),
        )
        # By digest and target, for which there is an index.
        .where(deliveries.c.digest_id.in_([row.id for row in newest]), deliveries.c.target_id == target_id)
        .group_by(deliveries.c.digest_id, deliveries.c.generation, deliveries.c.state, deliveries.c.withdrawn)
    )
    states: defaultdict[tuple[int, int], Counter[DeliveryState]] = defaultdict(Counter)
    errors: dict[tuple[int, int], str] = {}
    # The newest generation is told, of those that were not taken back if there is one.
    told: dict[int, tuple[bool, int]] = {}
    for row in await connection.execute(counted):
        this = (row.digest_id, row.generation)
        states[this][DeliveryState(row.state)] += row.deliveries
        if row.error:
            errors[this] = row.error
        newer = (not row.withdrawn, row.generation)
        told[row.digest_id] = max(newer, told.get(row.digest_id, newer))
    lines: list[DigestLine] = []
    for row in newest:
        if row.id in told and len(lines) < limit:
            _, generation = told[row.id]
            lines.append(
                DigestLine(
                    digest_id=row.id,
                    publication=row.slug,
                    date=row.date,
                    generation=generation,
                    states=dict(states[row.id, generation]),
                    error=errors.get((row.id, generation)),
                )
            )
    return lines


async def reach(connection: AsyncConnection, digest_id: int) -> int:
    """How many targets have something of it, or are to have it."""
    there = sa.or_(deliveries.c.message_id.is_not(None), deliveries.c.desired_id.is_not(None))
    counted = sa.select(sa.func.count(deliveries.c.target_id.distinct()))
    return await connection.scalar(counted.where(deliveries.c.digest_id == digest_id, there)) or 0
