"""Which texts mention a keyword."""

import pytest

from bot.aliases import load_aliases
from bot.text.keywords import mentions, read_keyword, stream


def found(keyword: str, text: str) -> bool:
    return mentions(stream(text), read_keyword(keyword, load_aliases().other_names))


@pytest.mark.parametrize(
    ("keyword", "text"),
    [
        ("英伟达", "NVIDIA 发布新卡"),
        ("NVIDIA", "輝達漲價"),
        ("英伟达 财报", "英伟达公布财报"),
        ("NVIDIA 财报", "英偉達財報"),
        ("AI", "生成式AI的未来"),
        ("ai", "ＡＩ"),
        ("ai", "OpenAI"),
        ("GPT 4o", "gpt-4o 来了"),
        ("machine learning", "Machine-Learning 入门"),
        ("云", "上云"),
        ("C++", "用C++写"),
        ("1000", "1,000 个"),
    ],
)
def test_a_keyword_is_found_however_it_is_written(keyword: str, text: str) -> None:
    assert found(keyword, text)


@pytest.mark.parametrize(
    ("keyword", "text"),
    [
        ("AI", "he said so: in the AIR"),
        ("machine learning", "learning by machine"),
        ("GPT 4o", "GPT 与 4o"),
        ("C", "用C++写"),
        ("财报", "财政年报"),
        ("!!", "!!"),
        ("", "x"),
    ],
)
def test_what_only_looks_like_it_is_not_found(keyword: str, text: str) -> None:
    assert not found(keyword, text)


def test_a_phrase_does_not_go_on_in_the_next_text() -> None:
    keyword = read_keyword("大模型")
    assert mentions(stream("大模型", "推理"), keyword)
    assert not mentions(stream("大模", "型推理"), keyword)
    assert not mentions(stream("open", "source"), read_keyword("open source"))
