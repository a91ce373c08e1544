"""Marking what matched in the raw text."""

import pytest

from bot.aliases import load_aliases
from bot.text.highlight import ELLIPSIS, highlight, snippet
from bot.text.terms import read_terms


def marked(query: str, text: str) -> list[str]:
    """The pieces of the text that are marked."""
    spans = highlight(text, read_terms(query, load_aliases().other_names))
    return [text[start:end] for start, end in spans]


@pytest.mark.parametrize(
    ("query", "text", "pieces"),
    [
        ("腾讯", "騰訊与腾讯", ["騰訊", "腾讯"]),
        ("英伟达", "辉达、NVIDIA和ＮＶＩＤＩＡ", ["辉达", "NVIDIA", "ＮＶＩＤＩＡ"]),
        ("GPT - 4o", "GPT-4o gpt4o GPT 4o GPT－４ｏ", ["GPT-4o", "gpt4o", "GPT 4o", "GPT－４ｏ"]),
        ("gpt", "ChatGPT gptx GPT", ["GPT", "gptx", "GPT"]),
        ("gpt x", "ChatGPT gptx GPT x", ["GPT", "GPT", "x"]),
        ("chatgpt", "ChatGPT", ["ChatGPT"]),
        ("gpt4o", "ChatGPT-4o", ["GPT-4o"]),
        ("nvid", "NVIDIA的", ["NVIDIA"]),
        ("1000", "1,000与1000与10000与1,000,000", ["1,000", "1000"]),
        ("3.5", "13.5和3.5和3.5.1", ["3.5"]),
        ("c++", "C++与C", ["C++"]),
        ("c x", "C++与C#与C", ["C"]),
        ("cafe", "Cafe\u0301s Cafe\u0301", ["Cafe\u0301s", "Cafe\u0301"]),
        ("cafe x", "Cafe\u0301s Cafe\u0301", ["Cafe\u0301"]),
        ("strasse", "Straße", ["Straße"]),
        ("gpt", "Straße: ChatGPT", ["GPT"]),
        ("模型", "大模型模型", ["模型模型"]),
        ("大模 模型", "大模型", ["大模型"]),
        ("AI芯片", "AI 芯片，AI，芯片", ["AI 芯片"]),
        ("zero", "ze\u200bro", ["ze\u200bro"]),
        ("バッテリ", "ﾊﾞｯﾃﾘｰ", ["ﾊﾞｯﾃﾘ"]),
        ("ok", "🙂ok🙂", ["ok"]),
        ("芯", "", []),
        ("", "芯", []),
        ("x" * 70, "x" * 90, ["x" * 90]),
    ],
)
def test_marks(query: str, text: str, pieces: list[str]) -> None:
    assert marked(query, text) == pieces


def test_a_short_text_is_its_own_snippet() -> None:
    assert snippet("一段\n\n短文", read_terms("短文")) == ("一段 短文", ((3, 5),))


def test_a_snippet_is_cut_around_the_first_match() -> None:
    text = "前文很长。" * 60 + "英伟达发布新品。" + "后文也很长。" * 60
    shown, spans = snippet(text, read_terms("英伟达"), width=60)
    assert shown.startswith(ELLIPSIS)
    assert shown.endswith(ELLIPSIS)
    assert [shown[start:end] for start, end in spans] == ["英伟达"]
    assert 50 <= len(shown) <= 80


def test_without_a_match_the_snippet_is_the_beginning() -> None:
    shown, spans = snippet("开头在这里。" * 60, read_terms("没有"), width=60)
    assert shown.startswith("开头")
    assert shown.endswith(ELLIPSIS)
    assert spans == ()


def test_a_match_at_the_end_keeps_the_snippet_wide() -> None:
    shown, spans = snippet("长文。" * 100 + "终点", read_terms("终点"), width=60)
    assert shown.endswith("终点")
    assert len(shown) > 50
    assert [shown[start:end] for start, end in spans] == ["终点"]


def test_a_cut_keeps_words_and_characters_whole() -> None:
    text = "alpha beta gamma delta " * 20 + "needle " + "e\u0301" * 100
    shown, _ = snippet(text, read_terms("needle"), width=50)
    assert shown[1:].split(" ")[0] in {"alpha", "beta", "gamma", "delta"}
    family = "a👨\u200d👩\u200d👧" * 60
    for width in range(20, 40):
        shown, _ = snippet(family, read_terms("zz"), width=width)
        assert not shown.removesuffix(ELLIPSIS).endswith("\u200d")
        assert shown[-2] != "\u200d"


def test_marks_are_clipped_with_the_snippet() -> None:
    shown, spans = snippet("芯" * 500, read_terms("芯"), width=50)
    assert spans == ((0, len(shown) - 1),)


def test_a_word_longer_than_a_snippet_is_cut() -> None:
    shown, _ = snippet("x" * 500, read_terms("zz"), width=50)
    assert shown == "x" * 50 + ELLIPSIS
    shown, _ = snippet("y" * 49 + "e" + "\u0301" * 40 + "z" * 100, read_terms("qq"), width=60)
    assert shown == "y" * 49 + "e" + "\u0301" * 40 + ELLIPSIS
