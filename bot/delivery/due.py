"""What must be planned now: digests whose hour has come, and corrections that no plan has seen."""

import datetime as dt
from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

import structlog

from bot.delivery.models import Planned
from bot.delivery.plan import amend, archive, publish
from bot.models import Edition, Publication, StoredDigest
from bot.ports import Platform, Store
from bot.schedule import due_at, first_day

AT_ONCE = 50  # archived digests a turn: what is published today must not wait behind thousands of them

log = structlog.get_logger("ribao.due")


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
        for edition in await store.unreleased(publication.slug):
            if edition.date <= today and due_at(publication, edition.date, zone) <= now:
                late = edition.date < first_day(publication.kind, today)
                changes += (await release(store, edition, platforms, now=now, late=late)).changes
    for digest_id in await store.outdated(AT_ONCE):
        digest = await found(store, digest_id)
        changes += (await amend(store, digest, platforms, now=now)).changes
    return changes


async def release(
    store: Store, edition: Edition, platforms: Mapping[str, Platform], *, now: dt.datetime, late: bool
) -> Planned:
    """Plan a digest to everybody; one whose time is over (`late`) only to those that keep archives."""
    digest = await found(store, edition.id)
    if not late:
        return await publish(store, digest, None, platforms, now=now)
    log.warning(
        "a digest missed its time and went to the archive; `ribao publish` sends it to the chats",
        publication=edition.publication,
        date=str(edition.date),
    )
    return await archive(store, digest, platforms, now=now)


async def found(store: Store, digest_id: int) -> StoredDigest:
    """The digest of that id, which a plan has just been told of: digests are never removed."""
    digest = await store.digest_by_id(digest_id)
    if digest is None:
        raise LookupError(f"digest {digest_id} has left the store")
    return digest
