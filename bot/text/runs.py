"""A folded text in runs: what stands together. Chinese characters, one word, one number, signs that part.

Blanks, hyphens and the like join the runs on their sides (`GPT - 4o` is `GPT-4o`), but never Chinese to
Chinese; all other signs part them.
"""

import re
from functools import cache
from typing import NamedTuple

from bot.text.characters import CAMEL

PARTING, CHINESE, WORD, NUMBER = 0, 1, 2, 3

LONGEST = 64
"""Words and numbers are cut to this many characters, in texts and in queries."""

_CHINESE = (
    "\u3005\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f\u3131-\u318e\u31a0-\u31bf"
    "\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
)
_JOINING_SIGNS = r"\-‐‑‒–−_·./'’&"
_JOINING = rf" \t{_JOINING_SIGNS}"
_LETTER = rf"[^\W\d_{_CHINESE}]"


@cache
def runs() -> re.Pattern[str]:
    """Finds the runs of a folded text; the group that matched is the kind, none is PARTING."""
    word = rf"{_LETTER}+(?:{CAMEL}{_LETTER}+)*(?:\+\+|(?<=(?<!{_LETTER})[cf])#)?"
    number = r"\d{1,3}(?:,\d{3})+(?:\.\d+)*(?!\d)|\d+(?:\.\d+)*"
    return re.compile(rf"([{_CHINESE}]+)|({word})|({number})|[^\w{_JOINING}{CAMEL}]+")


@cache
def letter() -> re.Pattern[str]:
    """Matches one letter of a word."""
    return re.compile(_LETTER)


@cache
def joining() -> re.Pattern[str]:
    """Matches what may stand between two runs that are joined, also nothing."""
    return re.compile(f"[{_JOINING}]*")


@cache
def lone_joiner() -> re.Pattern[str]:
    """Matches a joining sign that stands alone between blanks: the hyphen of `GPT - 4o`."""
    return re.compile(rf"(?<=\S)\s+([{_JOINING_SIGNS}]+)\s+(?=\S)")


class Run(NamedTuple):
    """A run as it is compared: a word without CAMEL marks, a number without commas."""

    kind: int
    text: str


def read_phrases(folded: str) -> list[tuple[Run, ...]]:
    """The runs of a folded text, those in one tuple that are joined."""
    phrases: list[list[Run]] = []
    before = PARTING
    for match in runs().finditer(folded):
        kind = match.lastindex or PARTING
        if kind != PARTING:
            run = Run(kind, as_compared(kind, match[0]))
            if before == PARTING or before == kind == CHINESE:
                phrases.append([run])
            else:
                phrases[-1].append(run)
        before = kind
    return [tuple(phrase) for phrase in phrases]


def as_compared(kind: int, written: str) -> str:
    """The text of a run as it is compared."""
    if kind == CHINESE:
        return written
    return written.replace("," if kind == NUMBER else CAMEL, "")[:LONGEST]
