"""The frozen types that pass between the rooms, named by their stage.

Document (text) → Digest (read) → StoredDigest (kept); bot.delivery.models goes on from there.
"""

import datetime as dt
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, InstanceOf, StringConstraints

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=64)]
Kind = Literal["daily", "weekly", "monthly"]
Sort = Literal["relevance", "newest"]
Locale = Literal["zh-CN", "zh-TW", "en"]
Layout = Literal["full", "headlines", "summary+thread"]
Preview = Literal["cover", "first", "none"]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
CatchUp = Literal["skip", "latest", "all"]


class Frozen(BaseModel):
    """A value: equal by content, never changed after it was made."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


# --- documents ---


class Link(Frozen):
    """A link as the editor wrote it; `url` is http or https."""

    label: str
    url: str


class ParseWarning(Frozen):
    """What was odd in a document and how it was read all the same; `line` counts from 1."""

    line: int
    message: InstanceOf[str]  # a Sentence stays one


class Item(Frozen):
    """One piece of news. `body` is plain text, its paragraphs parted by a blank line.

    `url` is the main link as written; `links` holds every link of the item in order, `url` included.
    `key` identifies the item across revisions (bot.documents.identity).
    """

    key: str
    title: str
    subtitle: str | None = None
    body: str = ""
    url: str | None = None
    links: tuple[Link, ...] = ()
    images: tuple[str, ...] = ()
    date: dt.date | None = None


class Section(Frozen):
    """A named run of items, in the editor's order; the name may be empty where a document has none."""

    name: str
    items: tuple[Item, ...] = ()


class Digest(Frozen):
    """One parsed edition. `date` is None when neither the text nor the file name tells it.

    `cover` is the address of a picture for the whole edition.
    """

    kind: Kind
    date: dt.date | None
    title: str
    intro: str | None = None
    byline: str | None = None
    cover: str | None = None
    sections: tuple[Section, ...] = ()
    warnings: tuple[ParseWarning, ...] = ()

    @property
    def items(self) -> tuple[Item, ...]:
        """All items, section by section."""
        return tuple(item for section in self.sections for item in section.items)


# --- the archive ---


class Publication(Frozen):
    """A named series of digests, as the settings declare it.

    `source` is a folder, a glob, an https address with {date}, or a folder of a Git working copy. It goes
    out from `publish_at` on (None: midnight), on its `weekdays` (empty: any day), by the clocks of
    `timezone` (None: the desk's). A document that comes late goes out until `cut_off` (None: the end of
    the day). `catch_up` says which of the digests go out after an outage that went beyond that, if they are
    not older than `catch_up_days` (None: its own day, week, or month and the next). All of it is reckoned
    by bot.schedule.
    """

    slug: Slug
    name: str
    kind: Kind = "daily"
    source: str | None = None
    publish_at: dt.time | None = None
    weekdays: tuple[Weekday, ...] = ()
    timezone: str | None = None
    cut_off: dt.time | None = None
    catch_up: CatchUp = "latest"
    catch_up_days: Annotated[int, Field(ge=1, le=366)] | None = None


class ItemDiff(Frozen):
    """What a revision changed, by item key, in the order of the new (or, for removed, the old) text."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


class SaveStatus(StrEnum):
    """What saving a digest came to; EMPTY is a digest without items (kept, nothing to publish)."""

    CREATED = "created"
    UNCHANGED = "unchanged"
    REVISED = "revised"
    EMPTY = "empty"


class Saved(Frozen):
    """The outcome of saving; `revision` counts from 1. `diff` is empty unless REVISED."""

    status: SaveStatus
    digest_id: int
    revision: int
    diff: ItemDiff = ItemDiff()


class StoredItem(Item):
    """An item with its place in the archive. `id` is for ever; `position` counts from 1 in the digest."""

    id: int
    digest_id: int
    publication: str
    digest_date: dt.date
    section: str
    position: int


class StoredSection(Frozen):
    """A section of a stored digest."""

    name: str
    items: tuple[StoredItem, ...]


class Edition(Frozen):
    """A stored digest without its items: a line in a list of editions.

    `revised_at` is when the newest revision was saved; `published_at` None is a draft.
    """

    id: int
    publication: str
    publication_name: str
    kind: Kind
    date: dt.date
    title: str
    items: int
    revision: int
    revised_at: dt.datetime
    published_at: dt.datetime | None


class StoredDigest(Edition):
    """A stored digest with all that it holds. `previous` and `next` are dates in the same publication."""

    intro: str | None
    byline: str | None
    cover: str | None = None
    sections: tuple[StoredSection, ...]
    previous: dt.date | None = None
    next: dt.date | None = None


class SectionCount(Frozen):
    """A section name of the archive with the number of its items and the newest digest that has it."""

    name: str
    items: int
    latest: dt.date


# --- search ---


class SearchQuery(Frozen):
    """What a reader looks for. `since` and `until` are inclusive digest dates.

    Pages are keyed: `before` is the `next` of the page before (None: the first page). `page` counts
    from 1 and is for those who can only name a number; it is ignored where `before` is given.
    """

    text: str
    publication: str | None = None
    section: str | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    sort: Sort = "relevance"
    limit: Annotated[int, Field(ge=1, le=100)] = 10
    page: Annotated[int, Field(ge=1)] = 1
    before: str | None = None
    drafts: bool = False


Span = tuple[int, int]


class Hit(Frozen):
    """One found item. Spans are (start, end) offsets into `title` and `snippet`, ascending, disjoint."""

    id: int
    date: dt.date
    publication: str
    section: str
    title: str
    title_spans: tuple[Span, ...] = ()
    snippet: str
    snippet_spans: tuple[Span, ...] = ()
    url: str | None


class SearchPage(Frozen):
    """A page of hits. `total` is exact up to the cap (`total_is_exact`); `next` fetches the next page."""

    total: int
    total_is_exact: bool
    hits: tuple[Hit, ...] = ()
    next: str | None = None
    suggestion: str | None = None


# --- targets ---


class Policy(Frozen):
    """How a target wants its digests. Empty tuples mean: all of them.

    `layout`: everything, a list of headlines, or a list with the sections as replies under it.
    `preview`: of which link the platform may show a preview; the digest's cover, the first item's, none.
    `silent` posts make no sound; `pin` pins the first part and lets go of the digest before.
    `publish_at`: the target's own hour, in `timezone` (a name of the IANA; None: the desk's); None: as soon
    as it is published. `weekdays`: the days of that zone on which it receives (empty: any). `quiet_hours`:
    from the first to the second, by that zone's clocks, nothing new is posted. `role` is the Discord role
    whose members are notified; `embeds`: the older look of Discord instead of cards. `watch`: words of which
    the target is told beside the digest, item by item, when they appear; with `digests` False that is all
    it receives.
    """

    publications: tuple[str, ...] = ()
    digests: bool = True
    sections: tuple[str, ...] = ()
    without_sections: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    without_keywords: tuple[str, ...] = ()
    watch: tuple[str, ...] = ()
    layout: Layout = "full"
    silent: bool = False
    pin: bool = False
    preview: Preview = "cover"
    locale: Locale = "zh-CN"
    publish_at: dt.time | None = None
    timezone: str | None = None
    weekdays: tuple[Weekday, ...] = ()
    quiet_hours: tuple[dt.time, dt.time] | None = None
    role: str | None = None
    embeds: bool = False


NOT_DECLARED = "the settings no longer name it"
"""Why a target is suspended that was taken out of the settings: the operator's own doing, no trouble."""
UNSUBSCRIBED = "unsubscribed in the chat"
"""Why a target is suspended whose chat wants no more: its admins' own doing, no trouble."""
PAUSED = "paused by an operator"
"""Why a target is suspended for a while: what is due waits, and only an operator's word resumes it."""
GIVEN_UP = frozenset({NOT_DECLARED, UNSUBSCRIBED})
"""Reasons of people who want nothing more. With every other one what is due waits there."""


class Target(Frozen):
    """One place that receives. `id` is the store's; `suspended` tells why nothing is sent there.

    `title` is what people call it, as far as its platform has told. `mark` is the platform's own note.
    """

    id: int
    platform: str
    address: str
    policy: Policy = Policy()
    suspended: str | None = None
    title: str | None = None
    mark: str | None = None

    @property
    def name(self) -> str:
        """As `--target` calls it."""
        return f"{self.platform}:{self.address}"

    @property
    def label(self) -> str:
        """As people find it: its title, and its name."""
        return f"{self.title} ({self.name})" if self.title else self.name

    @property
    def given_up(self) -> bool:
        """Whether people took it out of service: nothing new is planned there."""
        return self.suspended in GIVEN_UP

    @property
    def is_lost(self) -> bool:
        """Whether its platform has it out of service, until it can be reached again."""
        return self.suspended is not None and self.suspended != PAUSED and not self.given_up
