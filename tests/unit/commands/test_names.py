"""Names as people type them."""

import pytest

from bot.commands.names import match, publications
from bot.models import Publication

SECTIONS = ("新闻资讯", "产品应用", "推荐文章", "开源动态", "算法论文", "Top 5", "AI & Robotics")


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("算法论文", "算法论文"),
        ("算法論文", "算法论文"),
        ("演算法論文", "算法论文"),
        (" 算法 论文 ", "算法论文"),
        ("算法", "算法论文"),
        ("论文", "算法论文"),
        ("算发论文", "算法论文"),  # one character wrong
        ("新闻资讯栏目", "新闻资讯"),
        ("ai & robotics", "AI & Robotics"),
        ("ＡＩ＆Ｒｏｂｏｔｉｃｓ", "AI & Robotics"),
        ("robotcs", "AI & Robotics"),
        ("top5", "Top 5"),
        ("1", "新闻资讯"),
        ("５", "算法论文"),
        ("7", "AI & Robotics"),
    ],
)
def test_one_name_is_meant(word: str, name: str) -> None:
    assert match(word, SECTIONS, numbered=True) == (name,)


@pytest.mark.parametrize("word", ["", "  ", "0", "8", "999999999999", "体育", "x" * 10_000])
def test_no_name_is_meant(word: str) -> None:
    assert match(word, SECTIONS, numbered=True) == ()


def test_numbers_only_count_in_a_numbered_list() -> None:
    assert match("1", SECTIONS) == ()
    assert match("5", SECTIONS) == ("Top 5",)


def test_a_name_that_is_a_number_comes_before_the_place_in_the_list() -> None:
    assert match("2", ("一", "二", "2"), numbered=True) == ("2",)


def test_a_beginning_comes_before_a_part() -> None:
    assert match("产品", ("新产品发布", "产品应用")) == ("产品应用",)
    assert match("产品", ("产品应用", "新闻", "产品动态")) == ("产品应用", "产品动态")


def test_spelt_exactly_it_is_that_one() -> None:
    both = ("算法论文", "算法論文")
    assert match("算法論文", both) == ("算法論文",)
    assert match("算法 論文", both) == both


def test_names_of_signs_alone() -> None:
    assert match("★★", ("★", "★★", "📰")) == ("★★",)
    assert match("📰", ("★", "📰 ")) == ("📰 ",)


def test_publications_by_slug_or_name() -> None:
    daily = Publication(slug="ai-daily", name="AI日报")
    journal = Publication(slug="industry-monthly", name="产业月刊", kind="monthly")
    known = (daily, journal)
    assert publications("ai-daily", known) == (daily,)
    assert publications("AI日報", known) == (daily,)
    assert publications("月刊", known) == (journal,)
    assert publications("industry", known) == (journal,)
    assert publications("周刊", (daily,)) == ()
    assert publications("ai", (daily, Publication(slug="ai-weekly", name="AI周报"))) != ()
