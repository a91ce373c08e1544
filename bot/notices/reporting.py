"""Reports on digests, in words; pure."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bot.commands.blocks import LISTED, answered, button, heading, listed, note, plain
from bot.commands.doubts import part_of
from bot.commands.models import Block, Reply
from bot.delivery.models import Failure, Progress
from bot.locales import Catalogue
from bot.models import StoredDigest
from bot.notices.changes import Changes, lines

PUBLISHED, CORRECTED, WITHDRAWN = "published", "corrected", "withdrawn"


class Outcome(NamedTuple):
    """How far a digest is, what its posts were changed in, and why some failed."""

    digest: StoredDigest
    progress: Progress
    changes: Changes = Changes()
    failures: Sequence[Failure] = ()

    @property
    def concerned(self) -> int:
        """How many targets it is about."""
        return self.progress.posted + self.progress.failed + self.progress.waiting


def report(say: Catalogue, kind: str, outcomes: Sequence[Outcome], *, today: dt.date) -> Reply:
    """All that there is to tell of a kind, in one message."""
    blocks: list[Block] = [heading(_title(say, kind))]
    for outcome in outcomes[:LISTED]:
        blocks += _told(say, kind, outcome, today, LISTED if len(outcomes) == 1 else LISTED // 2)
    if (more := len(outcomes) - LISTED) > 0:
        blocks.append(note(say("… and {n} more", n=more)))
    blocks += map(note, _advice(say, outcomes))
    buttons = [button(say("All targets"), "status", "all")]
    if any(outcome.progress.failed for outcome in outcomes):
        buttons.append(button(say("Try again"), "retry", "all"))
    return answered(blocks, [tuple(buttons)])


def _title(say: Catalogue, kind: str) -> str:
    match kind:
        case "corrected":
            return say("Corrected")
        case "withdrawn":
            return say("Taken down")
    return say("Published")


def _told(say: Catalogue, kind: str, outcome: Outcome, today: dt.date, most: int) -> Iterator[Block]:
    """One digest: the count, what changed, why some failed."""
    digest, progress = outcome.digest, outcome.progress
    yield plain(_count(say, kind, outcome, today))
    changed = lines(say, outcome.changes)
    yield from listed(say, changed[:most], max(len(changed) - most, 0))
    failed = [
        say(
            "{name}: {reason}", name=part_of(say, one.target, digest, one.part), reason=say.reason(one.reason)
        )
        for one in outcome.failures
    ]
    left = progress.failed - len({one.target.id for one in outcome.failures[:most]})
    yield from listed(say, failed[:most], max(left, 0) if failed else 0)


def _count(say: Catalogue, kind: str, outcome: Outcome, today: dt.date) -> str:
    """So many of so many, and how long it took."""
    digest, progress = outcome.digest, outcome.progress
    values: dict[str, object] = {
        "digest": say(
            "{publication}, {date}", publication=digest.publication_name, date=say.day(digest.date, today)
        ),
        "done": progress.posted,
        "all": outcome.concerned,
    }
    match kind:
        case "withdrawn":
            told = say("{digest}: taken down in {done}/{all} targets", **values)
        case "corrected" if outcome.changes.takes_back:
            told = say("{digest}: items taken back in {done}/{all} targets", **values)
        case "corrected":
            told = say("{digest}: changed in {done}/{all} targets", **values)
        case _ if progress.told_generation:
            told = say("{digest}: published again, in {done}/{all} targets", **values)
        case _:
            told = say("{digest}: published to {done}/{all} targets", **values)
    more = []
    if progress.ended is not None:
        more.append(say("it took {time}", time=lasting(say, progress.ended - progress.began)))
    if progress.failed:
        more.append(say.counted("{n} target failed", "{n} targets failed", progress.failed))
    if progress.waiting:
        more.append(say.counted("{n} target waits", "{n} targets wait", progress.waiting))
    for remark in more:
        told = say("{told}, {remark}", told=told, remark=remark)
    return told


def _advice(say: Catalogue, outcomes: Sequence[Outcome]) -> Iterator[str]:
    if any(outcome.progress.waiting for outcome in outcomes):
        yield say(
            "What waits is sent by itself: when the platform answers, or the target is back in service."
        )
    if any(outcome.progress.failed for outcome in outcomes):
        yield say("What failed is not tried again by itself: mend the reason, then try again or correct it.")


def lasting(say: Catalogue, span: dt.timedelta) -> str:
    """A span of time in its two greatest units; at least a second."""
    seconds = max(round(span.total_seconds()), 1)
    if seconds < 60:
        return say("{s} s", s=seconds)
    if seconds < 3600:
        return say("{m} min {s} s", m=seconds // 60, s=seconds % 60)
    return say("{h} h {m} min", h=seconds // 3600, m=seconds % 3600 // 60)
