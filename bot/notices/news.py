"""What this process has met and operators are to hear of."""

import datetime as dt
from typing import NamedTuple

from bot.delivery.models import Action, Claim, Dead, Doubtful, Gone, Moved, Outcome, Retry, Suspend
from bot.ingest import Ingested
from bot.models import Edition, SaveStatus, Target
from bot.notices.gathered import Gathered


class Issue(NamedTuple):
    """A digest that is to be, or is: its publication's slug and name, and its date."""

    slug: str
    name: str
    date: dt.date


def loss(target: Target) -> str:
    """Under which name the register knows that it was told of the target's loss."""
    return f"target {target.id} is lost"


class News:
    """Hears of it and keeps it until it is told; never waits for anything.

    A loss that ends before it was told is no news, nor is a platform that was down for so short a time.
    """

    def __init__(self) -> None:
        self.lost: Gathered[tuple[Target, str]] = Gathered()
        self.back: Gathered[Target] = Gathered()
        self.moved: Gathered[tuple[Target, str]] = Gathered()
        self.gone: Gathered[Claim] = Gathered()
        self.refused: Gathered[tuple[Claim, str]] = Gathered()
        self.unread: Gathered[Ingested] = Gathered()
        self.odd: Gathered[Ingested] = Gathered()
        self.missed: Gathered[Issue] = Gathered()
        """Digests that came too late to go out by themselves."""
        self.archived: Gathered[Issue] = Gathered()
        """Digests that came as an archive, of which it may have been told that they are late."""
        self.forsaken: Gathered[Issue] = Gathered()
        """Digests whose documents were deleted, or have another date now."""
        self.down: dict[str, str] = {}
        """Platforms that can't be used, with the reasons."""
        self.answering: set[str] = set()
        """Platforms that answer, since they did not or since the start: if that was told, they are back."""
        self.doubtful = True
        """Whether deliveries may be in doubt that nobody was asked about."""
        self._well: set[str] = set()

    def heard(self, claim: Claim, outcome: Outcome) -> None:
        """An outcome was written down."""
        match outcome:
            case Suspend():
                self.is_lost(claim.target, outcome.reason)
            case Moved():
                self.has_moved(claim.target, outcome.address)
            case Doubtful():
                self.doubtful = True
            case Gone() if claim.action is not Action.DELETE:
                self.gone.add(claim.id, claim)
            case Dead():
                self.refused.add(claim.id, (claim, outcome.reason))
        if not isinstance(outcome, Retry | Doubtful):
            self._answers(claim.target.platform)

    def is_lost(self, target: Target, reason: str) -> None:
        """A target can't be reached any more."""
        if not self.back.discard(target.id):
            self.lost.add(target.id, (target, reason))

    def is_back(self, target: Target) -> None:
        """A target can be reached again."""
        if not self.lost.discard(target.id):
            self.back.add(target.id, target)

    def has_moved(self, target: Target, address: str) -> None:
        """A target has another address."""
        self.moved.add(target.id, (target, address))

    def is_down(self, platform: str, reason: str) -> None:
        """A platform can't be used at all."""
        self.down.setdefault(platform, reason)
        self._well.discard(platform)
        self.answering.discard(platform)

    def _answers(self, platform: str) -> None:
        self.down.pop(platform, None)
        if platform not in self._well:
            self._well.add(platform)
            self.answering.add(platform)

    def has_missed(self, edition: Edition) -> None:
        """A digest stays in the archive, as its time is over."""
        issue = Issue(edition.publication, edition.publication_name, edition.date)
        self.missed.add(issue, issue)

    def arrived(self, result: Ingested, *, timely: bool) -> None:
        """A document was read. Of an archive it only matters that it was."""
        if result.status == "failed" or (timely and result.status is SaveStatus.EMPTY):
            self.unread.add(result, result)
        elif timely and result.warnings:
            self.odd.add(result, result)

    def is_forsaken(self, issue: Issue) -> None:
        """No document stands behind a digest any more."""
        self.forsaken.add(issue, issue)

    def came_late(self, issue: Issue) -> None:
        """A digest came as an archive."""
        self.archived.add(issue, issue)
