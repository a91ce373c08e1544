"""What an operator handed in, beside what stands in its place: what is new, and how it would look (pure)."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from bot.models import (
    Digest,
    Frozen,
    Item,
    ItemDiff,
    Publication,
    SaveStatus,
    StoredDigest,
    StoredItem,
    StoredSection,
)
from bot.schedule import Timing

SEEN = tuple(Item.model_fields)
Place = tuple[str, int]
"""An item's key and how often it came before in its digest."""


class Submission(Frozen):
    """What an operator handed in, read; nothing is kept of it yet.

    `digest` has its date. `stands` is what the archive has in its place, `diff` what would change there.
    `timing`: how it stands with its hour.
    """

    name: str
    text: str
    text_hash: str
    digest: Digest
    date: dt.date
    publication: Publication
    timing: Timing
    stands: StoredDigest | None
    diff: ItemDiff = ItemDiff()

    @property
    def status(self) -> SaveStatus:
        """What keeping it would come to, as far as readers see it."""
        if self.stands is None:
            return SaveStatus.CREATED
        return SaveStatus.REVISED if differs(self.digest, self.stands, self.diff) else SaveStatus.UNCHANGED


def compare(digest: Digest, stands: StoredDigest) -> ItemDiff:
    """What the digest would add, remove and change, by item key, as the store will count it."""
    before = dict(placed(stands))
    added, changed = [], []
    for place, now in placed(digest):
        was = before.pop(place, None)
        if was is None:
            added.append(place[0])
        elif was != now:
            changed.append(place[0])
    return ItemDiff(added=tuple(added), removed=tuple(key for key, _ in before), changed=tuple(changed))


def differs(digest: Digest, stands: StoredDigest, diff: ItemDiff) -> bool:
    """Whether readers would see a difference: in an item, their order, or the head."""
    heads = ("kind", "title", "intro", "byline", "cover")
    return (
        diff != ItemDiff()
        or any(getattr(digest, name) != getattr(stands, name) for name in heads)
        or list(placed(digest)) != list(placed(stands))
    )


def preview(submission: Submission, now: dt.datetime) -> StoredDigest:
    """The digest as the archive would have it, for rendering; an item that is new has no number yet: 0."""
    digest, stands, publication = submission.digest, submission.stands, submission.publication
    ids: dict[Place, int] = {}
    if stands is not None:
        items = [item for section in stands.sections for item in section.items]
        ids = {place: item.id for (place, _), item in zip(placed(stands), items, strict=True)}
    numbers = iter([(position, ids.get(place, 0)) for position, (place, _) in enumerate(placed(digest), 1)])
    digest_id = 0 if stands is None else stands.id
    sections = []
    for section in digest.sections:
        stored = []
        for item in section.items:
            position, number = next(numbers)
            stored.append(
                StoredItem(
                    **dict(item),
                    id=number,
                    digest_id=digest_id,
                    publication=publication.slug,
                    digest_date=submission.date,
                    section=section.name,
                    position=position,
                )
            )
        sections.append(StoredSection(name=section.name, items=tuple(stored)))
    return StoredDigest(
        id=digest_id,
        publication=publication.slug,
        publication_name=publication.name,
        kind=digest.kind,
        date=submission.date,
        title=digest.title,
        items=len(digest.items),
        revision=1 if stands is None else stands.revision + 1,
        revised_at=now,
        published_at=None if stands is None else stands.published_at,
        intro=digest.intro,
        byline=digest.byline,
        cover=digest.cover,
        sections=tuple(sections),
        previous=None if stands is None else stands.previous,
        next=None if stands is None else stands.next,
    )


def placed(digest: Digest | StoredDigest) -> Iterator[tuple[Place, tuple[str, dict[str, object]]]]:
    """Each item's key, with how often it came before, and what readers see of it with its section."""
    seen: Counter[str] = Counter()
    for section in digest.sections:
        for item in section.items:
            yield (item.key, seen[item.key]), (section.name, {name: getattr(item, name) for name in SEEN})
            seen[item.key] += 1
