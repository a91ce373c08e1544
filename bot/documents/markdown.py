"""Markdown → tokens, in time linear in the size: markdown-it-py with the rules that digests need."""

import functools
import re
from collections.abc import MutableMapping
from types import SimpleNamespace
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.helpers import parseLinkDestination, parseLinkLabel, parseLinkTitle
from markdown_it.rules_inline.state_inline import Scanned, StateInline
from markdown_it.token import Token
from mdit_py_plugins.front_matter import front_matter_plugin

from bot.errors import ParseError
from bot.sentence import Sentence

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


_WIDE = "\u2e80"
"""The first of the East Asian scripts; what comes before is parted by spaces."""

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


class _State(StateInline):
    """Inline content in which `*` also works inside Chinese, where no spaces part the words.

    CommonMark reads `**标题：**正文` as no bold at all, for a word follows the closing mark at once.
    """

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802, N803
        scanned = super().scanDelims(start, canSplitWord)
        end = start + scanned.length
        before = self.src[start - 1] if start else " "
        after = self.src[end] if end < self.posMax else " "
        if not canSplitWord or (before < _WIDE and after < _WIDE):
            return scanned
        can_open = scanned.can_open or (before >= _WIDE and not after.isspace())
        can_close = scanned.can_close or (after >= _WIDE and not before.isspace())
        return Scanned(can_open, can_close, scanned.length)


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
            told = Sentence("quotes or lists are nested more than {n} deep", n=MAX_DEPTH // 2)
            raise ParseError(told, line)
    return tokens, env


def parse_inline(content: str, env: MutableMapping[str, Any]) -> list[Token]:
    """The inline tokens of a paragraph's or heading's content."""
    parser = _parser()
    state = _State(content, parser, env, [])
    parser.inline.tokenize(state)
    for rule in parser.inline.ruler2.getRules(""):
        rule(state)
    return state.tokens
