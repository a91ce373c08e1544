"""Discord's markdown as its client reads it: the rules in their order, first come first served.

The client's parser is simple-markdown with rules of Discord's own. Each rule looks at what follows; the first
that fits takes it. What no rule takes is text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(slots=True)
class Shown:
    """What a reader sees: the text, the kinds of markup in it in order, the addresses that can be opened."""

    text: str = ""
    kinds: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)

    def add(self, kind: str, inside: "Shown") -> None:
        """Show this, as a piece of markup of that kind."""
        self.kinds += (kind, *inside.kinds)
        self.text += inside.text
        self.links += inside.links


MENTIONS = frozenset({"user", "role", "channel", "everyone", "command", "guide"})
BLOCKS = frozenset({"heading", "subtext", "quote", "list"})

_LABEL = r"(?:\[[^\]]*\]|[^\[\]]|\](?=[^\[]*\]))*"
_RULES: tuple[tuple[str, str], ...] = (
    ("quote", r" *> [^\n]*(?:\n *> [^\n]*)*\n?"),
    ("quote", r" *>>> [\s\S]*"),
    ("heading", r" *#{1,3}\s+((?:\\.|[^\\\n])+?)#*[^\S\n]*(?:\n|$)"),
    ("subtext", r" *-# +([^\n]+)(?:\n|$)"),
    ("list", r" *(?:[*+-]|\d+\.) +([^\n]+)(?:\n|$)"),
    ("code block", r"```(?:[a-z0-9_+\-.#]+?\n)?\n*([^\n][\s\S]*?)\n*```"),
    ("escape", r"\\([^0-9A-Za-z\s])"),
    ("user", r"<@!?\d+>"),
    ("role", r"<@&\d+>"),
    ("channel", r"<#\d+>"),
    ("command", r"</[^:\n]{1,100}:\d+>"),
    ("guide", r"<id:\w+>"),
    ("everyone", r"@(?:everyone|here)"),
    ("custom emoji", r"<a?:\w+:\d+>"),
    ("time", r"<t:-?\d+(?::[tTdDfFR])?>"),
    ("autolink", r"<([^: >]+:/[^ >]+)>"),
    ("url", r"((?:https?|steam)://[^\s<]+[^<.,:;\"'\]\s])"),
    ("link", rf"\[({_LABEL})\]\(\s*<?((?:[^\s\\]|\\.)*?)>?(?:\s+['\"][\s\S]*?['\"])?\s*\)"),
    ("em", r"\b_((?:__|\\[\s\S]|[^\\_])+?)_\b"),
    ("strong", r"\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)"),
    ("em", r"\*(?=\S)((?:\*\*|\\[\s\S]|\s+(?:\\[\s\S]|[^\s*\\]|\*\*)|[^\s*\\])+?)\*(?!\*)"),
    ("underline", r"__((?:\\[\s\S]|[^\\])+?)__(?!_)"),
    ("strike", r"~~([\s\S]+?)~~(?!_)"),
    ("code", r"(?:(`+)([\s\S]*?[^`])\1(?!`))"),
    ("emoji", r":([A-Za-z0-9_+-]+?(?:::skin-tone-\d)?):"),
    ("spoiler", r"\|\|([\s\S]+?)\|\|"),
)
_COMPILED = tuple((kind, re.compile(pattern)) for kind, pattern in _RULES)
_TEXT = re.compile(r"[\s\S]+?(?=[^0-9A-Za-z\s\u00c0-\uffff]|\n|\w+:\S|$)")
_QUOTED = re.compile(r"^ *>(?:>>)? ", re.MULTILINE)
_ADDRESS = re.compile(r"https?://|discord\.gg/", re.IGNORECASE)


def shown(markdown: str, *, quoted: bool = False) -> Shown:
    """What Discord's client shows of a text."""
    return _shown(markdown, quoted=quoted, inline=False)


def _shown(source: str, *, quoted: bool, inline: bool) -> Shown:
    result = Shown()
    at = 0
    while at < len(source):
        begins = not inline and (at == 0 or source[at - 1] == "\n")
        kind, match = next(_matches(source, at, begins=begins, quoted=quoted), ("", None))
        if match is None:
            match = _TEXT.match(source, at)
            assert match is not None
            result.text += match[0]
        else:
            _take(result, kind, match, quoted=quoted)
        at = match.end()
    return result


def _matches(source: str, at: int, *, begins: bool, quoted: bool) -> Iterator[tuple[str, re.Match[str]]]:
    for kind, pattern in _COMPILED:
        if kind in BLOCKS and (not begins or (kind == "quote" and quoted)):
            continue
        match = pattern.match(source, at)
        if match is not None and not (kind == "link" and not _is_link(match)):
            yield kind, match


def _is_link(match: re.Match[str]) -> bool:
    """Discord makes no link of an invalid address, nor where the label is one itself, or blank."""
    return bool(re.match(r"https?://\S+$", match[2]) and match[1].strip() and not _ADDRESS.search(match[1]))


def _take(result: Shown, kind: str, match: re.Match[str], *, quoted: bool) -> None:
    if kind == "escape":
        result.text += match[1]
    elif kind in ("url", "autolink"):
        result.kinds.append(kind)
        result.text += match[1]
        result.links.append(match[1])
    elif kind == "quote":
        result.add(kind, _shown(_QUOTED.sub("", match[0]), quoted=True, inline=False))
    elif kind in ("code", "code block"):
        result.add(kind, Shown(match[match.lastindex or 0]))
    elif kind in MENTIONS or kind in ("custom emoji", "time", "emoji"):
        result.add(kind, Shown(match[0]))
    else:
        result.add(kind, _shown(match[1], quoted=quoted, inline=True))
        if kind == "link":
            result.links.append(match[2])
        if kind in BLOCKS:
            result.text += "\n"
