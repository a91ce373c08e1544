"""Filters as they are written into a search."""

import datetime as dt

import pytest

from bot.commands.filters import Search, WrongFilter, read

TODAY = dt.date(2025, 5, 26)


@pytest.mark.parametrize(
    ("line", "search"),
    [
        ("大模型", Search("大模型")),
        ("  大  模型 ", Search("大 模型")),
        ("栏目:算法论文 大模型", Search("大模型", section="算法论文")),
        ("欄目：算法論文 大模型", Search("大模型", section="算法論文")),
        ("分類:論文 大模型", Search("大模型", section="論文")),
        ("大模型 SECTION:论文", Search("大模型", section="论文")),
        ("ｓｅｃｔｉｏｎ：论文 大模型", Search("大模型", section="论文")),
        ("栏目: 论文 大模型", Search("大模型", section="论文")),
        ('section:"open source" agent', Search("agent", section="open source")),
        ("栏目:“开源 动态” 框架", Search("框架", section="开源 动态")),
        ("分類:「開源 動態」 框架", Search("框架", section="開源 動態")),
        (
            "a since:2025-05-01 b until:昨天 c",
            Search("a b c", since=dt.date(2025, 5, 1), until=dt.date(2025, 5, 25)),
        ),
        ('x until:"24 May"', Search("x", until=dt.date(2025, 5, 24))),
        ("x since:2025-04 until:2025-04", Search("x", since=dt.date(2025, 4, 1), until=dt.date(2025, 4, 30))),
        ("x since:2025", Search("x", since=dt.date(2025, 1, 1))),
        (
            "x since:2025-05-09 until:2025-05-01",
            Search("x", since=dt.date(2025, 5, 1), until=dt.date(2025, 5, 9)),
        ),
        ("x 排序:最新", Search("x", sort="newest")),
        ("x sort:RELEVANCE", Search("x", sort="relevance")),
        ("x 刊:月刊", Search("x", publication="月刊")),
        ("publication:ai-daily x", Search("x", publication="ai-daily")),
        ("section:a section:b x", Search("x", section="b")),  # the last one holds
        ("https://example.com/a", Search("https://example.com/a")),
        ("标题：副标题", Search("标题：副标题")),
        ("C++: the language", Search("C++: the language")),
        ("section:", Search("section:")),
        ('section:"" x', Search('section:"" x')),
        ("ratio 3:1", Search("ratio 3:1")),
        ("", Search("")),
    ],
)
def test_read(line: str, search: Search) -> None:
    assert read(line, TODAY) == search


@pytest.mark.parametrize(
    ("line", "value", "kind"),
    [
        ("x since:2025-02-30", "2025-02-30", "calendar"),
        ("x until:soon", "soon", "date"),
        ("x sort:random", "random", "sort"),
    ],
)
def test_a_value_that_can_not_be_used(line: str, value: str, kind: str) -> None:
    with pytest.raises(WrongFilter, match=kind) as caught:
        read(line, TODAY)
    assert caught.value.value == value


def test_a_search_is_written_as_it_is_read() -> None:
    search = Search(
        "大模型 agent", "开源 动态", "ai-daily", dt.date(2025, 5, 1), dt.date(2025, 5, 24), "newest"
    )
    assert str(search) == (
        'section:"开源 动态" publication:ai-daily since:2025-05-01 until:2025-05-24 sort:newest 大模型 agent'
    )
    assert read(str(search), TODAY) == search


def test_what_counts_as_filtered() -> None:
    assert not Search("x").filtered
    assert not Search("x", sort="newest").filtered
    assert Search("x", since=TODAY).filtered


def test_a_long_line_is_cut() -> None:
    assert len(read("长" * 10_000, TODAY).text) == 256
