"""What holds for every text: two readings of it agree, and nothing that is typed can do harm."""

import unicodedata

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.text import normalise
from bot.text.characters import CAMEL, fold
from bot.text.highlight import highlight, snippet
from bot.text.offsets import fold_mapped
from bot.text.runs import read_phrases
from bot.text.terms import LONGEST_QUERY, Phrase, read_terms, tokens_of
from bot.text.tokens import SEPARATOR, tokenise
from tests.fakes.index import finds

PIECES = (
    *("AI", "Chat", "GPT", "gpt", "a", "x", "C++", "c", "#", "4", "3.5", "1,000", "1000", "5"),
    *("芯", "片", "能", "能力", "大模型", "的", "華", "，", "。", " ", "-", " - ", ".", "'", "/", "\n"),
    *("Ａ", "é", "e\u0301", "ß", "\u200b", "ガ", "🙂"),
)
texts = st.lists(st.sampled_from(PIECES), max_size=24).map("".join)
anything = st.text(max_size=80)


@given(anything | texts)
def test_the_normal_form_is_its_own(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(texts)
def test_the_way_back_folds_alike(text: str) -> None:
    mapped = fold_mapped(text)
    assert mapped.text == fold(text).replace(CAMEL, "")
    assert len(mapped.starts) == len(mapped.ends) == len(mapped.text)
    assert all(0 <= start < end <= len(text) for start, end in zip(mapped.starts, mapped.ends, strict=True))


@given(texts)
@example("智能，能AI能")
def test_every_piece_of_a_text_is_found_in_it(text: str) -> None:
    for runs in read_phrases(fold(text).replace(CAMEL, "")):
        for start in range(len(runs)):
            for end in range(start + 1, len(runs) + 1):
                assert finds([(Phrase(runs[start:end]),)], text)


@given(texts, texts)
@example("gpt", "Chat，GPT")
@example("AI-AI", "AI芯")
@settings(max_examples=2000)
def test_what_is_found_is_marked_and_what_is_marked_is_found(query: str, text: str) -> None:
    """The index and the marks read a text by different code: each is the other's judge.

    Only of a phrase that goes on into camel case (用Chat, in 用ChatGPT) do the marks know more.
    """
    for term in read_terms(query)[:3]:
        is_marked, is_found = bool(highlight(text, [term])), finds([term], text)
        assert is_marked == is_found or (is_marked and CAMEL in fold(text) and len(term[0].runs) > 1)


@given(anything | texts, anything | texts, st.integers(min_value=10, max_value=60))
def test_marks_are_sound(query: str, text: str, width: int) -> None:
    terms = read_terms(query)
    shown, inside = snippet(text, terms, width)
    for raw, spans in ((text, highlight(text, terms)), (shown, inside)):
        end = 0
        for span in spans:
            assert end <= span[0] < span[1] <= len(raw)
            end = span[1]
            assert end == len(raw) or not unicodedata.combining(raw[end])
    assert len(shown) <= width + 40 or any(unicodedata.combining(c) for c in shown)


@given(anything | texts)
def test_tokens_hold_nothing_of_an_engines_syntax(text: str) -> None:
    tokens = tokenise(text)
    for token in (*tokens.stream, *tokens.beside, *tokens.vocabulary):
        assert token
        assert not set(token) & set("\"'\\ \t\n\r\x00\x1f()*:")
    for term in read_terms(text):
        assert all(tokens_of(phrase) and SEPARATOR not in tokens_of(phrase) for phrase in term)


@given(st.text(min_size=LONGEST_QUERY * 2, max_size=LONGEST_QUERY * 4))
@settings(max_examples=30)
def test_long_queries_are_bounded(text: str) -> None:
    assert sum(len(tokens_of(phrase)) for term in read_terms(text) for phrase in term) <= 3 * LONGEST_QUERY
