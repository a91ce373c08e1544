"""A keyword is found just where the search would show it as found."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.text.characters import CAMEL, fold
from bot.text.highlight import highlight
from bot.text.keywords import mentions, read_keyword, stream
from bot.text.runs import read_phrases
from bot.text.terms import Phrase

pieces = ["AI", "GPT", "4", "英伟达", "模", "型", "大模型", "的", " ", "-", "，", "。", "C++", "1,000"]
texts = st.lists(st.sampled_from(pieces), max_size=6).map("".join)


@settings(max_examples=300, deadline=None)
@given(keyword=texts, text=texts)
def test_a_keyword_stands_where_all_its_phrases_are_highlighted(keyword: str, text: str) -> None:
    phrases = read_phrases(fold(keyword).replace(CAMEL, ""))
    shown = bool(phrases) and all(highlight(text, ((Phrase(phrase),),)) for phrase in phrases)
    assert mentions(stream(text), read_keyword(keyword)) == shown
