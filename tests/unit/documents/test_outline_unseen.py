"""Conventions that no document of the corpus has; each expectation was written before the first look."""

import datetime as dt

import pytest

from bot.documents import read
from tests.unit.documents.shapes import Shape, item, shape

BOLD_SECTIONS = """\
# 晨间科技速递 2025-06-01

**大模型**

- [星河实验室开放新模型](https://a.example/1)：参数量减半，速度翻倍。
- [晨光二号上线](https://a.example/2) - 支持长文本。

**机器人**

- [送货机器人进小区](https://a.example/3)：先在三座城市试点。
"""

HEADINGS_AS_ITEMS = """\
---
title: 读书周报 第 12 期
date: 2025-07-04
---

## 新书

### [海边的电台](https://b.example/radio)

一位工程师记录了三十年的短波生活。

全书四百页，附有电路图。

### [纸上的城市](https://b.example/city)

旧地图里的城市变迁。

## 访谈

### 与灯塔看守人对谈

> 灯塔不会说话。

他在岛上住了二十年。[阅读全文](https://b.example/talk)
"""

BOLD_TITLE_BARE_URL = """\
# Kernel Notes, 3 May 2025

## Releases

**Tinyfs 2.0 is out**
https://c.example/tinyfs
The format is stable now and old images are converted on the first mount.

**Looper drops support for old compilers**
https://c.example/looper

## Talks

**Why schedulers are hard**
https://c.example/talks/schedulers
Slides and a recording.
"""

PLAIN_NUMBERS = """\
# 每日要闻 2025年8月9日

一、国际

1、海港城市启用新的潮汐电站，预计供电十万户。来源：https://d.example/tide
2、两国科学家合作绘制深海地图，首批数据公开。

二、国内

1、山区小学用上离网太阳能，夜间照明不再靠柴油机。
详情：https://d.example/solar
2、古籍修复馆开放预约。
"""

PARENTHESISED = """\
# 前端周刊 2025-09-12

## 文章

1) **样式查询进入三大浏览器**：可以按容器的样式选择规则。([原文](https://e.example/style))
2) **不用框架写组件**：作者用两百行代码做了一个。([原文](https://e.example/plain))

## 工具

1) **Pebble**：把图标集打成一个字体文件。([GitHub](https://e.example/pebble))
"""

CIRCLED = """\
## 今日简讯（2025-10-10）

① 城市公交换上新电池，冬天续航不再打折。
② 图书馆延长开放时间至午夜：https://f.example/library
③ 河道清淤完成，游船下月恢复。
"""

SUMMARY_BULLETS = """\
# Weekly Robotics Digest — Issue 44

*2025-11-02*

## Research

- **Soft grippers learn from touch**: a small network replaces the force sensor ([paper](https://g.example/grip))
- **Legged robots on ice**: slipping is detected within two steps ([video](https://g.example/ice), [code](https://g.example/ice-code))

## Industry

- **Arm maker opens a plant**: first units ship in spring ([news](https://g.example/plant))
"""

LINKED_HEADINGS = """\
# 开源日报

日期：2025-12-01

### [wren-db](https://h.example/wren)

一个嵌入式数据库，只有一个头文件。

### [mosaic](https://h.example/mosaic)

终端里的图片查看器。

![截图](https://h.example/mosaic.png)

### [slate](https://h.example/slate)

用纯文本写幻灯片。
"""

TABLE = """\
# 论文速览 2026-01-08

## 视觉

| 标题 | 机构 | 链接 |
| --- | --- | --- |
| 稀疏视角重建 | 南湖大学 | [arXiv](https://i.example/1) |
| 夜间去雾 | 北山研究院 | [arXiv](https://i.example/2) |

## 语言

| 标题 | 机构 | 链接 |
| --- | --- | --- |
| 小模型的长记忆 | 海风实验室 | [arXiv](https://i.example/3) |
"""

CONTENTS_BY_TITLE = """\
# 产品早报 2026-02-03

## 目录

- [日历应用加入农历](#1)
- [地图可以离线导航](#2)
- [录音笔记自动分段](#3)

## 应用

### 日历应用加入农历

节气和传统节日都会显示。[查看原文](https://j.example/calendar)

### 地图可以离线导航

先下载城市，再出门。[查看原文](https://j.example/map)

## 硬件

### 录音笔记自动分段

按说话人分段，不用联网。[查看原文](https://j.example/recorder)
"""

BRACKETED = """\
# 社区早报 2026-03-15

【小区花园改造】居民投票选出了新方案，三月底开工。https://k.example/garden

【电梯换新】旧电梯分两批更换，期间请走货梯。

【周末市集】本周六上午九点，地点在北门广场。[详情](https://k.example/market)
"""

INTERRUPTED = """\
# 硬件周刊 第 3 期（2026-04-17）

1. **桌面铣床降价**

   入门款降到两千元。

2. **[旧显示器改造](https://l.example/monitor)**

换一块驱动板就能当电视。

成本不到一百元。

3. **电子墨水时钟**

一次充电用一年。[项目地址](https://l.example/clock)
"""

REFERENCES = """\
Title: Small Web Weekly 9
Date: 2026-05-22

<!-- * [A fake entry](https://m.example/fake) -->

# Writing

* [A year without tracking][a]. What happened to the numbers.
    * [Discussion][b]
* [Plain feeds are back][c]

# Tools

* ![logo](https://m.example/logo.png) [Feedmill][d]: merges feeds by rule.

```
* [Not an item](https://m.example/code)
```

[a]: https://m.example/year
[b]: https://m.example/year-talk
[c]: https://m.example/feeds
[d]: https://m.example/mill
"""

EMOJI = """\
# 🌅 AI 早报 | 2026/6/18

## 🔥 热点

🚀 **新一代搜索上线**

结果页直接给出答案，并列出出处。
🔗 https://n.example/search

🎨 **画图工具支持图层**

导出时保留图层名。
🔗 https://n.example/layers

## 🧪 研究

🧠 **更省电的训练方法**

同样的效果，少用三成电。
🔗 https://n.example/power
"""

DETAILS = """\
# 发布会速递 2026-07-01

## 手机

### 折叠屏第三代发布
- 重量降到二百克
- 电池更大
- 售价不变

### 入门款换新芯片
- 跑分提高两成
- 取消耳机孔

## 电脑

### 轻薄本支持双屏
- 两块屏幕都能触控
"""

GLUED_BOLD = """\
# 云计算早报 2026-08-01

## 要闻

- **对象存储降价：**三家厂商同日下调价格。[查看详情](https://o.example/1)
- **“边缘节点”开放试用：**首批覆盖十城。
"""

CASES: dict[str, tuple[str, Shape]] = {
    "bold lines as sections": (
        BOLD_SECTIONS,
        {
            "大模型": [
                ("星河实验室开放新模型", "https://a.example/1"),
                ("晨光二号上线", "https://a.example/2"),
            ],
            "机器人": [("送货机器人进小区", "https://a.example/3")],
        },
    ),
    "headings as items": (
        HEADINGS_AS_ITEMS,
        {
            "新书": [("海边的电台", "https://b.example/radio"), ("纸上的城市", "https://b.example/city")],
            "访谈": [("与灯塔看守人对谈", "https://b.example/talk")],
        },
    ),
    "bold titles and bare addresses": (
        BOLD_TITLE_BARE_URL,
        {
            "Releases": [
                ("Tinyfs 2.0 is out", "https://c.example/tinyfs"),
                ("Looper drops support for old compilers", "https://c.example/looper"),
            ],
            "Talks": [("Why schedulers are hard", "https://c.example/talks/schedulers")],
        },
    ),
    "two styles of numbers in plain paragraphs": (
        PLAIN_NUMBERS,
        {
            "国际": [
                ("海港城市启用新的潮汐电站，预计供电十万户", "https://d.example/tide"),
                ("两国科学家合作绘制深海地图，首批数据公开", None),
            ],
            "国内": [
                ("山区小学用上离网太阳能，夜间照明不再靠柴油机", "https://d.example/solar"),
                ("古籍修复馆开放预约", None),
            ],
        },
    ),
    "numbers with a bracket": (
        PARENTHESISED,
        {
            "文章": [
                ("样式查询进入三大浏览器", "https://e.example/style"),
                ("不用框架写组件", "https://e.example/plain"),
            ],
            "工具": [("Pebble", "https://e.example/pebble")],
        },
    ),
    "circled numbers in one paragraph": (
        CIRCLED,
        {
            "": [
                ("城市公交换上新电池，冬天续航不再打折", None),
                ("图书馆延长开放时间至午夜", "https://f.example/library"),
                ("河道清淤完成，游船下月恢复", None),
            ]
        },
    ),
    "bold title, summary, links in brackets": (
        SUMMARY_BULLETS,
        {
            "Research": [
                ("Soft grippers learn from touch", "https://g.example/grip"),
                ("Legged robots on ice", "https://g.example/ice"),
            ],
            "Industry": [("Arm maker opens a plant", "https://g.example/plant")],
        },
    ),
    "linked headings without sections": (
        LINKED_HEADINGS,
        {
            "": [
                ("wren-db", "https://h.example/wren"),
                ("mosaic", "https://h.example/mosaic"),
                ("slate", "https://h.example/slate"),
            ]
        },
    ),
    "tables": (
        TABLE,
        {
            "视觉": [("稀疏视角重建", "https://i.example/1"), ("夜间去雾", "https://i.example/2")],
            "语言": [("小模型的长记忆", "https://i.example/3")],
        },
    ),
    "a table of contents with jumps": (
        CONTENTS_BY_TITLE,
        {
            "应用": [
                ("日历应用加入农历", "https://j.example/calendar"),
                ("地图可以离线导航", "https://j.example/map"),
            ],
            "硬件": [("录音笔记自动分段", "https://j.example/recorder")],
        },
    ),
    "titles in 【】": (
        BRACKETED,
        {
            "": [
                ("小区花园改造", "https://k.example/garden"),
                ("电梯换新", None),
                ("周末市集", "https://k.example/market"),
            ]
        },
    ),
    "an ordered list that paragraphs interrupt": (
        INTERRUPTED,
        {
            "": [
                ("桌面铣床降价", None),
                ("旧显示器改造", "https://l.example/monitor"),
                ("电子墨水时钟", "https://l.example/clock"),
            ]
        },
    ),
    "a plain header, references, comments and code": (
        REFERENCES,
        {
            "Writing": [
                ("A year without tracking", "https://m.example/year"),
                ("Plain feeds are back", "https://m.example/feeds"),
            ],
            "Tools": [("Feedmill", "https://m.example/mill")],
        },
    ),
    "emoji before everything": (
        EMOJI,
        {
            "热点": [
                ("新一代搜索上线", "https://n.example/search"),
                ("画图工具支持图层", "https://n.example/layers"),
            ],
            "研究": [("更省电的训练方法", "https://n.example/power")],
        },
    ),
    "bold titles glued to the summary": (
        GLUED_BOLD,
        {"要闻": [("对象存储降价", "https://o.example/1"), ("“边缘节点”开放试用", None)]},
    ),
    "headings with bullets of details": (
        DETAILS,
        {
            "手机": [("折叠屏第三代发布", None), ("入门款换新芯片", None)],
            "电脑": [("轻薄本支持双屏", None)],
        },
    ),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES.keys())
def test_unseen_conventions(text: str, expected: Shape) -> None:
    assert shape(read(text)) == expected


@pytest.mark.parametrize(
    ("text", "kind", "date", "title"),
    [
        (BOLD_SECTIONS, "daily", dt.date(2025, 6, 1), "晨间科技速递 2025-06-01"),
        (HEADINGS_AS_ITEMS, "weekly", dt.date(2025, 7, 4), "读书周报 第 12 期"),
        (BOLD_TITLE_BARE_URL, "daily", dt.date(2025, 5, 3), "Kernel Notes, 3 May 2025"),
        (PLAIN_NUMBERS, "daily", dt.date(2025, 8, 9), "每日要闻 2025年8月9日"),
        (PARENTHESISED, "weekly", dt.date(2025, 9, 12), "前端周刊 2025-09-12"),
        (CIRCLED, "daily", dt.date(2025, 10, 10), "今日简讯（2025-10-10）"),
        (SUMMARY_BULLETS, "weekly", dt.date(2025, 11, 2), "Weekly Robotics Digest — Issue 44"),
        (LINKED_HEADINGS, "daily", dt.date(2025, 12, 1), "开源日报"),
        (INTERRUPTED, "weekly", dt.date(2026, 4, 17), "硬件周刊 第 3 期（2026-04-17）"),
        (REFERENCES, "weekly", dt.date(2026, 5, 22), "Small Web Weekly 9"),
        (EMOJI, "daily", dt.date(2026, 6, 18), "AI 早报 | 2026/6/18"),
    ],
)
def test_kind_date_and_title(text: str, kind: str, date: dt.date, title: str) -> None:
    digest = read(text)
    assert (digest.kind, digest.date, digest.title) == (kind, date, title)


@pytest.mark.parametrize(
    ("text", "title", "body"),
    [
        (BOLD_SECTIONS, "星河实验室开放新模型", "参数量减半，速度翻倍。"),
        (HEADINGS_AS_ITEMS, "海边的电台", "一位工程师记录了三十年的短波生活。\n\n全书四百页，附有电路图。"),
        (HEADINGS_AS_ITEMS, "与灯塔看守人对谈", "灯塔不会说话。\n\n他在岛上住了二十年。"),
        (
            BOLD_TITLE_BARE_URL,
            "Tinyfs 2.0 is out",
            "The format is stable now and old images are converted on the first mount.",
        ),
        (BOLD_TITLE_BARE_URL, "Looper drops support for old compilers", ""),
        (PARENTHESISED, "样式查询进入三大浏览器", "可以按容器的样式选择规则。"),
        (SUMMARY_BULLETS, "Soft grippers learn from touch", "a small network replaces the force sensor"),
        (BRACKETED, "周末市集", "本周六上午九点，地点在北门广场。"),
        (INTERRUPTED, "旧显示器改造", "换一块驱动板就能当电视。\n\n成本不到一百元。"),
        (REFERENCES, "A year without tracking", "What happened to the numbers.\n\n• Discussion"),
        (REFERENCES, "Feedmill", "merges feeds by rule."),
        (EMOJI, "新一代搜索上线", "结果页直接给出答案，并列出出处。"),
        (GLUED_BOLD, "对象存储降价", "三家厂商同日下调价格。"),
        (DETAILS, "入门款换新芯片", "• 跑分提高两成\n• 取消耳机孔"),
    ],
)
def test_bodies(text: str, title: str, body: str) -> None:
    assert item(read(text), title).body == body


def test_links_and_images_stay_with_their_item() -> None:
    weekly = read(REFERENCES)
    assert [link.url for link in item(weekly, "A year without tracking").links] == [
        "https://m.example/year",
        "https://m.example/year-talk",
    ]
    assert item(weekly, "Feedmill").images == ("https://m.example/logo.png",)
    assert item(read(LINKED_HEADINGS), "mosaic").images == ("https://h.example/mosaic.png",)
    ice = item(read(SUMMARY_BULLETS), "Legged robots on ice")
    assert [(link.label, link.url) for link in ice.links] == [
        ("video", "https://g.example/ice"),
        ("code", "https://g.example/ice-code"),
    ]


NAMES_GLUED_TO_NUMBERS = """\
2026-03-05 早间简讯

【要闻】
① 港口试用无人拖车，夜班减半。https://p.example/1
② 气象台换上新的预报模型。https://p.example/2

【开源】
③ 图床工具发布 2.0。https://p.example/3
"""


def test_a_bracketed_name_right_above_its_numbered_lines_is_a_section() -> None:
    digest = read(NAMES_GLUED_TO_NUMBERS)
    assert digest.date == dt.date(2026, 3, 5)
    assert shape(digest) == {
        "要闻": [
            ("港口试用无人拖车，夜班减半", "https://p.example/1"),
            ("气象台换上新的预报模型", "https://p.example/2"),
        ],
        "开源": [("图床工具发布 2.0", "https://p.example/3")],
    }


def test_two_linked_bullets_are_enough_without_a_date() -> None:
    digest = read("# 手记\n\n- [甲](https://q.example/1)：一件事。\n- [乙](https://q.example/2)：又一件。\n")
    assert [item.title for item in digest.items] == ["甲", "乙"]
