"""Dailies of our own with each quirk that the real ones have."""

import datetime as dt

import pytest

from bot.documents import read
from bot.models import Digest
from tests.unit.documents.shapes import item, shape

PUSH = "https://mp.weixin.qq.com/s?__biz=MzA3&chksm=86{0}&idx={0}&mid=2649&sn=36b{0}#rd"
FRONT = """\
---
date: 2025-06-05
title: AI日报：海风实验室: 新模型发布; 石桥科技融资; 南湖大学开源工具
---

> 每天一份，读完出门。
> 第二行也算引言。

# 2025-06-05 资讯日报
"""
BODY = f"""
## 新闻资讯

### 海风实验室：新模型发布

海风实验室：发布新模型，参数量减半。[>阅读原文]({PUSH.format(1)})

### 石桥科技融资

石桥科技完成融资，投资方没有公布[>阅读原文]({PUSH.format(2)})

## 开源动态

### 南湖大学开源工具

`lake-kit`可在https://github.com/example/lake-kit查看。[>阅读原文]({PUSH.format(3)})
"""
IMAGE = """


<p style="text-align: center;">
            <img id="qr" src="https://a.example/hub.png" />
        </p>
        """
SITE = "\n[官网：www.a.example](https://a.example/)"


def daily(front: str = FRONT, body: str = BODY, footer: str = "") -> Digest:
    """The digest of these parts."""
    return read(front + body + footer)


def test_a_daily_is_read_whole() -> None:
    digest = daily()
    assert (digest.kind, digest.date) == ("daily", dt.date(2025, 6, 5))
    assert digest.title == "AI日报：海风实验室: 新模型发布; 石桥科技融资; 南湖大学开源工具"
    assert digest.intro == "每天一份，读完出门。第二行也算引言。"
    assert shape(digest) == {
        "新闻资讯": [("海风实验室：新模型发布", PUSH.format(1)), ("石桥科技融资", PUSH.format(2))],
        "开源动态": [("南湖大学开源工具", PUSH.format(3))],
    }
    assert digest.warnings == ()


def test_no_label_is_left_in_the_bodies() -> None:
    assert [item.body for item in daily().items] == [
        "海风实验室：发布新模型，参数量减半。",
        "石桥科技完成融资，投资方没有公布",
        "lake-kit可在https://github.com/example/lake-kit查看。",
    ]
    assert daily().items[0].links[0].label == "阅读原文"


def test_a_bare_address_ends_before_the_chinese_and_is_not_the_main_link() -> None:
    tool = item(daily(), "南湖大学开源工具")
    assert [link.url for link in tool.links] == ["https://github.com/example/lake-kit", PUSH.format(3)]
    assert tool.url == PUSH.format(3)


@pytest.mark.parametrize(
    "footer", ["", IMAGE, IMAGE + SITE, SITE, "\n\n" + SITE, "\n---\n\n关注我们，获取更多资讯。\n"]
)
def test_footers_belong_to_nobody(footer: str) -> None:
    digest = daily(footer=footer)
    assert digest.items == daily().items
    assert digest.sections[-1].items[-1].images == ()


def test_an_empty_day() -> None:
    front = "---\ndate: 2025-06-06\ntitle: AI日报：。。。。\n---\n\n"
    heading = "# 2025-06-05 12:00 - 2025-06-06 12:00 资讯日报\n\n"
    digest = read(front + heading + "该时间段内还没有新文章发布。")
    assert (digest.kind, digest.date, digest.title) == ("daily", dt.date(2025, 6, 6), "AI日报：。。。。")
    assert digest.sections == ()
    assert [(warning.line, "empty day" in warning.message) for warning in digest.warnings] == [(6, True)]


def test_the_front_matter_wins_over_a_disagreeing_heading() -> None:
    digest = daily(front=FRONT.replace("# 2025-06-05", "# 2025-06-06"))
    assert digest.date == dt.date(2025, 6, 5)
    assert [(warning.line, "2025-06-06" in warning.message) for warning in digest.warnings] == [(9, True)]


def test_without_front_matter_the_file_name_wins_and_then_the_heading() -> None:
    text = "# 2025-06-05 资讯日报\n" + BODY
    assert read(text).date == dt.date(2025, 6, 5)
    assert read(text, "2025-06-05.md").warnings == ()
    assert read(text, "12_2025-06-04.md").date == dt.date(2025, 6, 4)
    assert read(text).title == "2025-06-05 资讯日报"


def test_a_date_glued_to_the_title_is_taken_off() -> None:
    assert daily(front=FRONT.replace("AI日报：海", "2025-06-05AI日报：海")).title == daily().title


def test_quoted_titles() -> None:
    front = FRONT.replace("title: AI日报：海", 'title: "AI日报：\\"海').replace("工具\n---", '工具"\n---')
    assert daily(front=front).title.startswith('AI日报："海风实验室: ')


def test_identical_titles_are_both_kept() -> None:
    body = BODY.replace("石桥科技融资", "海风实验室：新模型发布")
    digest = daily(body=body)
    assert len(digest.items) == 3
    assert len({item.key for item in digest.items}) == 3


def test_empty_sections_are_left_out() -> None:
    assert [section.name for section in daily(body=BODY + "\n## 算法论文\n").sections] == [
        "新闻资讯",
        "开源动态",
    ]


def test_dangerous_links_are_dropped_with_a_warning() -> None:
    body = BODY.replace(PUSH.format(2), "javascript:alert(1)").replace(
        "参数量减半", "参数量[减半](data:text/html,x)"
    )
    digest = daily(body=body)
    funding = item(digest, "石桥科技融资")
    assert (funding.url, funding.links) == (None, ())
    assert digest.items[0].body == "海风实验室：发布新模型，参数量减半。"
    assert [warning.line for warning in digest.warnings] == [15, 19]
    assert "javascript:alert(1)" in digest.warnings[1].message


def test_items_without_text_or_heading() -> None:
    digest = daily(body=BODY + "\n###\n\n正文没有标题。\n\n### 只有标题\n")
    assert item(digest, "只有标题").body == ""
    assert "正文没有标题。" not in [item.body for item in digest.items]
    assert len(digest.warnings) == 2


def test_several_paragraphs_and_a_linked_heading() -> None:
    body = "\n## 新闻资讯\n\n### [甲](https://a.example/1)\n\n第一段。\n\n第二段。\n\n![图](https://a.example/p.png)\n"
    (entry,) = daily(body=body).items
    assert entry.url == "https://a.example/1"
    assert entry.body == "第一段。\n\n第二段。"
    assert entry.images == ("https://a.example/p.png",)


def test_an_endless_title_is_cut_and_kept_in_the_body() -> None:
    digest = daily(body=f"\n## 新闻资讯\n\n### {'长' * 500}\n\n正文。\n")
    (entry,) = digest.items
    assert len(entry.title) == 300
    assert entry.body == "长" * 500 + "\n\n正文。"
    assert len(digest.warnings) == 1


def test_a_dated_heading_above_bullets_is_no_daily_of_this_form() -> None:
    digest = read(
        "# 2025-06-05 资讯日报\n\n## 新闻\n\n- [甲](https://a.example/1)\n- [乙](https://a.example/2)\n"
    )
    assert shape(digest) == {"新闻": [("甲", "https://a.example/1"), ("乙", "https://a.example/2")]}
