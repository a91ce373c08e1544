"""What a search may become while it is typed: names, and titles that hold what is there already."""

import re
from bisect import bisect_left
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.aliases import Aliases
from bot.models import SearchQuery
from bot.text import normalise
from bot.text.terms import Term, read_terms
from storage.engines import ENGINES
from storage.match import compile_match
from storage.ranking import longer_words

NAMES = 5
_ALIKE = 4  # times as many titles are read as are wanted: series of items share one
_LETTER_TITLES = 500  # that are looked through for words with a letter: too many begin so to have a token


class Names:
    """The names of the table of aliases by how they begin."""

    def __init__(self, aliases: Aliases) -> None:
        self._sorted = sorted(
            ("".join(run.text for run in runs), place, written)
            for place, (runs, written) in enumerate(aliases.names())
        )

    def begun(self, terms: Sequence[Term]) -> list[str]:
        """Those that go on where the text, all of it, ends, in the table's order; none that is whole."""
        typed = "".join(run.text for term in terms for run in term[0].runs)
        if not typed:
            return []
        first = bisect_left(self._sorted, (typed,))
        last = bisect_left(self._sorted, (typed + chr(0x10FFFF),))
        found = sorted((place, name) for key, place, name in self._sorted[first:last] if key != typed)
        return [name for _, name in found[:NAMES]]


async def completions(connection: AsyncConnection, query: SearchQuery, names: Names) -> list[str]:
    """Names that begin like the text, then titles, the newest first; each once. No text raises anything."""
    terms = read_terms(query.text)
    if not terms and query.text.strip():
        return []
    letter = _letter(terms)
    rest = terms[:-1] if letter else terms
    longer = await longer_words(connection, rest)
    engine = ENGINES[connection.dialect.name]
    match = compile_match(engine, query.model_copy(update={"sort": "relevance"}), rest, longer)
    asked = {"hits": match.titles or match.hits, "low": match.low, "high": match.high}
    most = _LETTER_TITLES if letter else query.limit * _ALIKE
    titles = [row[0] for row in await engine.fetch(connection, engine.titles, {**asked, "most": most})]
    if letter:
        begun = re.compile(rf"(?<![^\W\d_]){letter}", re.ASCII)
        titles = [title for title in titles if begun.search(normalise(title))]
    found = dict.fromkeys([*names.begun(terms), *titles])
    return list(found)[: query.limit]


def _letter(terms: Sequence[Term]) -> str | None:
    """The letter that is all that is typed of the last word, if so."""
    runs = terms[-1][0].runs if terms else ()
    alone = len(runs) == 1 and len(runs[0].text) == 1 and runs[0].text.isascii() and runs[0].text.isalpha()
    return runs[0].text if alone else None
