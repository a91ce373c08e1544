"""Names as people type them: which of the known ones may be meant.

Pure. Widths, cases, traditional characters, spaces and punctuation make no difference; beyond that the
nearest kind of likeness decides, and several names alike in the same way are left to the reader.
"""

import difflib
from collections.abc import Callable, Iterable, Sequence

from bot.models import Publication
from bot.text import normalise

LIKENESS = 0.7
"""How alike a misspelt name must be: one wrong character in four, none in two."""


def match(word: str, names: Sequence[str], *, numbered: bool = False) -> tuple[str, ...]:
    """The names that `word` may mean, in their order: one is certain, several are ambiguous.

    `numbered` also takes the place of a name in the list, counted from 1.
    """
    word = word.strip()
    if not word:
        return ()
    if word in names:
        return (word,)
    sought = key(word)
    known = [(name, key(name)) for name in names]
    if exact := _where(known, lambda k: k == sought):
        return exact
    if numbered and sought.isascii() and sought.isdigit() and len(sought) < 6:
        place = int(sought)
        return (names[place - 1],) if 1 <= place <= len(names) else ()
    return (
        _where(known, lambda k: k.startswith(sought))
        or _where(known, lambda k: sought in k)
        or _where(known, lambda k: len(k) > 1 and k in sought)
        or _alike(sought, known)
    )


def publications(word: str, known: Sequence[Publication]) -> tuple[Publication, ...]:
    """The publications that `word` may mean, by their name or their slug."""
    found = set(match(word, [p.slug for p in known]) or match(word, [p.name for p in known]))
    return tuple(p for p in known if p.slug in found or p.name in found)


def key(name: str) -> str:
    """What two spellings of one name have in common."""
    folded = normalise(name)
    return "".join(c for c in folded if c.isalnum()) or folded.strip()


def _where(known: Iterable[tuple[str, str]], fits: Callable[[str], bool]) -> tuple[str, ...]:
    return tuple(name for name, k in known if fits(k))


def _alike(sought: str, known: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    near = set(difflib.get_close_matches(sought, [k for _, k in known], n=5, cutoff=LIKENESS))
    return _where(known, near.__contains__)
