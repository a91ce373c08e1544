"""What waited in a target that was out of service, and comes too late when it is back."""

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.models import NOT_DECLARED, Policy, Publication, StoredDigest, Target
from bot.ports import Store
from bot.records import Outage
from bot.schedule import Timing, own_window, window

EVER = dt.datetime.min.replace(tzinfo=dt.UTC)
LOOKED_AT = 60  # digests, the newest


async def declare(
    store: Store,
    declared: Sequence[tuple[str, str, Policy]],
    publications: Sequence[Publication],
    *,
    zone: ZoneInfo,
    now: dt.datetime,
) -> None:
    """The settings name these targets from now on, and no others. Raises StoreError.

    What waited in one that they did not name for a while is let go of before it is in service again.
    """
    for platform in {platform for platform, _, _ in declared}:
        addresses = [address for its, address, _ in declared if its == platform]
        for target in await store.targets_at(platform, addresses):
            if target.suspended == NOT_DECLARED:
                await let_go(store, publications, target, zone=zone, now=now)
    await store.declare_targets(declared)


async def let_go(
    store: Store, publications: Sequence[Publication], target: Target, *, zone: ZoneInfo, now: dt.datetime
) -> int:
    """Drop what waits there and comes too late; returns how many posts that are. Raises StoreError."""
    late = await leftovers(store, publications, target, zone=zone, now=now)
    return await store.drop(target.id, late, now=now) if late else 0


async def leftovers(
    store: Store, publications: Sequence[Publication], target: Target, *, zone: ZoneInfo, now: dt.datetime
) -> list[int]:
    """Ids of the digests waiting there that the catch-up rule of their publication does not give.

    To the target all the time before was an outage. What the settings no longer declare has no rule and is
    sent, and so is the rest of what was begun.
    """
    declared = {publication.slug: publication for publication in publications}
    late = []
    for digest_id in await store.waiting(target.id):
        digest = await store.digest_by_id(digest_id)
        publication = declared.get(digest.publication) if digest is not None else None
        if digest is None or publication is None or await _is_begun(store, digest, target):
            continue
        match _timing(publication, digest, target, zone, now):
            case Timing.OVER:
                late.append(digest_id)
            case Timing.MISSED if publication.catch_up == "skip":
                late.append(digest_id)
            case Timing.MISSED if publication.catch_up == "latest" and not await _is_newest(store, digest):
                late.append(digest_id)
    return late


def _timing(
    publication: Publication, digest: StoredDigest, target: Target, zone: ZoneInfo, now: dt.datetime
) -> Timing:
    whole = window(publication, digest.date, zone)
    own = own_window(target.policy, publication.kind, whole, zone) or whole
    return own.timing(now, [Outage(EVER, now)])


async def _is_newest(store: Store, digest: StoredDigest) -> bool:
    """Whether its publication has nothing newer out."""
    newest = await store.editions(publication=digest.publication, limit=1)
    return not any(edition.date > digest.date for edition in newest)


async def _is_begun(store: Store, digest: StoredDigest, target: Target) -> bool:
    """Whether some part of it stands there: half a digest is worse than a late one.

    Of the target's own newest posting: it may have been posted anew elsewhere alone.
    """
    lines = await store.digest_lines(target.id, limit=LOOKED_AT)
    newest = {line.generation for line in lines if line.digest_id == digest.id}
    posts = await store.posts(target.id, digest.id)
    return any(post.digest_id == digest.id and post.generation in newest for post in posts)
