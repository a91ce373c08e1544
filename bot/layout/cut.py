"""Where a text may be cut: at a paragraph, else a sentence, else a word, never inside a grapheme (pure)."""

import re
import unicodedata
from collections.abc import Callable

_LINES = re.compile(r"\n+")
_SENTENCES = re.compile(r"[。！？；…]+[”’」』）)\"']*\s*|[.!?;][”’)\"']*\s+")
_WORDS = re.compile(r"\s+|[，、：—）」』”》]+(?![，、：—）」』”》])")
_STEP = 256
_JOINER = "\u200d"
_LEADING = range(0x1100, 0x1160)  # the jamo of Hangul: consonants that begin a syllable,
_FOLLOWING = range(0x1160, 0x1200)  # vowels and the consonants that end one
_NEVER_FIRST = frozenset("，。、；：？！）」』”’》】…,.;:?!)]}%")


def longest(text: str, start: int, fits: Callable[[str], bool]) -> int:
    """Where the longest piece of `text` from `start` that fits ends; `start` if not one character does."""
    low, step = start, _STEP
    while low < len(text) and fits(text[start : start + step]):
        low = min(start + step, len(text))
        step *= 2
    high = min(start + step, len(text) + 1)
    while high - low > 1:
        middle = (low + high) // 2
        if fits(text[start:middle]):
            low = middle
        else:
            high = middle
    return low


def place(text: str, start: int, end: int) -> int:
    """The best place to cut `text` after `start` and not after `end`.

    Looks for the end of a paragraph or a sentence in the second half, of a word in the last quarter. What
    is one grapheme and nothing else is cut all the same: somewhere it must.
    """
    if end >= len(text):
        return len(text)
    half, quarter = start + (end - start) // 2, end - (end - start) // 4
    for pattern, earliest in ((_LINES, half), (_SENTENCES, half), (_WORDS, quarter)):
        ends = [match.end() for match in pattern.finditer(text, earliest, end) if match.end() > start]
        found = next((at for at in reversed(ends) if is_boundary(text, at)), None)
        if found is not None:
            return found
    candidates = [at for at in range(end, start, -1) if is_boundary(text, at)]
    kind = (at for at in candidates if at >= quarter and _parts_words(text, at))
    return next(kind, candidates[0] if candidates else end)


def _parts_words(text: str, at: int) -> bool:
    """Whether no Latin word, number or address is cut, and no line begins with a closing mark."""
    before, after = text[at - 1], text[at]
    return after not in _NEVER_FIRST and not (_in_word(before) and _in_word(after))


def _in_word(char: str) -> bool:
    return "!" <= char < "\u2e80"


def is_boundary(text: str, at: int) -> bool:
    """Whether a grapheme ends before `at`: the rules that matter of Unicode's UAX #29."""
    if not 0 < at < len(text):
        return True
    before, after = text[at - 1], text[at]
    if after < "\u0300" and before < "\u0300":
        return (before, after) != ("\r", "\n")
    if _extends(after) or before == _JOINER:
        return False
    if _is_flag(before) and _is_flag(after):
        first = at - 1
        while first and _is_flag(text[first - 1]):
            first -= 1
        return (at - first) % 2 == 0
    if ord(after) in _FOLLOWING:
        return not (_is_syllable(before) or ord(before) in _LEADING or ord(before) in _FOLLOWING)
    return not (ord(before) in _LEADING and (_is_syllable(after) or ord(after) in _LEADING))


def _extends(char: str) -> bool:
    """Whether a character belongs to the one before it."""
    return (
        unicodedata.category(char) in ("Mn", "Me", "Mc")
        or char in ("\u200c", _JOINER)
        or "\U0001f3fb" <= char <= "\U0001f3ff"  # skin tones
        or "\U000e0020" <= char <= "\U000e007f"  # the tags of a flag
    )


def _is_syllable(char: str) -> bool:
    return "\uac00" <= char <= "\ud7a3"


def _is_flag(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"
