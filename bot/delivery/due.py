"""What must be planned now: digests whose hour has come, and corrections that no plan has seen."""

import datetime as dt
from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from bot.delivery.plan import amend, publish
from bot.models import Publication
from bot.ports import Platform, Store
from bot.schedule import due_at, first_day


async def plan_due(
    store: Store,
    publications: Sequence[Publication],
    platforms: Mapping[str, Platform],
    *,
    zone: ZoneInfo,
    now: dt.datetime,
) -> int:
    """Plan all that is due; returns how many deliveries that changed.

    Decided from the store alone, so a crash between saving and planning loses nothing, and two
    processes that do this at once plan the same.
    """
    changes = 0
    today = now.astimezone(zone).date()
    for publication in publications:
        for edition in await store.drafts(publication.slug, first_day(publication.kind, today)):
            if due_at(publication, edition.date, zone) <= now:
                digest = await store.digest_by_id(edition.id)
                if digest is not None:
                    planned = await publish(store, digest, await store.targets(), platforms, now=now)
                    changes += planned.changes
    for digest_id in await store.outdated():
        digest = await store.digest_by_id(digest_id)
        if digest is not None:
            changes += (await amend(store, digest, platforms, now=now)).changes
    return changes
