"""What a reader typed, as terms that must all be found. Nothing typed is ever an operator."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from bot.text.characters import CAMEL, fold
from bot.text.runs import CHINESE, WORD, Run, lone_joiner, read_phrases
from bot.text.tokens import BEGINNING, BEGINNINGS, SHORTEST_WORD

LONGEST_QUERY = 256
"""Characters that are read of a query."""

MOST_TERMS = 8
"""Terms that are looked for."""

_LONGEST_NAME = 5  # words


class Phrase(NamedTuple):
    """Runs that stand side by side. `open`: the last word may go on (nvid finds NVIDIA)."""

    runs: tuple[Run, ...]
    open: bool = False

    def __str__(self) -> str:
        text = ""
        for run in self.runs:
            blank = text and text[-1].isascii() and run.text[0].isascii()
            text += f" {run.text}" if blank else run.text
        return text


Term = tuple[Phrase, ...]
"""Phrases of which one must be found: what was typed comes first, then its other names."""

OtherNames = Callable[[tuple[Run, ...]], Sequence[tuple[Run, ...]]]
"""Gives the other names of a name, none for what is not a name."""


def read_terms(text: str, other_names: OtherNames = lambda _: ()) -> tuple[Term, ...]:
    """The terms of a query, at most MOST_TERMS; none if it has neither letters nor digits."""
    chunks = lone_joiner().sub(r"\1", fold(text[:LONGEST_QUERY]).replace(CAMEL, "")).split()
    terms: list[Term] = []
    start = 0
    while start < len(chunks) and len(terms) < MOST_TERMS:
        for end in range(min(start + _LONGEST_NAME, len(chunks)), start, -1):
            phrases = read_phrases(" ".join(chunks[start:end]))
            if end == start + 1 or (len(phrases) == 1 and other_names(phrases[0])):
                terms += [(Phrase(runs), *map(Phrase, other_names(runs))) for runs in phrases]
                start = end
                break
    if terms:
        terms[-1] = (_opened(terms[-1][0]), *terms[-1][1:])
    return tuple(dict.fromkeys(terms[:MOST_TERMS]))


def tokens_of(phrase: Phrase) -> list[str]:
    """The tokens that follow each other in the stream where the phrase stands (bot.text.tokens)."""
    runs = phrase.runs
    if len(runs) == 1 and (runs[0].kind != CHINESE or len(runs[0].text) == 1):
        return [runs[0].text]
    tokens: list[str] = []
    for before, run, after in zip((None, *runs), runs, (*runs[1:], None), strict=False):
        if run.kind == CHINESE:
            tokens += [run.text[at : at + 2] for at in range(len(run.text) - 1)]
            if after is not None:
                tokens.append(run.text[-1] + after.text)
            continue
        # At either end, 的gpt or gpt的 says it all.
        neighbour = before or after
        if (before and after) or (neighbour and neighbour.kind != CHINESE):
            tokens.append(run.text)
        if after is not None and after.kind == CHINESE:
            tokens.append(run.text + after.text[0])
    return tokens


def beginning_of(phrase: Phrase) -> str | None:
    """The token that finds a short open word by its beginning."""
    word = phrase.runs[-1].text
    return BEGINNING + word if phrase.open and len(phrase.runs) == 1 and len(word) in BEGINNINGS else None


def _opened(phrase: Phrase) -> Phrase:
    """The phrase with its last word open, if that is a word that can be.

    Behind other runs a short word would begin too many: 4o finds no 4oz.
    """
    *before, last = phrase.runs
    shortest = SHORTEST_WORD if before else BEGINNINGS[0]
    # ai ai* would find the ai芯 that is made of the first ai.
    repeated = bool(before) and before[-1].text.startswith(last.text)
    worded = last.kind == WORD and len(last.text) >= shortest and last.text.isalpha()
    return phrase._replace(open=worded and not repeated)
