"""The block tokens of a Markdown document as a small tree: what an outline is read from."""

import html
import re
from collections.abc import Iterator, MutableMapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from markdown_it.token import Token

from bot.documents.drafts import Warnings
from bot.documents.spans import Span, plain, spans_of

_HTML_HEADING = re.compile(r"\s*<h([1-6])\b[^<>]*>([^<]{0,200}\w[^<]{0,200})</h\1>", re.IGNORECASE)

Kind = Literal["heading", "paragraph", "list", "quote", "rule", "html", "code", "table"]


@dataclass(slots=True)
class Block:
    """One block. `entries` are the items of a list, the one content of a quote or the rows of a table.

    `level` is that of a heading; `start` the first number of an ordered list.
    """

    kind: Kind
    line: int
    spans: list[Span] = field(default_factory=list)
    entries: list[list["Block"]] = field(default_factory=list)
    level: int = 0
    start: int | None = None
    content: str = ""

    @property
    def text(self) -> str:
        """The plain text of a heading or paragraph."""
        return plain(self.spans)


def blocks_of(tokens: Sequence[Token], env: MutableMapping[str, Any], warnings: Warnings) -> list[Block]:
    """The blocks that `tokens` describe, without comments."""
    return _Builder(tokens, env, warnings).blocks()


def lines_of(spans: Sequence[Span]) -> Iterator[list[Span]]:
    """`spans`, line by line."""
    line: list[Span] = []
    for span in spans:
        if span.kind in ("soft", "hard"):
            yield line
            line = []
        else:
            line.append(span)
    yield line


def _html(content: str, line: int) -> Block | None:
    """A block of HTML: a heading where it is one, nothing where it is a comment."""
    if content.lstrip().startswith("<!--"):
        return None
    if match := _HTML_HEADING.match(content):
        return Block("heading", line, [Span("text", html.unescape(match[2]).strip())], level=int(match[1]))
    return Block("html", line, content=content)


class _Builder:
    def __init__(self, tokens: Sequence[Token], env: MutableMapping[str, Any], warnings: Warnings) -> None:
        self._tokens = iter(tokens)
        self._env = env
        self._warnings = warnings
        self._line = 1

    def blocks(self) -> list[Block]:
        """The blocks up to the token that closes this level."""
        found: list[Block] = []
        for token in self._tokens:
            if token.map:
                self._line = token.map[0] + 1
            if token.nesting < 0:
                break
            if block := self._block(token):
                found.append(block)
        return found

    def _block(self, token: Token) -> Block | None:
        line = self._line
        match token.type:
            case "heading_open":
                return Block("heading", line, self._inline(), level=int(token.tag[1]))
            case "paragraph_open":
                spans = self._inline()
                return Block("paragraph", line, spans) if spans else None
            case "bullet_list_open" | "ordered_list_open":
                start = int(token.attrGet("start") or 1) if token.type == "ordered_list_open" else None
                return Block("list", line, entries=self._entries("list_item_open"), start=start)
            case "blockquote_open":
                return Block("quote", line, entries=[self.blocks()])
            case "table_open":
                return Block("table", line, entries=self._rows())
            case "html_block":
                return _html(token.content, line)
            case "hr":
                return Block("rule", line)
            case "fence" | "code_block":
                return Block("code", line)
        return None

    def _inline(self) -> list[Span]:
        """The spans of a heading or paragraph that was just opened."""
        spans: list[Span] = []
        for token in self._tokens:
            if token.type == "inline":
                spans = spans_of(token.content, self._env, self._line, self._warnings)
            elif token.nesting < 0:
                break
        return spans

    def _entries(self, opening: str) -> list[list[Block]]:
        entries: list[list[Block]] = []
        for token in self._tokens:
            if token.map:
                self._line = token.map[0] + 1
            if token.type != opening:
                break
            entries.append(self.blocks())
        return entries

    def _rows(self) -> list[list[Block]]:
        rows: list[list[Block]] = []
        for token in self._tokens:
            if token.map:
                self._line = token.map[0] + 1
            if token.type == "table_close":
                break
            if token.type == "tr_open":
                rows.append([])
            elif token.type in ("th_open", "td_open"):
                rows[-1].append(Block("paragraph", self._line, self._inline()))
        return rows
