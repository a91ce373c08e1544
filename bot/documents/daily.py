"""The daily: `# DATE 资讯日报`, `## section`, `### item`, a summary that ends in its link.

Each item is a heading of the third level; what follows its 阅读原文 link, or stands below a block of HTML,
is the footer of the page and belongs to nobody.
"""

import re
from collections.abc import MutableMapping, Sequence
from itertools import pairwise
from typing import Any

from markdown_it.token import Token

from bot.documents import covers, dates
from bot.documents.drafts import Draft, Heading, Warnings, digest
from bot.documents.header import Header, front_matter
from bot.documents.labels import without_labels
from bot.documents.names import section_name
from bot.documents.spans import images_of, links_of, plain, spans_of
from bot.models import Digest
from bot.sentence import Sentence

_HEADLINE = re.compile(r"\s*\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}.{0,40}[日早晚]报\s*")
_GLUED_DATE = re.compile(r"^\d{4}-\d{1,2}-\d{1,2}(?=[^\s\d])")


def looks_like(tokens: Sequence[Token]) -> bool:
    """Whether the first heading is `DATE …日报` and all items are headings of the third level, or none is."""
    levels: set[str] = set()
    first = ""
    for token, following in pairwise(tokens):
        if token.type == "heading_open":
            levels.add(token.tag)
            first = first or following.content
        elif token.level == 0 and token.type in (
            "bullet_list_open",
            "ordered_list_open",
            "table_open",
            "fence",
        ):
            return False
    return (
        _HEADLINE.fullmatch(first) is not None
        and ("h3" in levels or levels == {"h1"})
        and levels <= {"h1", "h2", "h3"}
    )


def read(tokens: Sequence[Token], env: MutableMapping[str, Any], name: str, warnings: Warnings) -> Digest:
    """The digest of a daily's tokens."""
    reader = _Reader(env, warnings)
    for index, token in enumerate(tokens):
        reader.take(token, tokens[index - 1] if index else token)
    for draft in reader.drafts:
        draft.url = draft.url or (draft.links[0].url if draft.links else None)
        if not draft.paragraphs:
            warnings.add(draft.line, Sentence("“{title}” has no text below it", title=draft.title[:40]))
    return digest(reader.heading(name), reader.drafts, warnings)


class _Reader:
    """Takes the tokens one by one."""

    def __init__(self, env: MutableMapping[str, Any], warnings: Warnings) -> None:
        self.drafts: list[Draft] = []
        self._env = env
        self._warnings = warnings
        self._header = Header({})
        self._headline = ""
        self._headline_line = 1
        self._intro: list[str] = []
        self._cover: str | None = None
        self._section = ""
        self._open: Draft | None = None
        self._closed = False  # the item that is open has had its link

    def take(self, token: Token, before: Token) -> None:
        if token.type == "front_matter":
            self._header = front_matter(token.content)
        elif token.type in ("html_block", "hr"):
            self._open = None
            if self._is_above and token.type == "html_block":
                self._cover = self._cover or covers.in_html(token.content)
        elif token.type == "inline":
            line = token.map[0] + 1 if token.map else 1
            if before.type == "heading_open":
                self._take_heading(before.tag, token.content, line)
            else:
                self._take_paragraph(token.content, line)

    def _take_heading(self, tag: str, content: str, line: int) -> None:
        spans = spans_of(content, self._env, line, self._warnings)
        text = plain(spans)
        self._open, self._closed = None, False
        if tag == "h1":
            if not self._headline:
                self._headline, self._headline_line = text, line
        elif tag == "h2":
            self._section = section_name(text)
        elif text:
            links = links_of(spans)
            self._open = Draft(self._section, text, line, links=links, url=links[0].url if links else None)
            self.drafts.append(self._open)
        else:
            self._warnings.add(line, Sentence("a heading without text is left out"))

    def _take_paragraph(self, content: str, line: int) -> None:
        if self._open is None:
            if self._is_above:
                spans = spans_of(content, self._env, line, self._warnings)
                self._intro.append(plain(spans))
                self._cover = self._cover or covers.in_spans(spans)
            return
        spans = spans_of(content, self._env, line, self._warnings)
        spans, original = without_labels(spans)
        text = plain(spans)
        links = links_of(spans)
        if self._closed and (not text or (len(links) == 1 and links[0].label == text)):
            self._open = None  # the footer begins
            return
        draft = self._open
        draft.paragraphs.append(text)
        draft.images += images_of(spans)
        known = {link.url for link in draft.links}
        draft.links += [link for link in (*links, *original) if link.url not in known]
        if original:
            draft.url = draft.url or original[0].url
            self._closed = True

    @property
    def _is_above(self) -> bool:
        """Whether neither a section nor an item has begun."""
        return not self.drafts and not self._section

    def heading(self, name: str) -> Heading:
        title = _GLUED_DATE.sub("", self._header.title or self._headline)
        date = next(iter(dates.days_in(self._header.date)), None) or dates.in_file_name(name)
        told = dates.days_in(self._headline)
        date = date or next(iter(told), None)
        if told and date not in told:
            self._warnings.add(
                self._headline_line,
                Sentence(
                    "the heading says {told}, but the digest is dated {date}; the latter holds",
                    told=told[0],
                    date=date,
                ),
            )
        intro = "\n\n".join(filter(None, self._intro))
        if not self.drafts:
            self._warnings.add(
                self._headline_line, Sentence("an empty day: no item stands below the heading")
            )
        cover = covers.named(self._header, self._warnings) or self._cover
        return Heading("daily", title, date, intro, cover=cover)
