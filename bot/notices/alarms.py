"""What operators are told of documents, late digests and the machine, in words; pure."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from bot.commands.blocks import answered, button, heading, listed, note, plain, rows
from bot.commands.models import Button, Reply
from bot.ingest import Ingested
from bot.locales import Catalogue, message
from bot.notices.news import Issue

WHERE = 60  # characters of a path or an address


def unread(say: Catalogue, results: Sequence[Ingested], more: int = 0) -> Reply:
    """Documents that can't be read, or have nothing in them."""
    title = say.counted("{n} document is no digest", "{n} documents are no digests", len(results) + more)
    lines = [_line(say, result, result.line, _why(say, result)) for result in results]
    advice = say("Mend and save it: it is read again at once. Until then nothing of it is published.")
    return answered([heading(title), *listed(say, lines, more), note(advice)])


def odd(say: Catalogue, results: Sequence[Ingested], more: int = 0) -> Reply:
    """Documents that were read, with remarks on what was odd in them."""
    title = say.counted(
        "{n} document was read with remarks", "{n} documents were read with remarks", len(results) + more
    )
    lines = [
        _line(say, result, warning.line, say.sentence(warning.message))
        for result in results
        for warning in result.warnings
    ]
    advice = say(
        "It goes out as it was read. A saved correction is read at once, and changes what is posted."
    )
    return answered([heading(title), *listed(say, lines, more), note(advice)])


def forsaken(say: Catalogue, issues: Sequence[Issue], *, today: dt.date) -> Reply:
    """Drafts that wait for their hour, and have no document any more."""
    title = say.counted(
        "{n} draft has lost its document", "{n} drafts have lost their documents", len(issues)
    )
    lines = [_named(say, issue, today) for issue in issues]
    advice = say(
        "The document was deleted, moved away or given another date. What was read of it still goes out at "
        "its hour, unless you keep it back."
    )
    keeping = _each(say, message("Keep {digest} back"), "retract", issues, today)
    return answered([heading(title), *listed(say, lines), note(advice)], keeping)


def late(say: Catalogue, issues: Sequence[Issue], *, today: dt.date) -> Reply:
    """Digests whose hour is over, and nothing has come."""
    title = say.counted("{n} digest is late", "{n} digests are late", len(issues))
    lines = [_named(say, issue, today) for issue in issues]
    advice = say(
        "Its hour is over and no document has come. It goes out as soon as one does; look at its source, or "
        "send the document to the bot."
    )
    return answered([heading(title), *listed(say, lines), note(advice)])


def missed(say: Catalogue, issues: Sequence[Issue], more: int, *, today: dt.date) -> Reply:
    """Digests that came too late to go out by themselves."""
    title = say.counted(
        "{n} digest missed its time and stayed in the archive",
        "{n} digests missed their time and stayed in the archive",
        len(issues) + more,
    )
    lines = [_named(say, issue, today) for issue in issues]
    advice = say("Readers find it on the page and by commands; the chats get it when you say so.")
    publishing = _each(say, message("Publish {digest}"), "publish", issues, today)
    return answered([heading(title), *listed(say, lines, more), note(advice)], publishing)


def full(say: Catalogue, folder: Path, free: int) -> Reply:
    """The disk of the database is nearly full."""
    told = say("{free} MB are left in {folder}.", free=f"{free // 1_000_000:,}", folder=folder)
    advice = say(
        "When none are left, nothing can be kept and nothing goes out. Make room, or move the database."
    )
    return answered([heading(say("The disk is nearly full")), plain(told), note(advice)])


def _line(say: Catalogue, result: Ingested, line: int | None, sentence: str) -> str:
    where = result.where if len(result.where) <= WHERE else f"…{result.where[1 - WHERE :]}"
    if line is None:
        return say("{name}: {reason}", name=where, reason=sentence)
    return say("{name}, line {line}: {reason}", name=where, line=line, reason=sentence)


def _why(say: Catalogue, result: Ingested) -> str:
    if result.status == "failed":
        return say.sentence(result.reason or "")
    return say("it has no items: there is nothing to publish")


def _each(
    say: Catalogue, label: str, command: str, issues: Sequence[Issue], today: dt.date
) -> tuple[tuple[Button, ...], ...]:
    """A button for each of them."""
    buttons = [
        button(say(label, digest=_named(say, issue, today)), command, f"{issue.date} {issue.slug}")
        for issue in issues
    ]
    return rows(buttons, width=1)


def _named(say: Catalogue, issue: Issue, today: dt.date) -> str:
    return say("{publication}, {date}", publication=issue.name, date=say.day(issue.date, today))
