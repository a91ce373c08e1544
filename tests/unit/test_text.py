"""Reading texts and queries alike: normal forms, tokens, terms."""

import pytest

from bot.aliases import load_aliases
from bot.text import normalise
from bot.text.runs import LONGEST
from bot.text.terms import LONGEST_QUERY, MOST_TERMS, read_terms, tokens_of
from bot.text.tokens import SEPARATOR, tokenise
from tests.fakes.index import finds


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("ＡＩ日报　第１期", "ai日报 第1期"),
        ("華為發佈晶片，瞭解後裏麵", "华为发布晶片,了解后里面"),
        ("Café Łódź Señor", "cafe lodz senor"),
        ("zero\u200bwidth\ufeff so\u00adft", "zerowidth soft"),
        ("  a \n\t b ", "a b"),
        ("STRASSE straße", "strasse strasse"),
        ("Cafe\u0301", "cafe"),
        ("ﾊﾞｯﾃﾘｰ がガ", "バッテリー がガ"),
        ("ChatGPT", "chatgpt"),
        ("Й ё", "й ё"),
        ("", ""),
    ],
)
def test_normal_form(text: str, normal: str) -> None:
    assert normalise(text) == normal
    assert normalise(normal) == normal


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("腾讯", "腾讯今天发布"),
        ("模型", "国产大模型"),
        ("芯", "换了一颗芯"),
        ("芯", "芯片"),
        ("騰訊", "腾讯"),
        ("腾讯", "騰訊控股"),
        ("ＮＶＩＤＩＡ", "NVIDIA股价"),
        ("GPT - 4o", "用GPT-4o写"),
        ("gpt4o", "GPT - 4o"),
        ("GPT-4o", "ＧＰＴ４ｏ上线"),
        ("GPT_4o", "GPT 4o"),
        ("GPT", "ChatGPT 来了"),
        ("gpt-4o", "ChatGPT-4o"),
        ("GPT的应用", "ChatGPT的应用很多"),
        ("chatgpt", "ChatGPT"),
        ("open ai", "OpenAI"),
        ("openai", "AzureOpenAIService"),
        ("C++", "会写C++的人"),
        ("c#", "C#语言"),
        ("3.5", "Claude 3.5 Sonnet"),
        ("1,000", "共1000条"),
        ("1000", "共1,000条"),
        ("1000万", "1,000万元"),
        ("50亿", "融资50亿元"),
        ("5亿", "花了5 亿"),
        ("AI芯片", "国产 AI 芯片"),
        ("用AI", "人人用AI写作"),
        ("片A", "芯片A轮"),
        ("node.js", "Node JS"),
        ("nv", "nvidia"),
        ("nvi", "NVIDIA"),
        ("R&D", "R&D 投入"),
        ("cafe", "Café"),
        ("芯片 腾讯", "腾讯的芯片"),
        ("한국", "한국어"),
        ("バッテ", "ﾊﾞｯﾃﾘｰ"),
        ("привет", "Привет, мир"),
    ],
)
def test_finds(query: str, text: str) -> None:
    assert finds(read_terms(query), text)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("讯飞", "腾讯，飞书"),
        ("智能力", "人工智能，能力强"),
        ("智能力", "人工智能 能力强"),
        ("智能力", "智能，强，能力"),
        ("智能AI", "智能，能AI"),
        ("ai gpt4", "AI，GPT"),
        ("machine-learning", "machine, learning"),
        ("machine-learning", "machine，的，learning"),
        ("AI芯片", "AI，芯片"),
        ("芯片AI", "芯片，AI"),
        ("c", "C++"),
        ("c++", "c"),
        ("3.5", "13.5"),
        ("3.5", "3.51"),
        ("5", "3.5"),
        ("1000", "1,000,000"),
        ("gpt", "gptx 4"),
        ("o", "4oz"),
        ("芯片 腾讯", "腾讯"),
        ("大模型", "大 模型"),
        ("50亿", "150亿"),
        ("C", "Claude"),
    ],
)
def test_does_not_find(query: str, text: str) -> None:
    terms = read_terms(query)
    closed = tuple((term[0]._replace(open=False),) for term in terms)
    assert not finds(closed, text)


def test_the_parts_of_camel_case_keep_what_follows() -> None:
    stream = tokenise("OpenAI的GPT，好").stream
    assert stream == ["openai", "openai的", "的gpt", "gpt", SEPARATOR, "open", "ai", "ai的", "的gpt", "gpt"]


def test_plurals_of_acronyms_are_no_camel_case() -> None:
    assert "ll" not in tokenise("LLMs").stream
    assert finds(read_terms("llms"), "LLMs")


def test_vocabulary_holds_the_longer_words() -> None:
    assert tokenise("DeepSeek 与 AI 和 C++ 3.5").vocabulary == {"deepseek", "deep", "seek"}


@pytest.mark.parametrize("query", ["", " ", "---", "，。！", "\u200b", "🙂", "\ud800", "\x00", '""', "|^~"])
def test_queries_of_signs(query: str) -> None:
    assert read_terms(query) == ()


def test_a_lone_hyphen_joins_but_not_at_the_edge() -> None:
    assert [str(term[0]) for term in read_terms("- 芯片 - 腾讯 -")] == ["芯片", "腾讯"]
    assert [str(term[0]) for term in read_terms("GPT - 4o mini")] == ["gpt 4 o", "mini"]


def test_queries_are_cut() -> None:
    assert len(read_terms(" ".join(f"词{n}" for n in range(50)))) == MOST_TERMS
    assert len(read_terms(",".join(f"词{n}" for n in range(50)))) == MOST_TERMS
    (term,) = read_terms("长" * 10_000)
    assert len(term[0].runs[0].text) == LONGEST_QUERY
    (term,) = read_terms("x" * 10_000)
    assert len(term[0].runs[0].text) == LONGEST


def test_long_words_are_found_by_their_start() -> None:
    assert finds(read_terms("y" * 100), "y" * 300)


def test_the_same_term_twice_is_one() -> None:
    assert len(read_terms("芯片 芯片 晶片")) == 2


@pytest.mark.parametrize(
    ("query", "is_open"),
    [
        ("nvid", True),
        ("claude3son", False),
        ("claude3sonn", True),
        ("a", False),
        ("芯片", False),
        ("gpt4", False),
        ("c++", False),
        ("nvid 芯片", False),
    ],
)
def test_the_last_word_is_open(query: str, is_open: bool) -> None:
    assert read_terms(query)[-1][0].open is is_open


def test_aliases_stand_beside_what_was_typed() -> None:
    other_names = load_aliases().other_names
    (term,) = read_terms("Large Language Model", other_names)
    assert str(term[0]) == "large language model"
    assert {"大模型", "llm"} <= {str(phrase) for phrase in term[1:]}
    first, second = read_terms("辉达 财报", other_names)
    assert [str(phrase) for phrase in first] == ["辉达", "英伟达", "nvidia"]
    assert len(second) == 1
    both = read_terms("英伟达,谷歌", other_names)
    assert [len(term) for term in both] == [3, 2]


def test_tokens_of_a_mixed_phrase() -> None:
    (term,) = read_terms("国产AI芯片3.5版")
    assert tokens_of(term[0]) == ["国产", "产ai", "ai", "ai芯", "芯片", "片3.5", "3.5", "3.5版"]
