"""The frozen types of delivery: Part (rendered) → Claim (held) → Outcome (settled) → Ledger."""

import datetime as dt
from enum import StrEnum
from typing import Any

from bot.models import Frozen, Policy, Target


class Part(Frozen):
    """One rendered message: JSON that its own platform understands."""

    content: dict[str, Any]


class DeliveryState(StrEnum):
    """Where a delivery stands; POSTED, DEAD, CANCELLED are final until the plan wants something else."""

    PENDING = "pending"
    SENDING = "sending"
    POSTED = "posted"
    UNKNOWN = "unknown"
    DEAD = "dead"
    CANCELLED = "cancelled"


class Scope(StrEnum):
    """Whom a plan speaks for.

    SOME: the named targets alone; the others are still owed the digest or its correction.
    STANDING: all that have the digest; its revision is seen.
    ALL: everybody whom the digest concerns; its hour is over too.
    """

    SOME = "some"
    STANDING = "standing"
    ALL = "all"


class Alike(Frozen):
    """Targets of a platform that share a policy: whatever is rendered for one of them serves all."""

    platform: str
    policy: Policy
    target_ids: tuple[int, ...]


class Admission(Frozen):
    """A target as it comes from another archive, with what people and its platform have settled for it."""

    platform: str
    address: str
    policy: Policy
    title: str | None = None
    suspended: str | None = None


class DesiredParts(Frozen):
    """What these targets are to show of one digest: payloads in order. An empty tuple takes it down."""

    target_ids: tuple[int, ...]
    parts: tuple[Part, ...]


class Planned(Frozen):
    """What a plan changed in the ledger. All zero: everything already stood as desired."""

    sends: int = 0
    edits: int = 0
    deletions: int = 0
    generation: int = 0

    @property
    def changes(self) -> int:
        """How many deliveries the outbox now has to settle for this plan."""
        return self.sends + self.edits + self.deletions


class Receipt(Frozen):
    """The platform's own id of a post."""

    message_id: str


class Action(StrEnum):
    """What a claimed delivery needs, told from what is desired and what stands."""

    SEND = "send"
    EDIT = "edit"
    DELETE = "delete"


EARLIEST = dt.datetime.min.replace(tzinfo=dt.UTC)


class Claim(Frozen):
    """A delivery held under a lease. `token` proves the hold: settling with a stale one does nothing.

    `interrupted` is true when an earlier hold ran out without being settled, or was settled as
    interrupted: what it asked of the platform may or may not have happened. `generation` counts from 1,
    `part` from 0. `sends` counts the posts that this delivery has had before (they were deleted or lost);
    `key` is the same in every attempt at the same send, and in no other. `begun`: the moment of the first
    attempt at this send, so that what it may have left is no older. `ledger` tells this ledger from others,
    such as one that was begun anew: they number their deliveries alike.
    """

    id: int
    token: str
    action: Action
    target: Target
    digest_id: int
    generation: int
    part: int
    content: dict[str, Any] | None
    receipt: Receipt | None
    attempts: int
    interrupted: bool
    sends: int = 0
    begun: dt.datetime = EARLIEST
    ledger: str = ""

    @property
    def key(self) -> str:
        """A short name of this delivery, fit for a nonce: at most 25 characters."""
        return f"{self.ledger}.{self.id:x}.{self.generation}.{self.sends}"


class Posted(Frozen):
    """Outcome: the platform shows what was claimed."""

    receipt: Receipt


class Deleted(Frozen):
    """Outcome: the post is gone, as desired."""


class Misplaced(Frozen):
    """Outcome: the post stands where what it should show has no place: delete it, then send it anew."""

    reason: str = ""


class Retry(Frozen):
    """Outcome: not done; claim it again at `at`.

    `interrupted` false: the send is known not to have happened. True: it may have, and the next claim
    says so, that the platform is asked before anything is sent again.
    """

    at: dt.datetime
    reason: str
    interrupted: bool = False


class Doubtful(Frozen):
    """Outcome: nobody can tell whether it stands; an admin must say."""

    reason: str


class Dead(Frozen):
    """Outcome: never to be tried again as it is."""

    reason: str


class Suspend(Frozen):
    """Outcome: the target is lost; suspend it with the reason, the delivery waits with it.

    `interrupted`: as in Retry, for the time when the target is back.
    """

    reason: str
    interrupted: bool = False


class Gone(Frozen):
    """Outcome: the post that stood is no longer there; forget its receipt and the delivery is dead."""

    reason: str


class Moved(Frozen):
    """Outcome: not done; the target has another address, the delivery is due there at once."""

    address: str
    reason: str
    interrupted: bool = False


Outcome = Posted | Deleted | Misplaced | Retry | Doubtful | Dead | Suspend | Gone | Moved


class Post(Frozen):
    """A part that stands in a target, with the platform's id of it."""

    digest_id: int
    generation: int
    part: int
    receipt: Receipt


class Doubt(Frozen):
    """A delivery of which nobody can tell, since then, whether it stands: an admin is asked."""

    delivery_id: int
    target: Target
    digest_id: int
    generation: int
    part: int
    reason: str
    since: dt.datetime


class Failure(Frozen):
    """A part that did not come to stand as desired in the target, or of which nobody can tell."""

    target: Target
    part: int
    reason: str


class LedgerLine(Frozen):
    """The ledger of one target: deliveries by state, the newest trouble in words, when it is due again."""

    target: Target
    states: dict[DeliveryState, int]
    last_settled_at: dt.datetime | None = None
    last_error: str | None = None
    next_attempt_at: dt.datetime | None = None


class DigestLine(Frozen):
    """The ledger of one digest in one target: the deliveries of its newest generation by state."""

    digest_id: int
    publication: str
    date: dt.date
    generation: int
    states: dict[DeliveryState, int]
    error: str | None = None


class Progress(Frozen):
    """How far a digest's plans are that nobody has been told of, counted in targets.

    `began`: when the first of these plans was made. `ended`: when the last delivery of them was settled,
    None while some wait that will be tried again. `told_revision` and `told_generation`: those that were
    told last, 0 where nothing was; `revision` and `generation`: those that were planned since.
    `posted`: targets where all stands as desired; `failed`: where a part is dead or in doubt; `waiting`: the
    others, those that are suspended among them. `edited`: targets where what stood before was changed.
    `plan` numbers the newest of these plans.
    """

    digest_id: int
    plan: int = 0
    began: dt.datetime
    ended: dt.datetime | None
    revision: int
    told_revision: int
    generation: int
    told_generation: int
    posted: int
    failed: int
    waiting: int
    edited: int = 0


class Backlog(Frozen):
    """What waits on one platform: targets in service and suspended, deliveries due, since when the oldest."""

    platform: str
    receiving: int
    suspended: int
    waiting: int
    oldest: dt.datetime | None
    in_doubt: int
