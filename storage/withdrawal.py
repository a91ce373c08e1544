"""Taking back: what stands of a digest is to go, and what was not sent never will."""

import datetime as dt
from collections import Counter

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.delivery.models import Action, Planned
from storage import generations, ledger, plan, progress, share, targets
from storage.tables import deliveries, digests


async def withdraw(
    connection: AsyncConnection, digest_id: int, now: dt.datetime, generation: int | None
) -> Planned:
    """Take down that generation, or all of them and the digest with it; within a writing transaction."""
    digest = await plan.look_up(connection, digest_id)
    pages = await targets.pages(connection)
    has_news = False
    counts: Counter[Action] = Counter()
    have = await ledger.planned_targets(connection, digest_id)
    for first in range(0, len(have), plan.AT_ONCE):
        chunk = have[first : first + plan.AT_ONCE]
        await targets.lock(connection, chunk)
        decided = share.Share(now)
        for target_id, known in (await share.standing(connection, digest_id, chunk)).items():
            decided.take_back(target_id, known, generation)
        await share.write(connection, digest_id, decided, digest.plans + 1)
        counts += decided.counts
        has_news = has_news or not decided.touched <= pages
    these = [deliveries.c.digest_id == digest_id, sa.not_(deliveries.c.withdrawn)]
    if generation is not None:
        these.append(deliveries.c.generation == generation)
    await connection.execute(deliveries.update().where(*these).values(withdrawn=True))
    await generations.withdrawn(connection, digest_id, generation)
    if generation is None:
        await unpublish(connection, digest_id)
    else:
        await bring_up_to_date(connection, digest_id)
    if has_news:
        news = progress.news(digest.plans + 1, digest.revision, now)
        await connection.execute(digests.update().where(digests.c.id == digest_id).values(news))
    return Planned(
        sends=counts[Action.SEND],
        edits=counts[Action.EDIT],
        deletions=counts[Action.DELETE],
        generation=digest.generation,
    )


async def unpublish(connection: AsyncConnection, digest_id: int) -> None:
    """A draft again, that goes out by a person's word alone, and is owed to nobody."""
    digest = await plan.look_up(connection, digest_id)
    if digest.published_at is not None:
        await plan.show(connection, digest_id, digest.slug, None)
    this = digests.update().where(digests.c.id == digest_id)
    await connection.execute(this.values(released=True, planned_revision=digests.c.revision))


async def bring_up_to_date(connection: AsyncConnection, digest_id: int) -> None:
    """Corrections went to the generation that is gone: the one before is owed the newest revision."""
    this = digests.update().where(digests.c.id == digest_id)
    await connection.execute(this.values(planned_revision=digests.c.revision - 1))
