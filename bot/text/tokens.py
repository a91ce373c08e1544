"""What is indexed of a text: tokens without blanks, which a database keeps as they are.

The stream, in the order of the text, answers phrases: neighbouring Chinese characters in pairs (大模 模型),
a word with a character that joins it (gpt的), words and numbers themselves, and SEPARATOR where two tokens
stand side by side that must not be read as a phrase. A word in camel case is followed, at the end, by its
parts with what comes after them. Beside the stream, in no order: single Chinese characters, and the
beginnings of words (~nv ~nvi).
"""

import operator
from functools import lru_cache
from typing import NamedTuple

from bot.text.characters import CAMEL, fold
from bot.text.runs import CHINESE, LONGEST, PARTING, WORD, as_compared, runs

VERSION = 1
"""To be raised with every change that makes other tokens of the same text: archives are then indexed anew."""

SEPARATOR = "|"
TITLE = "^"
"""Stands before a token that is in the title."""

BEGINNING = "~"
BEGINNINGS = (2, 3)
"""By so many of its first letters a word is found through a token of its own."""

SHORTEST_WORD = 4
"""Shorter words are not worth a place in the vocabulary: BEGINNINGS find them."""

_FOLLOWING = 4  # tokens that are repeated behind the parts of a word in camel case
_MOST_PARTS = 6


class Tokens(NamedTuple):
    """The tokens of one text: its stream, what stands beside it in no order, and its longer words."""

    stream: list[str]
    beside: set[str]
    vocabulary: set[str]


def tokenise(text: str) -> Tokens:  # noqa: C901 - one loop, for an import spends its time here
    """The tokens of a raw text."""
    stream: list[str] = []
    beside: set[str] = set()
    words: set[str] = set()
    camels: list[tuple[int, str]] = []
    unit = tail = ""  # the last unit, and the last unit of the last token: not the same after a lone 的
    whole = worded = False  # whether the last unit is the tail, and whether the tail is a word
    before = PARTING
    for match in runs().finditer(fold(text)):
        kind, run = match.lastindex or PARTING, match[0]
        if kind == CHINESE:
            beside.update(run)
            pairs = len(run) > 1
            if before > CHINESE:
                stream.append(unit + run[0])
            elif pairs and tail == run[0]:
                stream.append(SEPARATOR)
            if pairs:
                stream.extend(map(operator.add, run, run[1:]))
            unit = run[-1]
            whole = pairs or before > CHINESE
            if whole:
                tail, worded = unit, False
        elif kind != PARTING:
            word = run if run.isalnum() and len(run) <= LONGEST else as_compared(kind, run)
            if kind == WORD:
                words.add(word)
            if before == CHINESE:
                if tail == unit and not whole:
                    stream.append(SEPARATOR)
                stream.append(unit + word)
            elif before == PARTING and worded:
                stream.append(SEPARATOR)
            if kind == WORD and CAMEL in run:
                camels.append((len(stream), run))
            stream.append(word)
            unit = tail = word
            worded = True
        before = kind
    stream.extend(_camel_parts(stream, camels, words))
    beside.update(*map(_beginnings, words))
    return Tokens(stream, beside, {word for word in words if len(word) >= SHORTEST_WORD})


def marked(tokens: list[str]) -> list[str]:
    """The tokens as those of a title."""
    return [TITLE + token for token in tokens]


@lru_cache(maxsize=10_000)
def _beginnings(word: str) -> tuple[str, ...]:
    return tuple(BEGINNING + word[:length] for length in BEGINNINGS if len(word) >= length)


def _camel_parts(stream: list[str], camels: list[tuple[int, str]], words: set[str]) -> list[str]:
    """For each word in camel case (its place in the stream, its run): its parts and the tokens behind it.

    Parts that stand together inside a longer word are words as well: OpenAI in AzureOpenAIService.
    """
    tokens: list[str] = []
    for place, run in camels:
        parts = [part[:LONGEST] for part in run.split(CAMEL)[:_MOST_PARTS]]
        inner = {
            "".join(parts[i:j])[:LONGEST] for i in range(len(parts)) for j in range(i + 1, len(parts) + 1)
        }
        words.update(inner)
        word = stream[place]
        following = stream[place + 1 : place + 1 + _FOLLOWING]
        if following and following[0][:-1] == word:
            last = runs().match(following[0][-1])
            if last is not None and last.lastindex == CHINESE:  # 的 of gpt的
                following[0] = parts[-1] + following[0][-1]
        tokens += [SEPARATOR, *parts, *following]
        for joined in inner.difference(parts, [word]):
            tokens += [SEPARATOR, joined]
    return tokens
