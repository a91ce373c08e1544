"""Which hits a page shows: an exact order over all of them, read from the ends of two lists.

A rank is an item's id, raised by TITLE_DAYS for a hit in the title. What is newer than a hit and in the
title too, or newer and elsewhere too, has a higher rank: so the first hits of the order are among the
newest in titles and the newest at all, however many there are.
"""

import json
import re
import string
from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.models import SearchQuery
from bot.text.terms import Term
from storage.engines import ENGINES
from storage.ids import DAY_BITS
from storage.match import MOST_WORDS, Match, beginning, compile_match

CAP = 1000
"""Hits are counted up to here."""

TITLE_DAYS = 90
"""A hit in the title counts as so much younger."""

WORDS = sa.text("SELECT word FROM search_words WHERE word > :first AND word < :end ORDER BY word LIMIT :most")
_BONUS = TITLE_DAYS << DAY_BITS
_MOST_BY_NUMBER = 10_000  # hits that can be reached by a page's number
_STEP = 200  # hits that are looked through at a time behind a key
_DIGITS = string.digits + string.ascii_lowercase


class Ranked(NamedTuple):
    """How many hits there are, counted to one more than CAP, and the ranks of a page, descending.

    There is one rank more than the page shows if there is a next page.
    """

    total: int
    ranks: list[int]


def rank_of(item_id: int, *, title: bool) -> int:
    """Where a hit stands in the order: the higher the earlier. No two hits share a rank."""
    return (item_id + _BONUS) * 2 + 1 if title else item_id * 2


def id_of(rank: int) -> int:
    """The item that has the rank."""
    return rank // 2 - _BONUS if rank % 2 else rank // 2


def key_of(rank: int) -> str:
    """The rank in at most 12 letters and digits; a page's key is that of its last hit."""
    digits = ""
    while rank:
        rank, digit = divmod(rank, 36)
        digits = _DIGITS[digit] + digits
    return digits


def read_key(key: str | None) -> int | None:
    """The rank of which this is the key; None for anything else, which asks for the first page."""
    return int(key, 36) if key is not None and re.fullmatch("[0-9a-z]{1,12}", key) else None


async def rank(connection: AsyncConnection, query: SearchQuery, terms: Sequence[Term]) -> Ranked:
    """The page that the query asks for, without its items."""
    longer = await longer_words(connection, terms)
    match = compile_match(ENGINES[connection.dialect.name], query, terms, longer)
    below = read_key(query.before)
    if below is not None:
        hits, _ = await _newest(connection, match._replace(titles=None), CAP + 1)
        return Ranked(len(hits), await _behind(connection, match, below, query.limit + 1) if hits else [])
    skipped = (query.page - 1) * query.limit
    if skipped > _MOST_BY_NUMBER:
        hits, _ = await _newest(connection, match._replace(titles=None), CAP + 1)
        return Ranked(len(hits), [])
    wanted = skipped + query.limit + 1
    most = max(CAP + 1, wanted)
    # A title below the last wanted hit by more than its bonus comes too late for this page.
    hits, titles = await _newest(connection, match, most, most_titles=wanted, nth=wanted - 1, reach=_BONUS)
    return Ranked(len(hits), _merged(hits[:wanted], titles)[skipped:wanted])


async def _behind(connection: AsyncConnection, match: Match, below: int, wanted: int) -> list[int]:
    """The first `wanted` ranks that are lower than `below`."""
    others: list[int] = []
    high = min(match.high, (below - 1) // 2)
    while len(others) < wanted:
        hits, titles = await _newest(
            connection, match._replace(high=high), _STEP, most_titles=_STEP, nth=_STEP - 1, reach=0
        )
        others += sorted(set(hits).difference(titles), reverse=True)
        if len(hits) < _STEP:
            break
        high = hits[-1] - 1
    titles = []
    if match.titles is not None:
        high = min(match.high, (below - 2) // 2 - _BONUS)
        in_title = match._replace(hits=match.titles, titles=None, high=high)
        titles, _ = await _newest(connection, in_title, wanted)
    return _merged(others, titles)[:wanted]


def _merged(hits: Sequence[int], titles: Sequence[int]) -> list[int]:
    """The ranks of hits, of which `titles` are in the title, descending."""
    ranks = [rank_of(one, title=True) for one in titles]
    ranks += [rank_of(one, title=False) for one in set(hits).difference(titles)]
    return sorted(ranks, reverse=True)


async def _newest(
    connection: AsyncConnection, match: Match, most: int, **titles: int
) -> tuple[list[int], list[int]]:
    """The ids of the newest hits and of the newest title hits, descending (storage.engines says how many)."""
    engine = ENGINES[connection.dialect.name]
    asked: dict[str, object] = {"hits": match.hits, "low": match.low, "high": match.high, "most": most}
    if match.titles is None:
        ((ids,),) = await engine.fetch(connection, engine.newest, asked)
        return json.loads(ids or "[]"), []
    asked |= {"titles": match.titles, **titles}
    (both,) = await engine.fetch(connection, engine.newest_both, asked)
    return json.loads(both[0] or "[]"), json.loads(both[1] or "[]")


async def longer_words(connection: AsyncConnection, terms: Sequence[Term]) -> list[str] | None:
    """The words of the archive that go on where the last word of the query ends; None: too many."""
    word = beginning(terms)
    if word is None:
        return []
    asked = {"first": word, "end": word + chr(0x10FFFF), "most": MOST_WORDS + 1}
    engine = ENGINES[connection.dialect.name]
    words = [row[0] for row in await engine.fetch(connection, WORDS, asked)]
    return words if len(words) <= MOST_WORDS else None
