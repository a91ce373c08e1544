"""Ten thousand hostile queries against a real index: none raises, none finds what is not there."""

import random
import sqlite3

from bot.aliases import load_aliases
from bot.models import SearchQuery
from bot.text import read_terms
from storage.engines import FTS5
from storage.index import DDL
from storage.match import compile_match

SYNTAX = [
    '"',
    "'",
    "(",
    ")",
    "*",
    "^",
    ":",
    "+",
    "-",
    "{",
    "}",
    "|",
    "&",
    "!",
    "\\",
    "\x00",
    "~",
    ",",
    ".",
    "#",
    " ",
]
WORDS = [
    "AND",
    "OR",
    "NOT",
    "NEAR",
    "NEAR(a b, 2)",
    "tokens:",
    "英伟达",
    "芯",
    "gpt",
    "4o",
    "d:",
    "i:",
    "％",
    "\ud800",
]


def hostile(rng: random.Random) -> str:
    """Syntax, words and any characters, in any order."""
    pieces = [
        rng.choice(
            (rng.choice(SYNTAX), rng.choice(WORDS), chr(rng.randrange(0x110000)), rng.choice("aA1 大模型"))
        )
        for _ in range(rng.randrange(1, 24))
    ]
    return "".join(pieces)


def test_ten_thousand_queries() -> None:
    rng = random.Random(20250524)  # noqa: S311
    database = sqlite3.connect(":memory:")
    database.execute(DDL["sqlite"][0])
    database.execute("INSERT INTO search_index (rowid, tokens) VALUES (1, 'nothing of this i:')")
    engine, other_names = FTS5(), load_aliases().other_names
    asked = 0
    for number in range(10_000):
        query = SearchQuery.model_construct(
            text=hostile(rng), publication=hostile(rng), section=None, since=None, until=None,
            sort="relevance", drafts=bool(number % 2),
        )  # fmt: skip
        terms = read_terms(query.text, other_names)
        for longer in (None, ["nothing"]):
            match = compile_match(engine, query, terms, longer)
            for words in filter(None, (match.hits, match.titles)):
                found = database.execute("SELECT rowid FROM search_index WHERE search_index MATCH ?", [words])
                assert found.fetchall() == []
                asked += 1
    assert asked > 10_000
    database.close()
