"""The picture of a whole edition, in each dialect."""

import pytest

from bot.documents import read

DAILY = """---
date: 2026-09-05
title: AI日报：海州港用上无人集卡
{header}---

{above}

# 2026-09-05 资讯日报

{below}

## 新闻资讯

### 海州港用上无人集卡

二十台无人集卡投入夜班。[>阅读原文](https://example.com/1)

![](https://example.com/item.png)
"""
OUTLINE = """{above}

# 远帆早报 2026-09-05

一句话的引言。

{below}

## 要闻

- [海州港用上无人集卡](https://example.com/1)：二十台投入夜班。

![](https://example.com/item.png)
- [校园机器人大赛落幕](https://example.com/2)：冠军是一枚按钮。
"""


@pytest.mark.parametrize("key", ["cover", "image", "封面", "Cover"])
def test_the_header_names_it(key: str) -> None:
    text = DAILY.format(
        header=f"{key}: https://example.com/c.png\n", above="", below="![](https://example.com/x.png)"
    )
    assert read(text).cover == "https://example.com/c.png"


def test_a_header_without_an_address_of_the_web_is_told() -> None:
    digest = read(DAILY.format(header="cover: images/c.png\n", above="", below=""))
    assert digest.cover is None
    assert any("images/c.png" in warning.message for warning in digest.warnings)


@pytest.mark.parametrize("document", [DAILY, OUTLINE])
@pytest.mark.parametrize("place", ["above", "below"])
@pytest.mark.parametrize(
    ("picture", "cover"),
    [
        ("![封面](https://example.com/c.png)", "https://example.com/c.png"),
        ("[![](https://example.com/c.png)](https://example.com/)", "https://example.com/c.png"),
        ('<p><img src="https://example.com/c.png?a=1&amp;b=2" /></p>', "https://example.com/c.png?a=1&b=2"),
        ("![logo](https://example.com/l.png)\n![](https://example.com/c.png)", "https://example.com/c.png"),
        ("![](https://example.com/c d.png)", None),
        ("![](c.png)", None),
        ("![](javascript:alert)", None),
        ("![](https://example.com/logo.png)", None),
        ("![扫码关注公众号](https://example.com/c.png)", None),
        ('<img id="weixin_qr" src="https://example.com/hub.png">', None),
        ("![](https://img.shields.io/badge/x.png)", None),
        ("", None),
    ],
)
def test_a_picture_above_the_items(document: str, place: str, picture: str, cover: str | None) -> None:
    places = {"above": "", "below": "", "header": ""} | {place: picture}
    assert read(document.format(**places), "2026-09-05.md").cover == cover


def test_a_section_of_its_own() -> None:
    text = (
        "# 周刊（第 12 期）\n\n一句话。\n\n## 封面图\n\n![](https://example.com/c.png)\n\n雪后的港口。\n"
        + OUTLINE.format(above="", below="")
    )
    assert read(text, "2026-09-05.md").cover == "https://example.com/c.png"


@pytest.mark.parametrize("document", [DAILY, OUTLINE])
def test_a_picture_among_the_items_is_none(document: str) -> None:
    digest = read(document.format(header="", above="", below=""), "2026-09-05.md")
    assert digest.items
    assert digest.cover is None


def test_a_picture_inside_a_sentence_is_none() -> None:
    text = OUTLINE.format(above="", below="看这张图 ![](https://example.com/c.png) 就明白了。")
    assert read(text, "2026-09-05.md").cover is None
