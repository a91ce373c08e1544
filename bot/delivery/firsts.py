"""Who is told something of a digest for the first time by a correction.

A policy may have left nothing of the text that went out, and leaves something of the corrected one: a word
that is watched for has appeared. Whoever could have had something of an earlier text is not meant: either it
has that, or it came later.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from zoneinfo import ZoneInfo

from bot.delivery.models import Alike
from bot.delivery.plan import concerned, without
from bot.delivery.waves import wave
from bot.layout import alerted, arrange
from bot.models import Digest, Policy, Publication, StoredDigest, StoredItem, StoredSection
from bot.ports import Platform, Store
from bot.schedule import window

MOST = 20  # earlier texts that are looked at


async def first_told(
    store: Store,
    digest: StoredDigest,
    everybody: Iterable[Alike],
    publications: Sequence[Publication],
    platforms: Mapping[str, Platform],
    *,
    zone: ZoneInfo,
    now: dt.datetime,
) -> list[Alike]:
    """Who of `everybody` is reached first by the newest text of this released digest, while it goes out."""
    publication = next((one for one in publications if one.slug == digest.publication), None)
    if publication is None:
        return []
    span = window(publication, digest.date, zone)
    if not span.due <= now <= span.cut_off:
        return []
    groups = concerned(everybody, publication.slug, platforms)
    current = wave(groups, platforms, publication.kind, span, zone=zone, now=now, outages=(), caught_up=False)
    have = frozenset(await store.planned_targets(digest.id))
    owed = [group for group in without(current.ready, have) if _reaches(store, digest, group.policy)]
    for number in range(digest.revision - 1, max(0, digest.revision - 1 - MOST), -1):
        earlier = await store.revision(digest.id, number) if owed else None
        if earlier is not None:
            before = _as_stored(earlier, digest)
            owed = [group for group in owed if not _reaches(store, before, group.policy)]
    return owed


def _reaches(store: Store, digest: StoredDigest, policy: Policy) -> bool:
    aliases = store.aliases
    return bool(arrange(digest, policy, aliases) or alerted(digest, policy, aliases))


def _as_stored(earlier: Digest, digest: StoredDigest) -> StoredDigest:
    """An earlier text in the place of the newest; its items have no numbers of their own."""
    place = {"id": 0, "digest_id": digest.id, "publication": digest.publication, "position": 0}
    sections = tuple(
        StoredSection(
            name=section.name,
            items=tuple(
                StoredItem.model_validate(
                    dict(item) | place | {"digest_date": digest.date, "section": section.name}
                )
                for item in section.items
            ),
        )
        for section in earlier.sections
    )
    return digest.model_copy(update={"sections": sections})
