"""Whether a text mentions a keyword: by the search's own tokens and by other names of the same thing (pure).

A keyword's words stand together in the text, whole: `AI` is neither in `said` nor in `AIR`.
"""

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from bot.text.characters import CAMEL, fold
from bot.text.runs import CHINESE, Run, lone_joiner, read_phrases
from bot.text.terms import LONGEST_QUERY, OtherNames, Phrase, tokens_of
from bot.text.tokens import SEPARATOR, tokenise

_KEPT = 1000  # texts: those of a few digests, which each policy looks through
_LONGEST_NAME = 5  # runs

Keyword = tuple[tuple[str, ...], ...]
"""What must stand in a text, all of it: of each phrase one of its writings, as `Stream.text` has it."""


class Stream(NamedTuple):
    """The tokens of a text: those that have an order as one string, the others beside it."""

    text: str
    beside: frozenset[str]


def read_keyword(written: str, other_names: OtherNames = lambda _: ()) -> Keyword:
    """The keyword that somebody wrote; empty if it has neither letters nor digits."""
    folded = lone_joiner().sub(r"\1", fold(written[:LONGEST_QUERY]).replace(CAMEL, ""))
    return tuple(
        tuple(dict.fromkeys(_joined(tokens_of(Phrase(runs))) for runs in _writings(phrase, other_names)))
        for phrase in read_phrases(folded)
    )


@lru_cache(maxsize=_KEPT)
def stream(*texts: str) -> Stream:
    """The tokens of these texts, of which none goes on in the next."""
    found = [tokenise(text) for text in texts]
    ordered = [token for tokens in found for token in (SEPARATOR, *tokens.stream)]
    return Stream(_joined(ordered), frozenset().union(*(tokens.beside for tokens in found)))


def mentions(text: Stream, keyword: Keyword) -> bool:
    """Whether the keyword stands in the text; an empty one stands nowhere."""
    return bool(keyword) and all(
        any(writing in text.text or writing.strip() in text.beside for writing in phrase)
        for phrase in keyword
    )


def _writings(phrase: tuple[Run, ...], other_names: OtherNames) -> Iterator[tuple[Run, ...]]:
    """The phrase, and the same with another name in the place of each that it has."""
    yield phrase
    for start in range(len(phrase)):
        for end in range(start + 1, min(start + _LONGEST_NAME, len(phrase)) + 1):
            for other in other_names(phrase[start:end]):
                yield _merged((*phrase[:start], *other, *phrase[end:]))


def _merged(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """The runs, with Chinese ones that have become neighbours in one."""
    merged = [*runs[:1]]
    for before, run in pairwise(runs):
        if before.kind == run.kind == CHINESE:
            merged[-1] = Run(CHINESE, merged[-1].text + run.text)
        else:
            merged.append(run)
    return tuple(merged)


def _joined(tokens: list[str]) -> str:
    """The tokens as a string in which none is found within another: they have no blanks."""
    return f" {' '.join(tokens)} "
