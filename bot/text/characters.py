"""Letters as they are compared: one form for every way of writing the same character."""

import re
import unicodedata
from functools import cache
from importlib.resources import files

CAMEL = "\x1f"
"""Stands in a folded text where a word's next part begins: ChatGPT → chat␟gpt."""

# Zero-width and directional signs, soft hyphens, variation selectors, control characters.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]+"
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z]{2})")
_HAS_CAMEL = re.compile("[a-z][A-Z]|[A-Z]{2}[a-z]{2}")
_ACCENTED = re.compile("[\u00c0-\u024f\u0300-\u036f\u1e00-\u1fff]")
# What makes NFKC slow on Chinese text that is otherwise normal: replaced beforehand, with the same result.
_FULL_WIDTH = (("，", ","), ("：", ":"), ("（", "("), ("）", ")"), ("；", ";"), ("？", "?"), ("！", "!"))
# Letters with a stroke have no decomposition.
_STROKES = str.maketrans("øłđħŧı", "oldhti")


def normalise(text: str) -> str:
    """The text for loose comparison: NFKC, caseless, simplified, without accents or zero-width signs.

    White space becomes single blanks. Normalising twice changes nothing.
    """
    return " ".join(fold(text).replace(CAMEL, "").split())


def fold(text: str) -> str:
    """The text as the tokenizer reads it: normalised, with its white space and its CAMEL marks."""
    text = settle(text)
    if _HAS_CAMEL.search(text):
        text = _CAMEL.sub(CAMEL, text)
    return compose(lower(text))


def settle(text: str) -> str:
    """NFKC, without invisible signs: the stage at which camel case can still be seen."""
    if _INVISIBLE.search(text):
        text = _INVISIBLE.sub("", text)
    if text.isascii():
        return text
    for wide, narrow in _FULL_WIDTH:
        text = text.replace(wide, narrow)
    if unicodedata.is_normalized("NFKC", text):
        return text
    text = unicodedata.normalize("NFKC", text)
    return _INVISIBLE.sub("", text) if _INVISIBLE.search(text) else text


def camel_boundaries(text: str) -> list[int]:
    """Offsets in a settled text before which a part of a word begins."""
    return [match.start() for match in _CAMEL.finditer(text)]


def lower(text: str) -> str:
    """A settled text caseless, unaccented and simplified, character by character."""
    text = text.casefold()
    if text.isascii():
        return text
    if _ACCENTED.search(text):
        text = _ACCENTED.sub(_bare, text)
    traditional, table = _simplified()
    return text if traditional.isdisjoint(text) else text.translate(table)


def compose(text: str) -> str:
    """NFKC again where lowering undid it (a few rare letters)."""
    while not (text.isascii() or unicodedata.is_normalized("NFKC", text)):
        text = lower(unicodedata.normalize("NFKC", text))
    return text


def _bare(match: re.Match[str]) -> str:
    letters = unicodedata.normalize("NFD", match[0])
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).translate(_STROKES)


@cache
def _simplified() -> tuple[frozenset[str], dict[int, str]]:
    """The traditional characters, and the table that makes them simplified."""
    pairs: dict[str, str] = {}
    for line in files("bot.text").joinpath("simplified.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            simplified, traditional = line.split()
            pairs.update(dict.fromkeys(traditional, simplified))
    return frozenset(pairs), str.maketrans(pairs)
