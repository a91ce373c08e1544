"""What the core asks of the world: a Store that remembers and Platforms that show.

Times are aware UTC datetimes and always arguments: neither a store nor a platform reads the clock.
A new Store method needs a contract test (tests/contract), which runs on each engine.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from bot.delivery.models import (
    Alike,
    Claim,
    DesiredParts,
    Doubt,
    LedgerLine,
    Outcome,
    Part,
    Planned,
    Post,
    Receipt,
    Scope,
)
from bot.models import (
    Digest,
    Edition,
    Policy,
    Publication,
    Saved,
    SearchPage,
    SearchQuery,
    SectionCount,
    StoredDigest,
    StoredItem,
    Target,
)

if TYPE_CHECKING:  # the commands import this file
    from bot.commands.models import Reply


class Archive(Protocol):
    """Digests and items. Readers see what is published; `drafts=True` shows the rest as well."""

    async def declare_publications(self, publications: Sequence[Publication]) -> None:
        """Add or update these by slug; publications that are not named stay as they are."""

    async def publications(self) -> list[Publication]:
        """All publications, by slug."""

    async def save(
        self, digest: Digest, *, publication: str, text_hash: str, now: dt.datetime, published: bool = False
    ) -> Saved:
        """Keep `digest` as the edition of `publication` on its date, in one transaction.

        The same `text_hash` as the newest revision changes nothing. A different one makes a revision;
        items keep their id by key. `published` marks a new digest as published at once (an archive that
        is imported). Raises UsageError for an unknown publication or a digest without date. Two
        processes saving at once are serialised; nothing is lost.
        """

    async def digest(
        self, date: dt.date | None = None, *, publication: str | None = None, drafts: bool = False
    ) -> StoredDigest | None:
        """The digest of that date, or the newest one with items; of any publication when none is named.

        Among several of one date a daily comes before a weekly before a monthly.
        """

    async def digest_by_id(self, digest_id: int) -> StoredDigest | None:
        """That digest, published or not."""

    async def editions(
        self,
        *,
        publication: str | None = None,
        before: dt.date | None = None,
        limit: int = 30,
        drafts: bool = False,
    ) -> list[Edition]:
        """Editions dated before `before`, newest first.

        `limit` of them, at least 1, and all others of the last one's date: a page that begins before that
        date leaves none out.
        """

    async def item(self, item_id: int, *, drafts: bool = False) -> StoredItem | None:
        """That item, if it still stands in its digest."""

    async def sections(self, *, publication: str | None = None, drafts: bool = False) -> list[SectionCount]:
        """The section names of the archive, the most used first."""

    async def section(
        self,
        name: str,
        *,
        publication: str | None = None,
        before: int | None = None,
        limit: int = 20,
        drafts: bool = False,
    ) -> list[StoredItem]:
        """Items of the section with exactly this name, newest first, with ids below `before`."""

    async def search(self, query: SearchQuery) -> SearchPage:
        """Find items. Any text is a valid query: none raises, none scans the archive."""

    async def suggest(self, query: SearchQuery) -> list[str]:
        """What a search may become: names of the table of aliases that begin so, then titles.

        The titles are the newest that hold all the words within the filters, the last word perhaps not
        finished; without words the newest of all. `sort` and pages mean nothing. At most `limit`, each once.
        Any text is valid, and one indexed query answers it.
        """

    async def backup(self, path: Path) -> None:
        """Write a consistent copy to `path` while others read and write. Raises StoreError."""

    async def jot(self, text: str) -> str:
        """Keep a short text, such as what a button has no room for; its key is at most 16 of [A-Za-z0-9_-].

        The same text has the same key, in every process.
        """

    async def jotted(self, key: str) -> str | None:
        """The text of that key, None if there is none."""


class Ledger(Protocol):
    """Targets, payloads and deliveries."""

    async def declare_target(self, platform: str, address: str, policy: Policy) -> Target:
        """Add the target, or give it this policy; a suspension stays."""

    async def declare_targets(self, declared: Sequence[tuple[str, str, Policy]]) -> None:
        """The settings name these, as (platform, address, policy), and no others.

        Adds or updates them; one that an earlier call named and this one does not is suspended, and
        resumed when it is named again.
        """

    async def targets(self, *, platform: str | None = None, suspended: bool = True) -> list[Target]:
        """Targets by id."""

    async def alike(self, *, planned: int | None = None) -> list[Alike]:
        """All targets that were not given up, by platform and policy: what planning for 100,000 needs.

        `planned`: those that have deliveries of this digest, given up or not, for its correction.
        """

    async def targets_at(self, platform: str, addresses: Sequence[str]) -> list[Target]:
        """The targets with one of these addresses, by id."""

    async def title_targets(self, titles: Mapping[int, str]) -> None:
        """Keep what people call these targets, by id."""

    async def mark_target(self, target_id: int, mark: str) -> None:
        """Keep a note of the platform's own about the target, instead of the one before."""

    async def suspend_target(self, target_id: int, reason: str) -> None:
        """Send nothing there until it is resumed; its settings and what waits are kept."""

    async def resume_target(self, target_id: int) -> None:
        """Lift a suspension; what waited is sent again."""

    async def move_target(self, target_id: int, address: str) -> None:
        """The target is at another address from now on, with all that it has.

        A target that has that address already stays, and the moved one is suspended with the reason.
        """

    async def plan(
        self,
        digest_id: int,
        desired: Sequence[DesiredParts],
        *,
        now: dt.datetime,
        revision: int,
        scope: Scope = Scope.ALL,
        generation: int | None = None,
    ) -> Planned:
        """Write, in ONE transaction, what these targets are to show of this digest, and mark it published.

        `revision` is the one that `desired` was rendered from; `scope` tells whether with it the revision
        is seen (`outdated`) and the digest released (`unreleased`).
        `generation` None amends the newest generation of each target (or begins the first); a number
        above it posts anew. Targets that are not named stay as they are. A part whose payload already
        is desired is left alone; a part that no longer is desired is deleted if it stands, cancelled if
        it was never sent. Payloads are stored once by hash.
        """

    async def unreleased(self, publication: str) -> list[Edition]:
        """Editions with items that were neither planned to everybody (Scope.ALL) nor came as an archive.

        Oldest first; drafts, and digests that were published to some targets before their hour.
        """

    async def outdated(self, limit: int = 100) -> list[int]:
        """Ids of published digests with a revision that no plan has seen: corrections first, then newest."""

    async def planned_targets(self, digest_id: int) -> list[int]:
        """Ids of the targets that have deliveries of this digest."""

    async def generation(self, digest_id: int) -> int:
        """The newest generation of the digest, 0 before its first plan."""

    async def claim(self, room: Mapping[str, int], *, now: dt.datetime, lease: dt.timedelta) -> list[Claim]:
        """Hold deliveries that are due, so many a platform: of each target its oldest unsettled one only.

        A delivery held by a live lease, or a suspended target, gives nothing. Two processes never hold
        the same delivery.
        """

    async def settle(self, settled: Sequence[tuple[Claim, Outcome]], *, now: dt.datetime) -> list[bool]:
        """Write what became of these claims, in one transaction.

        False for a hold that had run out and that somebody else has: nothing is written of it.
        """

    async def next_due(self, platforms: Sequence[str]) -> dt.datetime | None:
        """When the next claim can bring something: the earliest retry time or lease end; None: never."""

    async def standing(self, target_id: int, digest_id: int) -> list[Part]:
        """The payloads that stand in the target for the newest posted generation of the digest, in order."""

    async def posts(self, target_id: int, digest_id: int) -> list[Post]:
        """What stands in the target of this digest and the 400 newest others, the newest delivery first."""

    async def doubts(self) -> list[Doubt]:
        """The deliveries that are `unknown`, oldest first."""

    async def resolve(self, delivery_id: int, *, stands: bool, now: dt.datetime) -> bool:
        """An admin has looked: it stands (though nobody knows its receipt), or it is to be sent again.

        False if the delivery is not in doubt (any more). A part that stands without a receipt can't be
        edited or deleted: the ledger has an empty message id for it.
        """

    async def ledger(self, target_ids: Sequence[int] | None = None) -> list[LedgerLine]:
        """One line a target, by id; of these targets, or of all."""


class Store(Archive, Ledger, Protocol):
    """An archive and a ledger in one database. Every method may raise StoreError."""

    async def close(self) -> None:
        """Let go of the database; the store can't be used afterwards."""


class Platform(Protocol):
    """A place where digests are shown and commands are asked: Telegram, Discord, the web page."""

    name: str
    keeps_archive: bool
    """True where readers come by themselves (the web page): an imported archive may be planned to it."""

    def render(self, digest: StoredDigest, policy: Policy) -> tuple[Part, ...]:
        """Lay the digest out as parts; pure and deterministic. Nothing left by the policy: no parts."""

    def room(self) -> int:
        """How many claims it could begin just now; the outbox has its own bound as well.

        What would only stand in line is better not claimed: if the process dies, nobody can tell a send
        that waited from one that was made.
        """

    async def send(self, claim: Claim) -> Receipt:
        """Post the claim's content. Raises DeliveryError; the library's own errors never come through."""

    async def edit(self, claim: Claim) -> Receipt | None:
        """Make the post of the claim's receipt show its content; a post that already does is success.

        None: it stands where the content has no place: it is to be taken away, and sent anew.
        """

    async def delete(self, claim: Claim) -> None:
        """Take the post of the claim's receipt away; one that is already gone is success."""

    async def recover(self, claim: Claim) -> Receipt | None:
        """After an interrupted or ambiguous send: the receipt if the post stands, None if it surely does not.

        Raises Ambiguous where the platform can't tell.
        """

    async def serve(self) -> None:
        """Answer readers until cancelled."""

    async def tell(self, actor: str, reply: "Reply") -> None:
        """Say this to an operator in private, unasked; `actor` is `platform:number`. Raises DeliveryError."""

    async def close(self) -> None:
        """Let go of connections; called once, after `serve` was cancelled."""
