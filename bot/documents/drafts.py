"""A digest while it is being read: drafts of items and warnings, put together at the end."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.documents.identity import unique_keys
from bot.documents.names import first_clause
from bot.models import Digest, Item, Kind, Link, ParseWarning, Section
from bot.sentence import Sentence

TITLE_LIMIT = 300
_WARNING_LIMIT = 200
_SPACES = re.compile(r"\s+")


@dataclass(slots=True)
class Warnings:
    """What was odd, line by line; after some hundreds the rest is only counted."""

    found: list[ParseWarning] = field(default_factory=list)
    more: int = 0

    def add(self, line: int, message: Sentence) -> None:
        """Note `message` at `line` (from 1)."""
        if len(self.found) < _WARNING_LIMIT:
            self.found.append(ParseWarning(line=line, message=message))
        else:
            self.more += 1

    def all(self) -> tuple[ParseWarning, ...]:
        """The warnings by line."""
        found = sorted(self.found, key=lambda warning: warning.line)
        if self.more:
            more = Sentence("{n} more warnings are not listed", n=self.more)
            found.append(ParseWarning(line=found[-1].line, message=more))
        return tuple(found)


@dataclass(slots=True)
class Draft:
    """One item in the making; `mark` is its number in the document (#3), if it has one."""

    section: str
    title: str
    line: int
    subtitle: str | None = None
    paragraphs: list[str] = field(default_factory=list)
    url: str | None = None
    links: list[Link] = field(default_factory=list)
    images: list[str] = field(default_factory=list)
    date: dt.date | None = None
    mark: str | None = None

    @property
    def body(self) -> str:
        """The paragraphs, parted by a blank line."""
        return "\n\n".join(paragraph for paragraph in self.paragraphs if paragraph)


@dataclass(slots=True)
class Heading:
    """What a document says of itself, before its items."""

    kind: Kind
    title: str
    date: dt.date | None
    intro: str | None = None
    byline: str | None = None
    cover: str | None = None


def digest(heading: Heading, drafts: Iterable[Draft], warnings: Warnings) -> Digest:
    """The digest of these drafts, with keys; sections stand in the order of their first item.

    Without a title it is called as its first item.
    """
    drafts = [titled for draft in drafts if (titled := _titled(draft, warnings)).title]
    keys = unique_keys([(draft.url, draft.title, draft.section) for draft in drafts])
    sections: dict[str, list[Item]] = {}
    for draft, key in zip(drafts, keys, strict=True):
        sections.setdefault(draft.section, []).append(
            Item(
                key=key,
                title=draft.title,
                subtitle=draft.subtitle,
                body=draft.body,
                url=draft.url,
                links=tuple(draft.links),
                images=tuple(dict.fromkeys(draft.images)),
                date=draft.date,
            )
        )
    if heading.date is None:
        warnings.add(
            1,
            Sentence("no date in the text or in the file's name; name the file by its date (2025-05-24.md)"),
        )
    return Digest(
        kind=heading.kind,
        date=heading.date,
        title=heading.title or (drafts[0].title if drafts else ""),
        intro=heading.intro or None,
        byline=heading.byline or None,
        cover=heading.cover or None,
        sections=tuple(Section(name=name, items=tuple(items)) for name, items in sections.items()),
        warnings=warnings.all(),
    )


def _titled(draft: Draft, warnings: Warnings) -> Draft:
    title = _SPACES.sub(" ", draft.title).strip() or first_clause(draft.body) or (draft.url or "")
    if len(title) > TITLE_LIMIT:
        cut = Sentence(
            "a title of {length} characters was cut; its whole text is in the body", length=len(title)
        )
        warnings.add(draft.line, cut)
        draft.paragraphs.insert(0, title)
        title = title[: TITLE_LIMIT - 1] + "…"
    draft.title = title
    return draft
