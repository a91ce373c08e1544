"""Inline content: which links are links, which labels go, and how lines join."""

import pytest

from bot.documents import read
from bot.documents.drafts import Warnings
from bot.documents.labels import without_labels
from bot.documents.markdown import parse
from bot.documents.spans import PIECE, Span, images_in_html, images_of, links_of, plain, spans_of
from bot.errors import ParseError


def spans(text: str, warnings: Warnings | None = None) -> list[Span]:
    """The spans of `text` at line 1."""
    return spans_of(text, parse("")[1], 1, warnings or Warnings())


def urls(text: str) -> list[str]:
    """The addresses of the links in `text`."""
    return [link.url for link in links_of(spans(text))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("见https://a.example/x/y查看。", ["https://a.example/x/y"]),
        ("see https://a.example/x.", ["https://a.example/x"]),
        ("(https://a.example/x_(y))", ["https://a.example/x_(y)"]),
        ("“https://a.example/x”", ["https://a.example/x"]),
        ("HTTPS://A.example", ["HTTPS://A.example"]),
        ("https:// nothing", []),
        ("`https://a.example/code`", []),
        ("<https://a.example/auto>", ["https://a.example/auto"]),
        ("[a](https://a.example/a_b_c?x=1&amp;y=2)", ["https://a.example/a_b_c?x=1&y=2"]),
        ("[a](<https://a.example/a b>)", ["https://a.example/a%20b"]),
        ("[a](https://a.example/新闻)", ["https://a.example/新闻"]),
        (
            "[a](https://a.example/x(1)) [b](https://b.example 'title')",
            ["https://a.example/x(1)", "https://b.example"],
        ),
        ('<a href="https://a.example/html">x</a>', ["https://a.example/html"]),
        ("[a](HTTP://a.example)", ["HTTP://a.example"]),
        ("[a](http://)", []),
        ("[a](https://[broken)", []),
        ("[a](//a.example/x) [b](/x) [c](x.md) [d](#x) [e](mailto:x@a.example)", []),
        ("[a](javascript:alert(1)) [b](data:text/html,x) [c](file:///etc/passwd) [d](vbscript:x)", []),
        ("[a]( JaVaScRiPt:alert(1)) [b](java&#115;cript:x)", []),
    ],
)
def test_which_links_are_links(text: str, found: list[str]) -> None:
    assert urls(text) == found


def test_what_is_no_link_stays_as_text_and_is_told_by_line() -> None:
    warnings = Warnings()
    assert plain(spans("甲\n[乙](javascript:x)\n[丙](#jump) ![图](data:image/png,x)", warnings)) == "甲乙丙"
    assert [(warning.line, warning.message.split()[0:2]) for warning in warnings.all()] == [
        (2, ["the", "link"]),
        (3, ["the", "image"]),
    ]


def test_warnings_are_bounded() -> None:
    digest = read("# 日报 2025-01-01\n\n" + "[a](javascript:x)\n" * 1000)
    assert len(digest.warnings) < 250
    assert "more warnings" in digest.warnings[-1].message


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("甲\n乙", "甲乙"),
        ("a\nb", "a b"),
        ("甲\nb", "甲 b"),
        ("甲，\nb", "甲， b"),
        ("a  \nb", "a\nb"),
        ("甲<br/>乙<br>丙", "甲\n乙\n丙"),
        ("**粗** *斜* `码` ~~划~~", "粗 斜 码 ~~划~~"),
        ("**标题：**正文与**“引语”**都", "标题：正文与“引语”都"),
        ("a * b 与 2 ** 3", "a * b 与 2 ** 3"),
        ("&lt;b&gt; \\*x\\*", "<b> *x*"),
        ("<small>小</small><!-- 注 -->字", "小字"),
        ("[**粗** `码`](https://a.example)", "粗 码"),
        ("![图](https://a.example/p.png)文", "文"),
        ("a\u00a0b", "a\u00a0b"),
        ("", ""),
    ],
)
def test_plain_text(text: str, result: str) -> None:
    assert plain(spans(text)) == result


@pytest.mark.parametrize(
    ("text", "result", "taken"),
    [
        ("正文。[>阅读原文](https://a.example)", "正文。", ["阅读原文"]),
        ("正文没有句号[阅读全文](https://a.example)", "正文没有句号", ["阅读全文"]),
        ("正文。([Link](https://a.example))", "正文。", ["Link"]),
        ("甲 ([Link](https://a.example)) 是项目", "甲 是项目", ["Link"]),
        ("正文 ([video](https://a.example), [code](https://b.example))", "正文", ["video", "code"]),
        ("正文。[论文](https://a.example) | [代码](https://b.example)", "正文。", ["论文", "代码"]),
        ("正文。来源：[链接](https://a.example)", "正文。", ["链接"]),
        ("正文。来源：https://a.example/x", "正文。", ["https://a.example/x"]),
        ("标题 [↗](https://a.example)", "标题", ["↗"]),
        ("快去[项目地址](https://a.example)看看", "快去项目地址看看", []),
        ("更多请访问[官网](https://a.example)。", "更多请访问官网。", []),
        ("见 https://a.example/x", "见 https://a.example/x", []),
        ("见https://a.example/x查看", "见https://a.example/x查看", []),
        ("[阅读原文](https://a.example)", "", ["阅读原文"]),
        ("正文。\n🔗 https://a.example", "正文。", ["https://a.example"]),
        ("`代码`[原文](https://a.example)", "代码", ["原文"]),
    ],
)
def test_labels_that_are_no_part_of_a_sentence_go(text: str, result: str, taken: list[str]) -> None:
    kept, gone = without_labels(spans(text))
    assert plain(kept) == result
    assert [link.label for link in gone] == taken


def test_images_linked_and_in_html() -> None:
    same = spans("[![图](https://a.example/p.png)](https://a.example/p.png)")
    assert (images_of(same), links_of(same)) == (["https://a.example/p.png"], [])
    other = spans("[![封面](https://a.example/p.png)](https://a.example/video)")
    assert (images_of(other), [link.label for link in links_of(other)]) == (
        ["https://a.example/p.png"],
        ["封面"],
    )
    bare = spans("[![](https://a.example/p.png)](https://a.example/video)")
    assert [link.label for link in links_of(bare)] == ["https://a.example/video"]
    assert images_of(spans("<img src='https://a.example/p.png?a=1&amp;b=2'>")) == [
        "https://a.example/p.png?a=1&b=2"
    ]
    assert images_in_html('<p><img alt="" src="https://a.example/q.png"/><img src=data:x></p>') == [
        "https://a.example/q.png"
    ]


@pytest.mark.parametrize("unit", ["word ", "一句话。", "字", "Some sentence. ", "line\n"])
def test_long_content_is_read_in_pieces_without_losing_a_word(unit: str) -> None:
    text = (unit * (3 * PIECE // len(unit))).strip()
    assert plain(spans("*x* " + text)) == "x " + text.replace("\n", " ")


def test_links_far_into_long_content_keep_their_line() -> None:
    warnings = Warnings()
    spans("line\n" * 3000 + "[a](javascript:x)", warnings)
    assert [warning.line for warning in warnings.all()] == [3001]


@pytest.mark.parametrize("mark", ["[", "(", "{", "“", "「", "『", "![", '"', "'", "<", "&"])
def test_what_is_nested_absurdly_is_refused_with_its_line(mark: str) -> None:
    with pytest.raises(ParseError) as caught:
        read("# 日报 2025-01-01\n\n正文\n" + mark * 100_000)
    assert caught.value.line == 4


@pytest.mark.parametrize("mark", ["> ", "- ", "1. ", ">"])
def test_quotes_and_lists_nested_absurdly_are_refused_with_their_line(mark: str) -> None:
    with pytest.raises(ParseError) as caught:
        read("# 日报 2025-01-01\n\n正文\n\n" + mark * 50_000 + "x")
    assert caught.value.line == 5


def test_deep_indentation_is_refused() -> None:
    with pytest.raises(ParseError, match="nested"):
        read("\n".join("  " * depth + "- x" for depth in range(200)))
