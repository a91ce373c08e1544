"""Markdown → tokens, in time linear in the size: markdown-it-py with the rules that digests need."""

import functools
import re
from collections.abc import MutableMapping
from types import SimpleNamespace
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.helpers import parseLinkDestination, parseLinkLabel, parseLinkTitle
from markdown_it.token import Token
from mdit_py_plugins.front_matter import front_matter_plugin

from bot.errors import ParseError

MAX_DEPTH = 60
"""How deep quotes, lists and brackets may be nested; more is refused, for no person reads it."""

_BLOCK_RULES = (
    "table",
    "code",
    "fence",
    "blockquote",
    "hr",
    "list",
    "reference",
    "html_block",
    "heading",
    "lheading",
)
_INLINE_RULES = (
    "newline",
    "escape",
    "backticks",
    "emphasis",
    "link",
    "image",
    "autolink",
    "html_inline",
    "entity",
)


_SIMPLE = re.compile(r"[^\s\x00-\x1f\x7f<()\\;]+(?=\))")


class _Destination(NamedTuple):
    """What markdown-it's link rule expects of a parsed destination."""

    ok: bool
    pos: int
    str: str


def _link_destination(string: str, pos: int, maximum: int) -> object:
    """The usual destination at once; markdown-it's own function goes character by character."""
    match = _SIMPLE.match(string, pos, maximum)
    return _Destination(True, match.end(), match[0]) if match else parseLinkDestination(string, pos, maximum)


class _Parser(MarkdownIt):
    """markdown-it that leaves addresses as they are written; bot.documents.urls judges them."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        return url

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802
        return link

    def validateLink(self, url: str) -> bool:  # noqa: N802, ARG002
        return True


@functools.cache
def _parser() -> _Parser:
    parser = _Parser("zero", {"html": True, "maxNesting": MAX_DEPTH + 2})
    parser.enable([*_BLOCK_RULES, *_INLINE_RULES, "balance_pairs", "fragments_join"])
    parser.inline.ruler2.enable("emphasis")
    parser.helpers = SimpleNamespace(  # type: ignore[assignment]  # there it is a module, used as a namespace
        parseLinkDestination=_link_destination, parseLinkLabel=parseLinkLabel, parseLinkTitle=parseLinkTitle
    )
    front_matter_plugin(parser)
    return parser


def parse(text: str) -> tuple[list[Token], MutableMapping[str, Any]]:
    """The block tokens of `text`, their inline content still unread, and the references for reading it.

    Raises ParseError, with the line, where blocks are nested too deeply.
    """
    tokens: list[Token] = []
    env: MutableMapping[str, Any] = {}
    parser = _parser()
    parser.block.parse(text, parser, env, tokens)
    for token in tokens:
        if token.level > MAX_DEPTH:
            line = token.map[0] + 1 if token.map else None
            raise ParseError(f"quotes or lists are nested more than {MAX_DEPTH // 2} deep", line)
    return tokens, env


def parse_inline(content: str, env: MutableMapping[str, Any]) -> list[Token]:
    """The inline tokens of a paragraph's or heading's content."""
    tokens: list[Token] = []
    parser = _parser()
    parser.inline.parse(content, parser, env, tokens)
    return tokens
