"""A document that was handed in: what is asked and said of it, the same on every platform."""

from pathlib import Path

from bot import submit
from bot.commands import acts
from bot.commands.blocks import answered, heading, note, plain
from bot.commands.models import Block, Reply
from bot.desk import Desk
from bot.documents.source import LIMIT
from bot.errors import UsageError
from bot.locales import Catalogue, message
from bot.models import SaveStatus
from bot.records import Act
from bot.schedule import Timing, window, zone_of
from bot.sources.files import SUFFIXES
from bot.submission import Submission
from bot.submit import Fate, Kept, Sent

WARNINGS = 10
PUBLISH, KEEP, DISCARD = "p", "h", "d"
"""What an operator can decide."""
RESERVED = message(
    "Only Ribao's operators hand in digests: the accounts that its settings file names as admins."
)
HASH = 16
"""Characters of a text's hash that stand in a button: enough to notice another text."""


def check_file(name: str, size: int, say: Catalogue) -> None:
    """Raises UsageError for a file that is no text of ours by its name, or too large."""
    if Path(name).suffix.lower() not in SUFFIXES:
        raise UsageError(
            say("{name} is no text that I read: send the digest as .md, .markdown or .txt.", name=name)
        )
    if size > LIMIT:
        raise UsageError(say("{name} is larger than 5 MB; a digest is a text of some kilobytes.", name=name))


def choices(submission: Submission, desk: Desk, say: Catalogue) -> tuple[tuple[str, str], ...]:
    """The labels of what can be decided, each with what it means."""
    return (
        (say("Publish now"), PUBLISH),
        (hour(submission, desk, say), KEEP),
        (say("Discard"), DISCARD),
    )


async def decided(
    desk: Desk, submission: Submission, what: str, behind: str, say: Catalogue, *, actor: str, place: str = ""
) -> Reply:
    """Publish or keep it, and what came of that. Raises RibaoError.

    `behind` is the beginning of the hash of the text that was shown. `actor` is who decided, at `place`.
    """
    if submission.text_hash[:HASH] != behind:
        raise UsageError(say("The document has changed since; send it again."))
    taken = await submit.keep(desk, submission)
    act = Act(
        at=desk.clock(),
        actor=actor,
        command="submit",
        argument=submission.name,
        place=place,
        result=acts.act(
            acts.PUBLISHED if what == PUBLISH else acts.HANDED_IN,
            f"{submission.date} {submission.publication.slug}",
            submission.status.value,
        ),
    )
    if what == PUBLISH:
        sent = await submit.send(desk, taken)
        await desk.note(act)
        return published(submission, taken, sent, desk, say)
    await desk.note(act)
    fate = await submit.fate(desk, submission.publication, submission.date)
    return kept(submission, taken, fate, desk, say)


def question(submission: Submission, say: Catalogue) -> Reply:
    """What the document is, what it would change, and what was odd in it."""
    digest = submission.digest
    items = say.counted("{n} item", "{n} items", len(digest.items))
    sections = say.counted("{n} section", "{n} sections", len(digest.sections))
    blocks: list[Block] = [
        _title(submission, say),
        plain(say("{items} in {sections}", items=items, sections=sections)),
        plain(_novelty(submission, say)),
    ]
    if submission.timing is Timing.OVER:
        blocks.append(plain(say("By its date it is an archive: it goes to no chat by itself.")))
    found = digest.warnings
    blocks += [
        note(say("Line {line}: {message}", line=warning.line, message=say.sentence(warning.message)))
        for warning in found[:WARNINGS]
    ]
    if (more := len(found) - WARNINGS) > 0:
        blocks.append(note(say("… and {n} more", n=more)))
    return answered(blocks)


def hour(submission: Submission, desk: Desk, say: Catalogue) -> str:
    """The label of the button that leaves the digest to its hour."""
    if submission.timing is Timing.OVER:
        return say("Keep in the archive")
    is_out = submission.stands is not None and submission.stands.published_at is not None
    if is_out or submission.timing is not Timing.EARLY:
        return say("As scheduled (at once)")
    return say("At its hour ({time})", time=_time(submission, desk, say))


def discarded(say: Catalogue) -> Reply:
    """Nothing was done."""
    return answered([plain(say("Discarded: nothing was kept of it."))])


def published(submission: Submission, kept: Kept, sent: Sent, desk: Desk, say: Catalogue) -> Reply:
    """It was planned to all targets that can receive it."""
    if sent.able == 0:
        told = say("No target can receive it yet: subscribe one, or look at /status.")
    elif sent.planned.changes == 0:
        told = say("It already stands as it should, or is on its way: nothing was sent.")
    else:
        told = say.counted("Published to {n} target.", "Published to {n} targets.", sent.able)
    return _told(submission, kept, told, desk, say)


def kept(submission: Submission, kept: Kept, fate: Fate, desk: Desk, say: Catalogue) -> Reply:
    """It was kept, and its fate is the schedule's."""
    time = _time(submission, desk, say)
    match fate:
        case Fate.LATER:
            told = say("It goes out at {time}.", time=time)
        case Fate.NOW:
            told = say("Its hour ({time}) is over: it goes out at once.", time=time)
        case Fate.ARCHIVED:
            told = say("By its date it is an archive: it goes to no chat by itself.")
        case Fate.STANDING if submission.status is SaveStatus.UNCHANGED:
            told = say("It is out already: nothing is left to do.")
        case _:
            told = say("It is out already: its posts are corrected at once.")
    return _told(submission, kept, told, desk, say)


def _told(submission: Submission, kept: Kept, told: str, desk: Desk, say: Catalogue) -> Reply:
    blocks: list[Block] = [_title(submission, say), plain(_result(submission, say)), plain(told)]
    if kept.path is not None:
        blocks.append(note(say("Kept as {name}.", name=kept.path.name)))
    elif submission.publication.slug in desk.sources:
        blocks.append(note(say("It is in the archive alone: the source has no place for a file of it.")))
    return answered(blocks)


def _title(submission: Submission, say: Catalogue) -> Block:
    return heading(f"{submission.publication.name} · {say.date(submission.date)}")


def _novelty(submission: Submission, say: Catalogue) -> str:
    match submission.status:
        case SaveStatus.CREATED:
            return say("New: the archive has nothing of this date yet.")
        case SaveStatus.UNCHANGED:
            return say("Unchanged: the archive has just this.")
    counts = _counts(submission)
    return say("A correction: it would add {added}, remove {removed} and change {changed}.", **counts)


def _result(submission: Submission, say: Catalogue) -> str:
    match submission.status:
        case SaveStatus.CREATED:
            return say("New in the archive.")
        case SaveStatus.UNCHANGED:
            return say("Unchanged.")
    return say("Corrected: {added} added, {removed} removed, {changed} changed.", **_counts(submission))


def _counts(submission: Submission) -> dict[str, int]:
    diff = submission.diff
    return {"added": len(diff.added), "removed": len(diff.removed), "changed": len(diff.changed)}


def _time(submission: Submission, desk: Desk, say: Catalogue) -> str:
    """The hour, with its day where that is not today."""
    zone = zone_of(submission.publication, desk.zone)
    due = window(submission.publication, submission.date, desk.zone).due.astimezone(zone)
    today = desk.clock().astimezone(zone).date()
    return f"{due:%H:%M}" if due.date() == today else f"{say.day(due.date(), today)} {due:%H:%M}"
