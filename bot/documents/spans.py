"""The inline content of a paragraph as spans: text, links, images and line breaks, without markup."""

import html
import re
from collections.abc import Iterator, MutableMapping, Sequence
from itertools import pairwise
from typing import Any, Literal, NamedTuple

from markdown_it.token import Token

from bot.documents.drafts import Warnings
from bot.documents.markdown import MAX_DEPTH, parse_inline
from bot.documents.urls import as_written, find_bare, is_web
from bot.errors import ParseError
from bot.models import Link
from bot.sentence import Sentence

PIECE = 4096
"""Longer content is read in pieces, for some rules of Markdown take the square of the length."""

_MARKUP = re.compile(r"[\\`*_\[\]<&!\n]|https?://", re.IGNORECASE)
_DEPTH = re.compile(r"[\[\](){}“”「」『』]|([\"'*_`~<>!&|\\])\1{1000}")
_OPENING = frozenset("[({“「『")
_BREAK_TAG = re.compile(r"<br\s*/?>", re.IGNORECASE)
_IMAGE_TAG = re.compile(
    r"""<img\b[^<>]*?\bsrc\s*=\s*(?:"([^"<>]*)"|'([^'<>]*)'|([^\s"'<>]+))""", re.IGNORECASE
)
_ANCHOR_TAG = re.compile(
    r"""<a\b[^<>]*?\bhref\s*=\s*(?:"([^"<>]*)"|'([^'<>]*)'|([^\s"'<>]+))""", re.IGNORECASE
)
_WIDE = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef“”‘’—…]")

Kind = Literal["text", "link", "image", "soft", "hard"]


class Span(NamedTuple):
    """A run of inline content. `url` is the target of a link or the address of an image."""

    kind: Kind
    text: str
    url: str = ""
    strong: bool = False
    emphasis: bool = False
    code: bool = False


def spans_of(content: str, env: MutableMapping[str, Any], line: int, warnings: Warnings) -> list[Span]:
    """The spans of `content`, which begins at `line`, without breaks at its ends.

    Links that are not http(s) become text, with a warning.
    Raises ParseError where brackets or quotes are nested absurdly.
    """
    _refuse_depth(content, line)
    if not _MARKUP.search(content):
        return [Span("text", content)] if content else []
    spans: list[Span] = []
    for piece in _pieces(content):
        reader = _Reader(line, warnings)
        reader.read(parse_inline(piece, env))
        spans += reader.spans
        line += piece.count("\n")
    words = [index for index, span in enumerate(spans) if span.kind not in ("soft", "hard")]
    return spans[words[0] : words[-1] + 1] if words else []


def plain(spans: Sequence[Span]) -> str:
    """The text of `spans` as a reader sees it; soft breaks join as the script wants it."""
    parts: list[str] = []
    for index, span in enumerate(spans):
        if span.kind == "hard" or (span.kind == "soft" and _begins_label(spans, index + 1)):
            parts.append("\n")
        elif span.kind == "soft":
            parts.append("\v")
        elif span.kind != "image":
            parts.append(span.text)
    return _tidy("".join(parts))


def _begins_label(spans: Sequence[Span], index: int) -> bool:
    """Whether a bold label (**影响**：) begins at `index`: its line stays a line of its own."""
    if index >= len(spans) or not spans[index].strong:
        return False
    after = spans[index + 1].text[:1] if index + 1 < len(spans) else ""
    return spans[index].text.rstrip()[-1:] in (":", "：") or after in (":", "：")


def links_of(spans: Sequence[Span]) -> list[Link]:
    """The links among `spans`, each address once."""
    found: dict[str, Link] = {}
    for span in spans:
        if span.kind == "link":
            found.setdefault(span.url, Link(label=span.text.strip() or span.url, url=span.url))
    return list(found.values())


def images_of(spans: Sequence[Span]) -> list[str]:
    """The addresses of the images among `spans`."""
    return [span.url for span in spans if span.kind == "image"]


def images_in_html(content: str) -> list[str]:
    """The addresses of the pictures in a block of HTML."""
    urls = (html.unescape(next(filter(None, match.groups()), "")) for match in _IMAGE_TAG.finditer(content))
    return [as_written(url) for url in urls if is_web(url)]


class _Reader:
    """Turns inline tokens into spans."""

    def __init__(self, line: int, warnings: Warnings) -> None:
        self.spans: list[Span] = []
        self._line = line
        self._warnings = warnings
        self._strong = 0
        self._emphasis = 0
        self._target: str | None = None  # of the link that is open
        self._label: list[Span] = []

    def read(self, tokens: Sequence[Token]) -> None:
        for token in tokens:
            match token.type:
                case "text" | "text_special":
                    self._text(token.content)
                case "code_inline":
                    self._push(Span("text", token.content, code=True))
                case "softbreak" | "hardbreak":
                    self._line += 1
                    self._push(Span("soft" if token.type == "softbreak" else "hard", "\n"))
                case "strong_open" | "strong_close":
                    self._strong += token.nesting
                case "em_open" | "em_close":
                    self._emphasis += token.nesting
                case "link_open":
                    self._open(str(token.attrGet("href") or ""))
                case "link_close":
                    self._close()
                case "image":
                    self._image(str(token.attrGet("src") or ""), token.content)
                case "html_inline":
                    self._html(token.content)
        self._close()

    def _push(self, span: Span) -> None:
        if self._strong or self._emphasis:
            span = span._replace(strong=self._strong > 0, emphasis=self._emphasis > 0)
        (self.spans if self._target is None else self._label).append(span)

    def _text(self, text: str) -> None:
        if not text:
            return
        if self._target is not None or "://" not in text:
            self._push(Span("text", text))
            return
        start = 0
        for first, last in find_bare(text):
            if start < first:
                self._push(Span("text", text[start:first]))
            self._push(Span("link", text[first:last], as_written(text[first:last])))
            start = last
        if start < len(text):
            self._push(Span("text", text[start:]))

    def _open(self, target: str) -> None:
        self._close()
        self._target, self._label = target, []

    def _close(self) -> None:
        if self._target is None:
            return
        target, label = self._target, self._label
        self._target, self._label = None, []
        images = [span for span in label if span.kind == "image"]
        text = plain(label)
        if not text and any(image.url == target for image in images):
            self.spans += images  # a picture that links to itself
        elif is_web(target):
            strong = bool(label) and all(span.strong for span in label if span.kind == "text")
            emphasis = bool(label) and all(span.emphasis for span in label if span.kind == "text")
            text = text or next((image.text for image in images if image.text), "")
            if text or not images:
                self.spans.append(Span("link", text, as_written(target), strong, emphasis))
            else:
                self.spans.append(Span("link", "", as_written(target)))
            self.spans += images
        else:
            self._refuse(target)
            self.spans += label

    def _image(self, source: str, text: str) -> None:
        if is_web(source):
            self._push(Span("image", text, as_written(source)))
        elif source:
            told = Sentence(
                "the image {address} is not at an http(s) address and is left out", address=_shown(source)
            )
            self._warnings.add(self._line, told)

    def _refuse(self, target: str) -> None:
        if target and not target.startswith("#"):  # a jump within the page loses nothing
            told = Sentence("the link {address} is not http(s) and is left out", address=_shown(target))
            self._warnings.add(self._line, told)

    def _html(self, tag: str) -> None:
        lowered = tag[:3].lower()
        if _BREAK_TAG.fullmatch(tag):
            self._push(Span("hard", "\n"))
        elif lowered == "<im":
            for url in images_in_html(tag):
                self._push(Span("image", "", url))
        elif lowered in ("<a ", "<a\n") and (match := _ANCHOR_TAG.match(tag)):
            self._open(html.unescape(next(filter(None, match.groups()), "")))
        elif lowered == "</a":
            self._close()
        self._line += tag.count("\n")


def _refuse_depth(content: str, line: int) -> None:
    """Refuse brackets or quotes that are opened and not closed beyond all sense: they cost squared time."""
    depth = 0
    for match in _DEPTH.finditer(content):
        depth = depth + 1 if match[0] in _OPENING else max(depth - 1, 0)
        if depth > MAX_DEPTH or match[1]:
            line += content.count("\n", 0, match.start())
            told = Sentence("more than {n} brackets or quotes are open at once; close them", n=MAX_DEPTH)
            raise ParseError(told, line)


def _pieces(content: str) -> Iterator[str]:
    """`content` in pieces that are not too long, parted at a line's, a sentence's or a word's end."""
    start = 0
    while len(content) - start > PIECE:
        window = content[start : start + PIECE]
        end = max(window.rfind("\n"), 0) or max(window.rfind("。"), window.rfind(". "), window.rfind("！"), 0)
        end = (end or max(window.rfind(" "), 0) or PIECE - 1) + 1
        yield content[start : start + end]
        start += end
    yield content[start:]


def _tidy(text: str) -> str:
    r"""Resolve the soft breaks (here \v), and remove the spaces at the ends of lines."""
    if "\v" in text:
        pieces = [piece.strip(" \t") for piece in text.split("\v")]
        joined = [pieces[0]]
        for before, after in pairwise(pieces):
            if before and after and not (_WIDE.match(before[-1]) and _WIDE.match(after[0])):
                joined.append(" ")
            joined.append(after)
        text = "".join(joined)
    if "\n" in text:
        text = "\n".join(line.strip() for line in text.split("\n"))
    return text.strip()


def _shown(address: str) -> str:
    return repr(address if len(address) <= 60 else address[:59] + "…")
