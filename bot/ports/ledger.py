"""The ledger: who receives, what is to stand where, and what became of it."""

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Protocol

from bot.delivery.models import (
    Admission,
    Alike,
    Backlog,
    Claim,
    DesiredParts,
    DigestLine,
    Doubt,
    Failure,
    LedgerLine,
    Outcome,
    Part,
    Planned,
    Post,
    Progress,
    Scope,
)
from bot.models import Edition, Policy, Target


class Ledger(Protocol):
    """Targets, payloads and deliveries."""

    async def declare_target(self, platform: str, address: str, policy: Policy) -> Target:
        """Add the target, or give it this policy; a suspension stays."""

    async def change_target(
        self, platform: str, address: str, change: Callable[[Policy | None], Policy]
    ) -> Target:
        """Give the target what `change` makes of its newest policy, None where there is no such target yet.

        In one transaction: of two who change it at once neither undoes the other's. `change` is pure, and an
        error of its own leaves all as it is.
        """

    async def declare_targets(self, declared: Sequence[tuple[str, str, Policy]]) -> None:
        """The settings name these, as (platform, address, policy), and no others.

        Adds or updates them; one that an earlier call named and this one does not is suspended, and
        resumed when it is named again.
        """

    async def admit_targets(self, admitted: Sequence[Admission]) -> None:
        """Add these targets, or make those that are there like them, in ONE transaction.

        A target that is suspended here stays so, with its own reason; so does a title that is not told.
        Whether the settings name a target is not changed.
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
        unasked: bool = False,
    ) -> Planned:
        """Write, in ONE transaction, what these targets are to show of this digest, and mark it published.

        `revision` is the one that `desired` was rendered from; `scope` tells whether with it the revision
        is seen (`outdated`) and the digest released (`unreleased`).
        `generation` None amends the newest generation of each target (or begins the first); a number
        above it posts anew. Targets that are not named stay as they are. A part whose payload already
        is desired is left alone; a part that no longer is desired is deleted if it stands, cancelled if
        it was never sent. Payloads are stored once by hash. `unasked`: by the clock, at no person's word; a
        digest that was withdrawn meanwhile stays so, and nothing is planned.
        """

    async def withdraw(self, digest_id: int, *, now: dt.datetime, generation: int | None = None) -> Planned:
        """Take what stands of the digest down, and cancel what was not sent, in ONE transaction.

        A generation: its posts alone, and the digest stays published. None: all of them; the digest is a
        draft again, which readers do not see and which goes out by a person's word only (`plan`).
        """

    async def last_published(self, *, since: dt.datetime) -> tuple[int, int] | None:
        """The digest and the generation that were posted last to a chat that did not have them.

        None where some of their posts may be older than `since`: targets have hours and days of their own.
        Corrections do not count.
        """

    async def retry(self, target_ids: Sequence[int] | None = None, *, now: dt.datetime) -> int:
        """Try at once what waits for another attempt, and once more what is dead; in these targets or in all.

        Returns how many deliveries that are. What is in doubt stays so, and so do suspensions.
        """

    async def waiting(self, target_id: int) -> list[int]:
        """Ids of the digests of which something waits in the target that was never sent there."""

    async def drop(self, target_id: int, digest_ids: Collection[int], *, now: dt.datetime) -> int:
        """Cancel what of these digests was never sent to the target; returns how many deliveries."""

    async def progress(self, *, patient: dt.datetime | None = None) -> list[Progress]:
        """How it stands with each digest whose plans changed something since they were last told.

        Those that began after `patient` are left out until they have ended: of 100,000 targets that are still
        being sent to, nobody need count each time how many are done.
        """

    async def told(self, progress: Progress) -> bool:
        """Whether the caller is to tell this progress; from now on it was told. False: somebody else does."""

    async def failures(self, digest_id: int, *, limit: int) -> list[Failure]:
        """What of the digest is dead or in doubt in chats, the newest first; at most so many."""

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

    async def backlog(self) -> list[Backlog]:
        """What waits on each platform that has targets, by name; suspended targets' deliveries left out."""

    async def doubts(self) -> list[Doubt]:
        """The deliveries that are `unknown`, oldest first."""

    async def resolve(self, delivery_id: int, *, stands: bool, now: dt.datetime) -> bool:
        """An admin has looked: it stands (though nobody knows its receipt), or it is to be sent again.

        False if the delivery is not in doubt (any more). A part that stands without a receipt can't be
        edited or deleted: the ledger has an empty message id for it.
        """

    async def ledger(self, target_ids: Sequence[int] | None = None) -> list[LedgerLine]:
        """One line a target, by id; of these targets, or of all."""

    async def find_targets(
        self, words: str = "", *, limit: int, offset: int = 0
    ) -> tuple[Sequence[Target], int]:
        """Some of the targets in whose name or title the words stand, and how many there are.

        Those that are suspended come first, those that were given up last; the letters' case is nothing.
        """

    async def digest_lines(self, target_id: int, *, limit: int) -> list[DigestLine]:
        """How it stands in the target with the newest of the digests that were planned to it."""

    async def reach(self, digest_id: int) -> int:
        """In how many targets something of the digest stands, or is on its way."""
