"""What to try when nothing was found. Whatever is suggested was tried and gives hits.

In this order: the same words set apart (NVIDIA芯片战 → NVIDIA 芯片 战), a word or name that is spelt nearly
so, the query without one of its terms, one term alone, the longest piece of a Chinese term that is known.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from difflib import get_close_matches

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.aliases import Aliases
from bot.text.runs import CHINESE, WORD, Run
from bot.text.terms import Phrase
from bot.text.tokens import SHORTEST_WORD

MOST_TRIES = 24
"""Searches that are spent on finding a suggestion."""

_MOST_WORDS = 1000  # of the vocabulary that are compared with a word
_NEAR = 0.75  # difflib's ratio
_NEAR_CHINESE = 0.6  # two of three characters
_LONGEST_NAME = 8  # characters of a Chinese name that is looked for within a run

_WORDS = sa.text(
    "SELECT word FROM search_words WHERE word >= :first AND word < :end ORDER BY word LIMIT :most"
)
Gives = Callable[[str], Awaitable[bool]]


async def suggest(
    connection: AsyncConnection, phrases: Sequence[Phrase], aliases: Aliases, gives: Gives
) -> str | None:
    """A query like that of these phrases which gives hits, as `gives` tells; None if none is found."""
    tried = {" ".join(map(str, phrases))}
    async for candidate in _candidates(connection, phrases, aliases, gives):
        if candidate in tried:
            continue
        if len(tried) > MOST_TRIES:
            break
        tried.add(candidate)
        if await gives(candidate):
            return candidate
    return None


async def _candidates(
    connection: AsyncConnection, phrases: Sequence[Phrase], aliases: Aliases, gives: Gives
) -> AsyncIterator[str]:
    """What to try, the nearest first."""
    typed = [str(phrase) for phrase in phrases]
    yield " ".join(part for phrase in phrases for part in _parts(phrase, aliases))
    spellings = [await _spellings(connection, phrase, aliases) for phrase in phrases]
    for at, others in enumerate(spellings):
        for other in others:
            yield " ".join([*typed[:at], other, *typed[at + 1 :]])
    yield " ".join(others[0] if others else text for others, text in zip(spellings, typed, strict=True))
    if len(typed) > 2:
        for at in reversed(range(len(typed))):
            yield " ".join([*typed[:at], *typed[at + 1 :]])
    if len(typed) > 1:
        for one in [
            *sorted(typed, key=len, reverse=True),
            *(other for others in spellings for other in others),
        ]:
            yield one
    for run in (run for phrase in phrases for run in phrase.runs):
        if run.kind == CHINESE:
            for piece in await _known_pieces(run.text, gives):
                yield piece
        elif run.kind == WORD:
            yield run.text


def _parts(phrase: Phrase, aliases: Aliases) -> Iterator[str]:
    """The runs of the phrase by themselves, a Chinese one cut at the names in it."""
    for run in phrase.runs:
        yield from _cut(run.text, aliases) if run.kind == CHINESE else [run.text]


def _cut(text: str, aliases: Aliases) -> list[str]:
    """The names in the text, and what stands between them."""
    parts = [""]
    at = 0
    while at < len(text):
        longest = min(_LONGEST_NAME, len(text) - at)
        name = next(
            (
                text[at : at + length]
                for length in range(longest, 1, -1)
                if (Run(CHINESE, text[at : at + length]),) in aliases.groups
            ),
            None,
        )
        if name is None:
            parts[-1] += text[at]
            at += 1
        else:
            parts += [name, ""]
            at += len(name)
    return [part for part in parts if part]


async def _spellings(connection: AsyncConnection, phrase: Phrase, aliases: Aliases) -> list[str]:
    """Names that are spelt like the phrase, and the phrase with words of the archive like its own."""
    text = "".join(run.text for run in phrase.runs)
    names: dict[str, str] = {}
    for runs, written in aliases.names():
        names.setdefault("".join(run.text for run in runs), written)
    cutoff = _NEAR if text.isascii() else _NEAR_CHINESE
    found = [names[near] for near in get_close_matches(text, names, n=2, cutoff=cutoff)]
    for at, run in enumerate(phrase.runs):
        if run.kind == WORD and len(run.text) >= SHORTEST_WORD:
            before, after = phrase.runs[:at], phrase.runs[at + 1 :]
            words = await _like(connection, run.text)
            found += [str(Phrase((*before, Run(WORD, word), *after))) for word in words]
    return found


async def _like(connection: AsyncConnection, word: str) -> list[str]:
    """Words of the archive that begin as this one does and are spelt much like it."""
    asked = {"first": word[:2], "end": word[:2] + chr(0x10FFFF), "most": _MOST_WORDS}
    known = [row[0] for row in await connection.execute(_WORDS, asked)]
    return get_close_matches(word, known, n=3, cutoff=_NEAR)


async def _known_pieces(text: str, gives: Gives) -> list[str]:
    """Pieces of the text whose every pair of characters is known, the longest first."""
    pieces = [""]
    for at in range(min(len(text) - 1, MOST_TRIES // 2)):
        pair = text[at : at + 2]
        if not await gives(pair):
            pieces.append("")
        elif pieces[-1]:
            pieces[-1] += pair[1]
        else:
            pieces[-1] = pair
    pairs = [piece[at : at + 2] for piece in pieces for at in range(len(piece) - 1)]
    return sorted(filter(None, {*pieces, *pairs[:1]}), key=len, reverse=True)
