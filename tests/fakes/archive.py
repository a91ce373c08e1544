"""An archive in memory that keeps what bot.ports.Archive promises, for tests of those who read it."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path

from bot.aliases import Aliases, load_aliases
from bot.errors import UsageError
from bot.models import (
    Digest,
    Edition,
    Hit,
    Item,
    ItemDiff,
    Publication,
    Saved,
    SaveStatus,
    SearchPage,
    SearchQuery,
    Section,
    SectionCount,
    StoredDigest,
    StoredItem,
    StoredSection,
)
from bot.text import normalise

RANK = {"daily": 0, "weekly": 1, "monthly": 2}
CAP = 1000


class MemoryArchive:
    """Keeps the newest revision of each digest; what was not saved as published stays a draft."""

    def __init__(self) -> None:
        self._publications: dict[str, Publication] = {}
        self._digests: dict[tuple[str, dt.date], StoredDigest] = {}
        self._hashes: dict[tuple[str, dt.date], str] = {}
        self._texts: dict[tuple[str, dt.date], Digest] = {}
        self._retracted: set[tuple[int, str]] = set()
        self._revisions: dict[tuple[int, int], Digest] = {}
        self.suggestion: str | None = None
        self.queries: list[SearchQuery] = []
        self._jottings: dict[str, str] = {}

    @property
    def aliases(self) -> Aliases:
        return load_aliases()

    # --- writing ---

    async def declare_publications(self, publications: Sequence[Publication]) -> None:
        self._publications |= {publication.slug: publication for publication in publications}

    async def save(
        self, digest: Digest, *, publication: str, text_hash: str, now: dt.datetime, published: bool = False
    ) -> Saved:
        if publication not in self._publications or digest.date is None:
            raise UsageError(f"{publication} has no place for a digest of {digest.date}")
        place = (publication, digest.date)
        known = self._digests.get(place)
        if known and self._hashes[place] == text_hash:
            return Saved(status=SaveStatus.UNCHANGED, digest_id=known.id, revision=known.revision)
        self._hashes[place] = text_hash
        self._texts[place] = digest
        return self._keep(place, known, now, published=published)

    async def revision(self, digest_id: int, number: int) -> Digest | None:
        return self._revisions.get((digest_id, number))

    async def retract(self, item_id: int, *, now: dt.datetime) -> Saved | None:
        item = await self.item(item_id, drafts=True)
        if item is None:
            return None
        place = (item.publication, item.digest_date)
        self._retracted.add((item.digest_id, item.key))
        return self._keep(place, self._digests[place], now).model_copy(
            update={"diff": ItemDiff(removed=(item.key,))}
        )

    async def restore(self, item_id: int, *, now: dt.datetime) -> Saved | None:
        for place, known in self._digests.items():
            whole = self._stored(self._texts[place], place, known, now, published=False)
            for item in (item for section in whole.sections for item in section.items):
                if item.id == item_id and (known.id, item.key) in self._retracted:
                    self._retracted.remove((known.id, item.key))
                    saved = self._keep(place, known, now)
                    return saved.model_copy(update={"diff": ItemDiff(added=(item.key,))})
        return None

    def _keep(
        self,
        place: tuple[str, dt.date],
        known: StoredDigest | None,
        now: dt.datetime,
        *,
        published: bool = False,
    ) -> Saved:
        """The next revision of the newest text, without what is retracted."""
        text = self._texts[place]
        whole = self._stored(text, place, known, now, published=published)
        pairs = [
            (section, [one for one in section.items if (whole.id, one.key) not in self._retracted])
            for section in whole.sections
        ]
        left = [(section, items) for section, items in pairs if items or not section.items]
        kept = whole.model_copy(
            update={
                "sections": tuple(StoredSection(name=one.name, items=tuple(items)) for one, items in left),
                "items": sum(len(items) for _, items in left),
            }
        )
        self._digests[place] = kept
        shown = [Section(name=one.name, items=tuple(map(_plain, items))) for one, items in left]
        revision = text.model_copy(update={"sections": tuple(shown)})
        self._revisions[kept.id, kept.revision] = revision
        status = SaveStatus.REVISED if known else SaveStatus.CREATED
        if not kept.items:
            status = SaveStatus.EMPTY
        return Saved(status=status, digest_id=kept.id, revision=kept.revision)

    def _stored(
        self,
        digest: Digest,
        place: tuple[str, dt.date],
        known: StoredDigest | None,
        now: dt.datetime,
        *,
        published: bool,
    ) -> StoredDigest:
        publication, date = place
        number = known.id if known else len(self._digests) + 1
        position = 0
        sections = []
        for section in digest.sections:
            items = []
            for item in section.items:
                position += 1
                items.append(
                    StoredItem(
                        **dict(item),
                        # As in the real store a later day has the higher ids.
                        id=date.toordinal() * 10_000_000 + number * 1000 + 999 - position,
                        digest_id=number,
                        publication=publication,
                        digest_date=date,
                        section=section.name,
                        position=position,
                    )
                )
            sections.append(StoredSection(name=section.name, items=tuple(items)))
        return StoredDigest(
            id=number,
            publication=publication,
            publication_name=self._publications[publication].name,
            kind=digest.kind,
            date=date,
            title=digest.title,
            items=position,
            revision=known.revision + 1 if known else 1,
            revised_at=now,
            published_at=known.published_at if known else now if published else None,
            intro=digest.intro,
            byline=digest.byline,
            cover=digest.cover,
            sections=tuple(sections),
        )

    # --- reading ---

    async def publications(self) -> list[Publication]:
        return sorted(self._publications.values(), key=lambda publication: publication.slug)

    async def digest(
        self, date: dt.date | None = None, *, publication: str | None = None, drafts: bool = False
    ) -> StoredDigest | None:
        visible = [d for d in self._visible(publication, drafts) if d.items or date is not None]
        if date is not None:
            visible = [d for d in visible if d.date == date]
        return self._beside(visible[0], drafts) if visible else None

    def _beside(self, digest: StoredDigest, drafts: bool) -> StoredDigest:
        dates = [d.date for d in self._visible(digest.publication, drafts) if d.items]
        earlier = [date for date in dates if date < digest.date]
        later = [date for date in dates if date > digest.date]
        neighbours = {"previous": max(earlier, default=None), "next": min(later, default=None)}
        return digest.model_copy(update=neighbours)

    async def digest_by_id(self, digest_id: int) -> StoredDigest | None:
        return next((d for d in self._digests.values() if d.id == digest_id), None)

    async def editions(
        self,
        *,
        publication: str | None = None,
        before: dt.date | None = None,
        limit: int = 30,
        drafts: bool = False,
    ) -> list[Edition]:
        visible = [d for d in self._visible(publication, drafts) if before is None or d.date < before]
        last = visible[limit - 1].date if len(visible) >= limit else dt.date.min
        fields = Edition.model_fields
        return [Edition(**{name: getattr(d, name) for name in fields}) for d in visible if d.date >= last]

    async def item(self, item_id: int, *, drafts: bool = False) -> StoredItem | None:
        return next((item for item in self._items(None, drafts) if item.id == item_id), None)

    async def sections(self, *, publication: str | None = None, drafts: bool = False) -> list[SectionCount]:
        counts: Counter[str] = Counter()
        latest: dict[str, dt.date] = {}
        for item in self._items(publication, drafts):
            counts[item.section] += 1
            latest.setdefault(item.section, item.digest_date)
        return [SectionCount(name=n, items=c, latest=latest[n]) for n, c in counts.most_common()]

    async def section(
        self,
        name: str,
        *,
        publication: str | None = None,
        before: int | None = None,
        limit: int = 20,
        drafts: bool = False,
    ) -> list[StoredItem]:
        items = (item for item in self._items(publication, drafts) if item.section == name)
        return [item for item in items if before is None or item.id < before][:limit]

    async def search(self, query: SearchQuery) -> SearchPage:
        self.queries.append(query)
        found = [item for item in self._items(query.publication, query.drafts) if _fits(item, query)]
        start = (query.page - 1) * query.limit
        if query.before is not None:  # a key that is not ours begins anew: no query raises
            start = int(query.before) if re.fullmatch("[0-9]{1,9}", query.before) else 0
        end = start + query.limit
        return SearchPage(
            total=min(len(found), CAP),
            total_is_exact=len(found) <= CAP,
            hits=tuple(_hit(item) for item in found[start:end]),
            next=str(end) if end < len(found) else None,
            suggestion=None if found else self.suggestion,
        )

    async def suggest(self, query: SearchQuery) -> list[str]:
        self.queries.append(query)
        typed = normalise(query.text)
        aliases = [name for _, name in load_aliases().names() if typed and normalise(name).startswith(typed)]
        fits = query.model_copy(update={"text": typed or " "})
        titles = [
            item.title
            for item in self._items(query.publication, query.drafts)
            if _fits(item.model_copy(update={"subtitle": None, "body": ""}), fits) or not typed
        ]
        names = [name for name in aliases if normalise(name) != typed][:5]
        return list(dict.fromkeys([*names, *titles]))[: query.limit]

    async def backup(self, path: Path) -> None:
        raise NotImplementedError(path)

    async def jot(self, text: str) -> str:
        key = sha256(text.encode()).hexdigest()[:16]
        self._jottings[key] = text
        return key

    async def jotted(self, key: str) -> str | None:
        return self._jottings.get(key)

    def _visible(self, publication: str | None, drafts: bool) -> list[StoredDigest]:
        """The digests that a reader may see, newest first, of one date the daily first."""
        kept: Iterable[StoredDigest] = self._digests.values()
        seen = [d for d in kept if publication in {None, d.publication} and (drafts or d.published_at)]
        return sorted(seen, key=lambda d: (-d.date.toordinal(), RANK[d.kind], d.publication))

    def _items(self, publication: str | None, drafts: bool) -> Iterator[StoredItem]:
        items = [i for d in self._visible(publication, drafts) for s in d.sections for i in s.items]
        yield from sorted(items, key=lambda item: -item.id)


def _plain(item: StoredItem) -> Item:
    """The item without its place."""
    return Item.model_validate({name: getattr(item, name) for name in Item.model_fields})


def _fits(item: StoredItem, query: SearchQuery) -> bool:
    words = normalise(query.text).split()
    text = normalise(f"{item.title} {item.subtitle or ''} {item.body}")
    return (
        bool(words)
        and all(word in text for word in words)
        and query.section in {None, item.section}
        and (query.since is None or item.digest_date >= query.since)
        and (query.until is None or item.digest_date <= query.until)
    )


def _hit(item: StoredItem) -> Hit:
    return Hit(
        id=item.id,
        date=item.digest_date,
        publication=item.publication,
        section=item.section,
        title=item.title,
        snippet=item.body[:80],
        url=item.url,
    )
