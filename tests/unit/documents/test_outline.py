"""The finer rules of outlines, and what read() itself refuses."""

import datetime as dt

import pytest

from bot.documents import dates, read
from bot.documents.kinds import kind_of, names_a_digest
from bot.documents.names import first_clause, section_name, without_number
from bot.errors import ParseError
from bot.models import Kind
from tests.unit.documents.shapes import item, shape

QUOTES = """\
# 读书周刊（第 7 期）

## 短句

1、

海上没有路标，只有风。

-- [老水手](https://a.example/sailor)

2、
![图](https://a.example/p.png)

写作就是把话说完，然后删掉一半。删掉的那一半也没有浪费，它留在剩下的句子里。

3、
![只有图](https://a.example/q.png)

## 杂谈：灯塔为什么消失

船上有了卫星导航，灯塔就不再必要了。

### 一、最后一座

它在去年熄灯。

### 二、以后

岛上的人把它改成了图书馆。

## 订阅

扫描二维码。

（完）
"""


def test_bare_numbers_essays_and_closing_matter() -> None:
    digest = read(QUOTES, "2025-03-07-issue-7.md")
    assert (digest.kind, digest.date) == ("weekly", dt.date(2025, 3, 7))
    assert shape(digest) == {
        "短句": [("海上没有路标，只有风", "https://a.example/sailor"), ("写作就是把话说完", None)],
        "杂谈": [("灯塔为什么消失", None)],
    }
    assert item(digest, "写作就是把话说完").images == ("https://a.example/p.png",)
    assert item(digest, "灯塔为什么消失").body.split("\n\n")[1:3] == ["一、最后一座", "它在去年熄灯。"]


def test_a_file_name_wins_over_a_disagreeing_heading_and_it_is_told() -> None:
    digest = read("# 新闻早报 2025-05-02\n\n- [甲](https://a.example)\n", "2025-05-01.md")
    assert digest.date == dt.date(2025, 5, 1)
    assert [(warning.line, "2025-05-02" in warning.message) for warning in digest.warnings] == [(1, True)]


def test_the_header_wins_over_the_file_name() -> None:
    text = "---\ntitle: 新闻早报\ndate: 2025-05-03T08:00:00+08:00\n---\n\n- [甲](https://a.example)\n"
    assert read(text, "2025-05-01.md").date == dt.date(2025, 5, 3)


def test_a_heading_that_repeats_the_title_is_no_section() -> None:
    text = "---\ntitle: 周末读物\n---\n\n# 周末读物\n\n开场白。\n\n- [甲](https://a.example/1)\n- [乙](https://a.example/2)\n"
    digest = read(text, "2025-05-01.md")
    assert shape(digest) == {"": [("甲", "https://a.example/1"), ("乙", "https://a.example/2")]}
    assert digest.intro == "开场白。"


def test_sections_of_one_name_are_one_section() -> None:
    text = "# 日报 2025-05-01\n\n## 甲\n\n### 杂\n\n- [一](https://a.example/1)\n\n## 乙\n\n### 杂\n\n- [二](https://a.example/2)\n"
    assert shape(read(text)) == {"杂": [("一", "https://a.example/1"), ("二", "https://a.example/2")]}


def test_a_remark_that_there_is_nothing_is_no_item() -> None:
    news = "# Weekly 2025-05-01\n\n## News\n\n- [A](https://a.example)\n\n"
    text = news + "## Jobs\n\n*No jobs this week.*\n\n## Events\n\n- *None.*\n"
    assert shape(read(text)) == {"News": [("A", "https://a.example")]}


def test_tables_of_figures_are_no_items() -> None:
    text = "# 日报 2025-05-01\n\n## 指数\n\n| 均值 | 范围 |\n|---|---|\n| 0.9% | [1, 2] |\n"
    assert read(text).items == ()


def test_a_title_column_that_is_empty_makes_no_item() -> None:
    head = "# 日报 2025-05-01\n\n| 标题 | 链接 |\n|---|---|\n"
    assert shape(read(head + "| 甲 | https://a.example |\n| | https://b.example |\n")) == {
        "": [("甲", "https://a.example")]
    }


@pytest.mark.parametrize(
    ("text", "says", "line"),
    [
        ("", "is empty", None),
        (" \n\t\n", "is empty", None),
        ("\ufeff", "is empty", None),
        ("x" * 5_000_001, "larger than 5 MB", None),
        ("字" * 1_700_000, "larger than 5 MB", None),
        ("one\ntwo \x00", "NUL", 2),
        ("a" + "\n" * 500_000 + "b", "500,000 lines", 500_001),
    ],
)
def test_what_read_refuses(text: str, says: str, line: int | None) -> None:
    with pytest.raises(ParseError, match=says) as caught:
        read(text)
    assert caught.value.line == line


def test_control_characters_become_spaces_with_one_warning() -> None:
    digest = read(
        "# 日报 2025-05-01\n\n- [甲\x07乙\ud800](https://a.example)\n- [丙\u2028](https://b.example)\n"
    )
    assert [item.title for item in digest.items] == ["甲 乙", "丙"]
    assert [warning.line for warning in digest.warnings] == [3]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2025-05-24", ["2025-05-24"]),
        ("2025/5/4 与 2025.05.06", ["2025-05-04", "2025-05-06"]),
        ("二〇二五年，2025年 5月 7日", ["2025-05-07"]),
        ("May 8th, 2025 and 9 May 2025", ["2025-05-08", "2025-05-09"]),
        ("2025-02-30 2025-13-01 12025-01-01 2025-01/02", []),
    ],
)
def test_days_in_a_text(text: str, found: list[str]) -> None:
    assert [str(day) for day in dates.days_in(text)] == found


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("2025-05-24.md", "2025-05-24"),
        ("21_2026-03-10.md", "2026-03-10"),
        ("20250524.md", "2025-05-24"),
        ("2025_05_24-日报.md", "2025-05-24"),
        ("2025年5月4日.txt", "2025-05-04"),
        ("2025-04.txt", "2025-04-01"),
        ("2025年4月.txt", "2025-04-01"),
        ("2025-02-31.md", "None"),
        ("002_980eb20250524b8.txt", "None"),
        ("issue-321.md", "None"),
    ],
)
def test_dates_in_file_names(name: str, found: str) -> None:
    assert str(dates.in_file_name(name)) == found


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("4月10日至11日，大会举行", "2025-04-10"),
        ("4月10号，大会举行", "2025-04-10"),
        ("日前，4月10日的大会", "None"),
        ("2024年4月10日与4月11日", "2024-04-10"),
        ("4月31日", "None"),
        ("2024年2月30日与4月11日", "None"),
        ("没有日期", "None"),
    ],
)
def test_dates_of_events(sentence: str, found: str) -> None:
    assert str(dates.of_event(sentence, dt.date(2025, 4, 1))) == found


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("🔥 热点", "热点"),
        ("一、公司新闻：", "公司新闻"),
        ("【产品】", "产品"),
        ("01 行业", "行业"),
        ("3D 打印", "3D 打印"),
        ("⚡️ In Brief", "In Brief"),
        ("C++", "C++"),
        ("🔥", "🔥"),
    ],
)
def test_section_names(name: str, found: str) -> None:
    assert section_name(name) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("模型升级，速度翻倍。", "模型升级，速度翻倍"),
        ("新一代语音模型正式发布，速度翻倍。", "新一代语音模型正式发布"),
        ("好！好！好！", "好！好！好！"),
        ("字" * 90, "字" * 40 + "…"),
        ("word " * 30, "word " * 7 + "word…"),
        ("A library that does one thing. It does it well.", "A library that does one thing"),
    ],
)
def test_titles_made_of_the_first_clause(text: str, found: str) -> None:
    assert first_clause(text) == found


def test_numbers_that_lead() -> None:
    for written in ("1、甲", "12. 甲", "（三）甲", "④甲", "2️⃣ 甲", "【1】甲", "第二章 甲"):
        assert without_number(written) == "甲"
    for written in ("1.5 倍", "3D", "2025. 年", "7"):
        assert without_number(written) == written


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("算力月刊", "monthly"),
        ("This Week in X 12", "weekly"),
        ("前端周刊", "weekly"),
        ("第 3 期", "weekly"),
        ("早报", "daily"),
    ],
)
def test_kinds(title: str, kind: Kind) -> None:
    assert kind_of(title, "", "monthly" if kind == "daily" else "daily") == kind
    assert kind_of("", title, "monthly" if kind == "daily" else "daily") == kind
    assert names_a_digest(title)
    assert not names_a_digest("README")
