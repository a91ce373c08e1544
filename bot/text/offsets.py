"""Where each character of a folded text comes from in the raw one."""

import re
from functools import cache
from itertools import accumulate
from typing import NamedTuple

from bot.text.characters import camel_boundaries, lower, settle

# Jamo and half-width voicing marks melt into the character before them, as combining marks do.
_MELTING = (
    "\u0300-\u036f\u1160-\u11ff\u200b-\u200f\u20d0-\u20ff\u3099\u309a\ufe00-\ufe0f\ufe20-\ufe2f\uff9e\uff9f"
)
# These fold one by one, into one character each.
_EVEN = (
    "\n\t -~\u2010-\u2015\u2018-\u201d\u3001-\u3029\u3041-\u3096\u30a1-\u30fa\u3400-\u4dbf\u4e00-\u9fff"
    "\uff01-\uff5e"
)


@cache
def _pieces() -> re.Pattern[str]:
    return re.compile(rf"((?:[{_EVEN}](?![{_MELTING}]))+)|[\s\S][{_MELTING}]*")


class Mapped(NamedTuple):
    """A folded text without CAMEL marks; its character i stands for raw[starts[i]:ends[i]]."""

    text: str
    starts: list[int]
    ends: list[int]
    camels: frozenset[int]
    """Where, in `text`, a further part of a word begins."""


def fold_mapped(raw: str) -> Mapped:
    """The folded text with its way back."""
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for match in _pieces().finditer(raw):
        start, end = match.span()
        piece = settle(match[0])
        pieces.append(piece)
        if match.lastindex:
            starts.extend(range(start, end))
            ends.extend(range(start + 1, end + 1))
        else:
            starts.extend([start] * len(piece))
            ends.extend([end] * len(piece))
    settled = "".join(pieces)
    camels = camel_boundaries(settled)
    text = lower(settled)
    if len(text) != len(settled):  # ß, lone accents: one by one
        forms = [lower(character) for character in settled]
        at = [0, *accumulate(map(len, forms))]
        camels = [at[boundary] for boundary in camels]
        starts = [start for start, form in zip(starts, forms, strict=True) for _ in form]
        ends = [end for end, form in zip(ends, forms, strict=True) for _ in form]
        text = "".join(forms)
    return Mapped(text, starts, ends, frozenset(camels))
