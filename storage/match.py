"""A query in an engine's own words. Nothing that was typed gets there but the tokens made from it."""

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from bot.models import SearchQuery
from bot.text.terms import Phrase, Term, beginning_of, tokens_of
from bot.text.tokens import SHORTEST_WORD, marked
from storage.engines import Grammar
from storage.entries import DRAFT, EVERY, publication_tag, section_tag
from storage.ids import end_id, first_id

MOST_WORDS = 32
"""By so many words a beginning is replaced; it is matched as a beginning if there are more."""

_NEWEST_ID = end_id(dt.date.max - dt.timedelta(days=1))


class Match(NamedTuple):
    """What to match everywhere and in the title, and between which ids. No `titles`: by id only."""

    hits: str
    titles: str | None
    low: int
    high: int


def beginning(terms: Sequence[Term]) -> str | None:
    """The last word, if it may be the beginning of longer ones that only the vocabulary knows."""
    last = terms[-1][0] if terms else None
    if last is None or not last.open or len(last.runs[-1].text) < SHORTEST_WORD:
        return None
    return last.runs[-1].text


def compile_match(
    grammar: Grammar, query: SearchQuery, terms: Sequence[Term], longer: Sequence[str] | None
) -> Match:
    """The query with its filters; `longer` are the words that its `beginning` begins, None: too many."""
    filters = [] if terms else [grammar.phrase([EVERY])]
    if query.publication is not None:
        filters.append(grammar.phrase([publication_tag(query.publication)]))
    if query.section is not None:
        filters.append(grammar.phrase([section_tag(query.section)]))

    def whole(*, title: bool) -> str:
        match = grammar.every([*(_term(grammar, term, longer, title=title) for term in terms), *filters])
        return match if query.drafts else grammar.without(match, grammar.phrase([DRAFT]))

    return Match(
        hits=whole(title=False),
        titles=whole(title=True) if terms and query.sort == "relevance" else None,
        low=first_id(query.since) if query.since else 0,
        high=end_id(query.until) - 1 if query.until else _NEWEST_ID,
    )


def _term(grammar: Grammar, term: Term, longer: Sequence[str] | None, *, title: bool) -> str:
    matches = [match for phrase in term for match in _phrases(grammar, phrase, longer, title=title)]
    return matches[0] if len(matches) == 1 else grammar.some(matches)


def _phrases(grammar: Grammar, phrase: Phrase, longer: Sequence[str] | None, *, title: bool) -> list[str]:
    """The phrase, and the same with each longer word at its end."""
    short = beginning_of(phrase)
    if short is not None:
        return [_phrase(grammar, [short], title=title)]
    if phrase.open and longer is None:
        return [_phrase(grammar, tokens_of(phrase), title=title, prefix=True)]
    found = [_phrase(grammar, tokens_of(phrase), title=title)]
    for word in longer if phrase.open and longer else ():
        last = phrase.runs[-1]._replace(text=word)
        found.append(_phrase(grammar, tokens_of(Phrase((*phrase.runs[:-1], last))), title=title))
    return found


def _phrase(grammar: Grammar, tokens: list[str], *, title: bool, prefix: bool = False) -> str:
    return grammar.phrase(marked(tokens) if title else tokens, prefix=prefix)
