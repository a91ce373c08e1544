"""The picture of a whole edition: the header names it, or it stands above the first item."""

import re
from collections.abc import Container, Iterable, Sequence

from bot.documents.blocks import Block
from bot.documents.drafts import Warnings
from bot.documents.entries import all_in
from bot.documents.header import Header
from bot.documents.sections import Node
from bot.documents.spans import Span, images_in_html
from bot.documents.urls import as_written, is_web
from bot.sentence import Sentence

# Pictures that say nothing of the edition: who makes it, how to follow it, counters and decoration.
_OTHER = re.compile(
    r"logo|qr_?-?code|(?<![a-z])qr(?![a-z])|二维码|扫码|公众号|avatar|badge|shields\.io|favicon|icon|spacer|pixel"
    r"|\.svg(?![a-z])",
    re.IGNORECASE,
)
_COVER_SECTION = re.compile(r"封面图?|题图|cover(?: image| photo)?", re.IGNORECASE)


def named(header: Header, warnings: Warnings) -> str | None:
    """The cover that the header names; one that is no address of the web is left out, with a warning."""
    if not header.cover:
        return None
    if not is_web(header.cover):
        cover = repr(header.cover[:60])
        warnings.add(
            1, Sentence("the cover {cover} is not at an http(s) address and is left out", cover=cover)
        )
        return None
    return as_written(header.cover)


def in_spans(spans: Sequence[Span]) -> str | None:
    """The first picture of a paragraph that is nothing but pictures."""
    if any(span.kind in ("text", "link") and span.text.strip() for span in spans):
        return None
    found = (span for span in spans if span.kind == "image")
    return next((span.url for span in found if not _OTHER.search(f"{span.text} {span.url}")), None)


def in_html(content: str) -> str | None:
    """The first picture in a block of HTML."""
    return None if _OTHER.search(content) else next(iter(images_in_html(content)), None)


def above(root: Node, titles: Container[int], first_item: int) -> str | None:
    """The picture above the first section and above the line of the first item, or in a section of its own.

    `titles` are the ids of the headings that are the document's own.
    """
    for node in root.all():
        is_cover = _COVER_SECTION.fullmatch(node.name) is not None
        if node.heading and id(node) not in titles and not is_cover:
            return None
        blocks = (block for block in node.own if is_cover or block.line < first_item)
        if found := _first(blocks):
            return found
    return None


def _first(blocks: Iterable[Block]) -> str | None:
    for block in all_in(blocks):
        found = in_html(block.content) if block.kind == "html" else in_spans(block.spans)
        if found:
            return found
    return None
