"""Finding items. Every query is a match in the index with a limit: nothing that is typed can scan.

Newest first is id order (storage.ids). Relevance is id order too, but a hit in the title counts as
TITLE_DAYS younger than it is: an exact order over all hits, read from the ends of two lists.
"""

import json
import re
import string
from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.aliases import Aliases, load_aliases
from bot.models import Hit, SearchPage, SearchQuery
from bot.text.highlight import highlight, snippet
from bot.text.terms import Term, read_terms
from storage.engines import ENGINES
from storage.ids import DAY_BITS
from storage.index import DDL, index_items, unindex_items
from storage.match import MOST_WORDS, Match, beginning, compile_match
from storage.suggest import suggest
from storage.tables import digests, items, publications, sections

__all__ = ["DDL", "index_items", "search", "unindex_items"]

CAP = 1000
"""Hits are counted up to here."""

TITLE_DAYS = 90
_DIGITS = string.digits + string.ascii_lowercase
_BONUS = TITLE_DAYS << DAY_BITS
_MOST_BY_NUMBER = 10_000  # hits that can be reached by a page's number

WORDS = sa.text("SELECT word FROM search_words WHERE word > :first AND word < :end ORDER BY word LIMIT :most")
_FOUND = (
    sa.select(
        items.c.id,
        items.c.title,
        items.c.subtitle,
        items.c.body,
        items.c.url,
        sections.c.name.label("section"),
        publications.c.slug.label("publication"),
        digests.c.date,
    )
    .join(sections, items.c.section_id == sections.c.id)
    .join(digests, items.c.digest_id == digests.c.id)
    .join(publications, digests.c.publication_id == publications.c.id)
    .where(items.c.id.in_(sa.bindparam("ids", expanding=True)))
)


class Ranked(NamedTuple):
    """The first of the hits, as ranks in descending order."""

    total: int
    ranks: list[int]
    complete: bool
    """Whether these are all hits there are."""


async def search(
    connection: AsyncConnection, query: SearchQuery, aliases: Aliases | None = None
) -> SearchPage:
    """The page of hits that the query asks for. Raises nothing for any text."""
    aliases = aliases or load_aliases()
    terms = read_terms(query.text, aliases.other_names)
    filtered = any((query.publication, query.section, query.since, query.until))
    if not terms and (query.text.strip() or not filtered):
        return SearchPage(total=0, total_is_exact=True)
    ranked = await rank(connection, query, terms)
    if terms and not ranked.total:

        async def gives(text: str) -> bool:
            other = query.model_copy(update={"text": text, "limit": 1, "page": 1, "before": None})
            return bool((await rank(connection, other, read_terms(text, aliases.other_names))).total)

        suggestion = await suggest(connection, [term[0] for term in terms], aliases, gives)
        return SearchPage(total=0, total_is_exact=True, suggestion=suggestion)
    shown = ranked.ranks[: query.limit]
    return SearchPage(
        total=min(ranked.total, CAP),
        total_is_exact=ranked.total <= CAP,
        hits=await _hits(connection, shown, terms),
        next=_key(shown[-1]) if len(ranked.ranks) > query.limit else None,
    )


def rank_of(item_id: int, *, title: bool) -> int:
    """Where a hit stands in the order: the higher the earlier. No two hits share a rank."""
    return (item_id + _BONUS) * 2 + 1 if title else item_id * 2


def id_of(rank: int) -> int:
    """The item that has the rank."""
    return rank // 2 - _BONUS if rank % 2 else rank // 2


async def longer_words(connection: AsyncConnection, terms: Sequence[Term]) -> list[str] | None:
    """The words of the archive that go on where the last word of the query ends; None: too many."""
    word = beginning(terms)
    if word is None:
        return []
    asked = {"first": word, "end": word + chr(0x10FFFF), "most": MOST_WORDS + 1}
    words = [row[0] for row in await connection.execute(WORDS, asked)]
    return words if len(words) <= MOST_WORDS else None


# --- which page of it ---


async def rank(connection: AsyncConnection, query: SearchQuery, terms: Sequence[Term]) -> Ranked:
    """The ranks of the page asked for and, if there is one, of the first hit behind it."""
    longer = await longer_words(connection, terms)
    match = compile_match(ENGINES[connection.dialect.name], query, terms, longer)
    below = _rank(query.before)
    skipped = 0 if below is not None else min((query.page - 1) * query.limit, _MOST_BY_NUMBER)
    most = max(CAP, skipped + query.limit) + 1
    first = await _first(connection, match, most)
    ranks = [rank for rank in first.ranks if below is None or rank < below][skipped:]
    if below is not None and not first.complete and len(ranks) <= query.limit:
        ranks = await _after(connection, match, below, query.limit + 1)
    return first._replace(ranks=ranks[: query.limit + 1])


async def _first(connection: AsyncConnection, match: Match, most: int) -> Ranked:
    """The hits of highest rank, up to `most`.

    These are among the newest `most` hits and the newest `most` title hits: what is newer than a hit and
    of its kind, or newer at all than a hit elsewhere, has a higher rank.
    """
    hits, titles = await _newest(connection, match, most)
    in_title = set(titles)
    ranks = [rank_of(one, title=True) for one in titles]
    ranks += [rank_of(one, title=False) for one in hits if one not in in_title]
    ranks.sort(reverse=True)
    return Ranked(len(hits), ranks[:most], complete=len(hits) < most)


async def _after(connection: AsyncConnection, match: Match, below: int, most: int) -> list[int]:
    """The hits of highest rank below that rank, up to `most`."""
    high = min(match.high, (below - 1) // 2)
    others: list[int] = []
    while len(others) < most:
        hits, in_title = await _newest(connection, match._replace(high=high, title_high=high), CAP)
        others += sorted(set(hits) - set(in_title), reverse=True)
        if len(hits) < CAP:
            break
        high = hits[-1] - 1
    title_high = min(match.title_high, (below - 2) // 2 - _BONUS)
    _, titles = await _newest(connection, match._replace(title_high=title_high), most)
    ranks = [rank_of(one, title=True) for one in titles] + [rank_of(one, title=False) for one in others]
    return sorted(ranks, reverse=True)[:most]


async def _newest(connection: AsyncConnection, match: Match, most: int) -> tuple[list[int], list[int]]:
    """The ids of the newest hits and of the newest title hits, descending."""
    engine = ENGINES[connection.dialect.name]
    statement = engine.newest if match.titles is None else engine.newest_both
    parameters: dict[str, object] = {"hits": match.hits, "low": match.low, "high": match.high, "most": most}
    if match.titles is not None:
        parameters |= {"titles": match.titles, "title_high": match.title_high}
    found = (await connection.execute(statement, parameters)).one()
    lists = [json.loads(one or "[]") for one in found]
    return lists[0], lists[1] if len(lists) > 1 else []


def _rank(key: str | None) -> int | None:
    """The rank of which this is the key; None for anything else, which asks for the first page."""
    if key is None or not re.fullmatch("[0-9a-z]{1,12}", key):
        return None
    return int(key, 36)


def _key(rank: int) -> str:
    digits = ""
    while rank:
        rank, digit = divmod(rank, 36)
        digits = _DIGITS[digit] + digits
    return digits


# --- what is shown of it ---


async def _hits(connection: AsyncConnection, ranks: Sequence[int], terms: Sequence[Term]) -> tuple[Hit, ...]:
    """The items with what matched marked."""
    if not ranks:
        return ()
    rows = (await connection.execute(_FOUND, {"ids": [id_of(rank) for rank in ranks]})).mappings()
    by_id = {row["id"]: row for row in rows}
    return tuple(_hit(by_id[item], terms) for item in map(id_of, ranks) if item in by_id)


def _hit(row: sa.RowMapping, terms: Sequence[Term]) -> Hit:
    text = "\n".join(filter(None, (row["subtitle"], row["body"])))
    shown, spans = snippet(text, terms)
    return Hit(
        id=row["id"],
        date=row["date"],
        publication=row["publication"],
        section=row["section"],
        title=row["title"],
        title_spans=highlight(row["title"], terms),
        snippet=shown,
        snippet_spans=spans,
        url=row["url"],
    )
