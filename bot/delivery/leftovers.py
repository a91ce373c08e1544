"""What waited in a target that was out of service, and comes too late when it is back."""

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.models import Publication, StoredDigest, Target
from bot.ports import Store
from bot.records import Outage
from bot.schedule import Timing, own_window, window

EVER = dt.datetime.min.replace(tzinfo=dt.UTC)


async def leftovers(
    store: Store, publications: Sequence[Publication], target: Target, *, zone: ZoneInfo, now: dt.datetime
) -> list[int]:
    """Ids of the digests waiting there that the catch-up rule of their publication does not give.

    To the target all the time before was an outage. What the settings no longer declare has no rule and is
    sent.
    """
    declared = {publication.slug: publication for publication in publications}
    late = []
    for digest_id in await store.waiting(target.id):
        digest = await store.digest_by_id(digest_id)
        publication = declared.get(digest.publication) if digest is not None else None
        if digest is None or publication is None:
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
