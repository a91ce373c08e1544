"""An index of one text, to try what the tokens of a query find without a database."""

from collections.abc import Sequence

from bot.text.terms import Phrase, Term, beginning_of, tokens_of
from bot.text.tokens import Tokens, tokenise


def finds(terms: Sequence[Term], text: str) -> bool:
    """Whether each term has a phrase that the text's tokens hold."""
    tokens = tokenise(text)
    return all(any(_holds(tokens, phrase) for phrase in term) for term in terms)


def _holds(tokens: Tokens, phrase: Phrase) -> bool:
    beginning = beginning_of(phrase)
    if beginning is not None:
        return beginning in tokens.beside
    wanted = tokens_of(phrase)
    if len(wanted) == 1 and not phrase.open:
        return wanted[0] in tokens.beside or wanted[0] in tokens.stream
    size = len(wanted)
    return any(
        _same(tokens.stream[start : start + size], wanted, is_open=phrase.open)
        for start in range(len(tokens.stream) - size + 1)
    )


def _same(here: list[str], wanted: list[str], *, is_open: bool) -> bool:
    goes_on = is_open and here[-1].startswith(wanted[-1])
    return here[:-1] == wanted[:-1] and (here[-1] == wanted[-1] or goes_on)
