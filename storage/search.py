"""Finding items. Every query is a match in the index with a limit: nothing that is typed can scan."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.aliases import Aliases, load_aliases
from bot.models import Hit, SearchPage, SearchQuery
from bot.text.highlight import highlight, snippet
from bot.text.terms import Term, read_terms
from storage.index import index_items, unindex_items
from storage.ranking import CAP, id_of, key_of, rank
from storage.suggest import suggest
from storage.tables import digests, items, publications, sections

__all__ = ["index_items", "search", "unindex_items"]

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
        next=key_of(shown[-1]) if len(ranked.ranks) > query.limit else None,
    )


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
