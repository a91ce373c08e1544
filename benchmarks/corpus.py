"""Texts of our own for benchmarks: dailies of any size, and shapes that were made to be slow."""

from collections.abc import Callable

SECTIONS = ("新闻资讯", "产品应用", "推荐文章", "开源动态", "算法论文")
_SUBJECTS = ("海风实验室", "南湖大学", "石桥科技", "北山研究院", "晨光团队")
_DEEDS = (
    "发布新一代检索模型",
    "开源端侧语音工具",
    "公布机器人测试结果",
    "更新图像编辑应用",
    "完成新一轮融资",
)
_MORE = "团队称代码、权重与数据均已公开，后续将支持更多语言，并计划在明年开放试用。"


def daily(items: int) -> str:
    """A daily in the usual form with that many items."""
    lines = [
        "---",
        "date: 2025-05-24",
        "title: AI日报：第一条; 第二条: 带冒号; 第三条",
        "---",
        "",
        "> 每天精选值得读的文章。",
        "",
        "# 2025-05-24 资讯日报",
        "",
    ]
    for number in range(items):
        if number * len(SECTIONS) // items != (number - 1) * len(SECTIONS) // items:
            lines += [f"## {SECTIONS[number * len(SECTIONS) // items]}", ""]
        subject, deed = _SUBJECTS[number % 5], _DEEDS[number // 5 % 5]
        url = (
            f"https://mp.weixin.qq.com/s?__biz=Mz{number:08d}==&chksm={number:064x}&idx={number % 5 + 1}"
            f"&mid=22475{number:05d}&sn={number:032x}#rd"
        )
        lines += [
            f"### {subject}{deed}",
            "",
            f"{subject}：近日{deed}，提升 {number % 40} 个百分点，时延下降一半。{_MORE}[>阅读原文]({url})",
            "",
        ]
    return "\n".join(lines)


def _repeat(unit: str) -> Callable[[int], str]:
    """A maker of texts of about `size` bytes that repeat `unit`."""
    return lambda size: unit * (size // len(unit.encode()) + 1)


def _nested_lists(size: int) -> str:
    lines, length, depth = [], 0, 0
    while length < size:
        line = "  " * (depth % 25) + "- x"
        lines.append(line)
        length += len(line) + 1
        depth += 1
    return "\n".join(lines)


def _references(size: int) -> str:
    return "\n".join(
        f"[r{number}]: https://a.example/{number}\n\n- [r{number}]" for number in range(size // 45)
    )


def _table(size: int) -> str:
    return "| a | b | c |\n|---|---|---|\n" + "| x | y | z |\n" * (size // 14)


def _wide_table(size: int) -> str:
    columns = size // 8
    return "|a" * columns + "|\n" + "|-" * columns + "|\n" + "|x\n" * (size // 6)


HOSTILE: dict[str, Callable[[int], str]] = {
    "open brackets": _repeat("["),
    "open images": _repeat("!["),
    "closing brackets": _repeat("]"),
    "brackets in brackets": lambda size: "[" * (size // 2) + "]" * (size // 2),
    "half links": _repeat("[a]("),
    "half links, closed": _repeat("[a](b "),
    "links": _repeat("[a](https://a.example/b) "),
    "links with titles": _repeat('[a](https://a.example/b "c) '),
    "images in links": _repeat("[![a](https://a.example/b)](https://a.example/c) "),
    "parentheses": _repeat("("),
    "quotes >": _repeat("> "),
    "quotes > on lines": _repeat("> > > > > > > > x\n"),
    "quotes “": _repeat("“"),
    'quotes "': _repeat('"'),
    "stars": _repeat("*"),
    "stars and text": _repeat("*a **b "),
    "closing stars": _repeat("a** "),
    "underscores": _repeat("_a __b "),
    "backticks": _repeat("`"),
    "backticks of all lengths": lambda size: "".join("`" * (n % 90 + 1) + " " for n in range(size // 46)),
    "less-than": _repeat("<"),
    "half tags": _repeat("<a "),
    "half comments": _repeat("<!-- "),
    "half comments on lines": _repeat("<!--\n\nx\n\n"),
    "half instructions": _repeat("<?a "),
    "half CDATA": _repeat("<![CDATA[ "),
    "half autolinks": _repeat("<https:"),
    "tags": _repeat("<b>x</b>"),
    "images in HTML": _repeat("<img src="),
    "HTML blocks": _repeat("<img src=\n\n"),
    "entities": _repeat("&"),
    "named entities": _repeat("&amp; "),
    "backslashes": _repeat("\\"),
    "escapes": _repeat("\\* "),
    "exclamation marks": _repeat("!"),
    "colons": _repeat("a: b\n"),
    "bullets in bullets": _repeat("-  "),
    "bullets in bullets, text": _repeat("- a\n  - b\n    - c\n      - d\n"),
    "nested lists": _nested_lists,
    "bullets": _repeat("- a\n"),
    "empty bullets": _repeat("-\n"),
    "ordered lists apart": _repeat("1. a\n\nb\n\n"),
    "numbered lines": _repeat("1、a\n"),
    "numbered lines and more": lambda size: "1、a\n2、b\n" + "c\n" * (size // 2),
    "numbered paragraphs": _repeat("1、[a](https://a.example/b)\n\n"),
    "headings": _repeat("# a\n"),
    "headings and text": _repeat("## a\n\nb\n\n"),
    "headings and bullets": _repeat("## a\n- [b](https://a.example/c)\n"),
    "headings of all levels": _repeat("# a\n## b\n### c\n#### d\n##### e\n###### f\n\ng\n\n"),
    "dated headings": _repeat("# 2025-01-01\n"),
    "setext headings": _repeat("a\n===\n"),
    "bold lines": _repeat("**a**\n\nb\n\n"),
    "bold lines alone": _repeat("**a**\n\n"),
    "rules": _repeat("---\n"),
    "fences": _repeat("```\n"),
    "front matter": _repeat("---\na: b\n"),
    "pipes": _repeat("|"),
    "tables": _table,
    "wide tables": _wide_table,
    "half tables": _repeat("|a\n|-\n"),
    "references": _references,
    "half references": _repeat("[a]: <\n"),
    "references of many lines": lambda size: "[" + "a\n" * (size // 2),
    "reference titles": lambda size: "[a]: b '" + "c\n" * (size // 2),
    "one long line": _repeat("字"),
    "one long line of words": _repeat("word "),
    "one long line of sentences": _repeat("这是一句话。"),
    "bare addresses": _repeat("https://a.example/b "),
    "one long address": lambda size: "https://a.example/" + "b" * size,
    "one address of brackets": lambda size: "https://a.example/" + ")" * size,
    "one address of dots": lambda size: "https://a.example/" + "." * size,
    "labels": _repeat("[原文](https://a.example/b)，"),
    "breaks": _repeat("a\\\n"),
    "lines": _repeat("a\n"),
    "blank lines": lambda size: "a" + "\n" * size + "b",
    "spaces": lambda size: "a" + " " * size + "b",
    "tabs": lambda size: "- a\n" + "\t" * size + "b",
    "ideographic spaces": lambda size: "a" + "\u3000" * (size // 3) + "b",
    "sections of a journal": _repeat("1\n\n甲\n\n"),
    "a journal": _repeat(
        "1\n\n甲乙\n\n这是一个标题\n\n这是一段正文，它比标题长，并且以句号结束，读起来像一段话。\n\n"
    ),
    "a journal of headlines": lambda size: "1\n\n甲乙\n\n" + "这是一个标题\n\n" * (size // 20),
    "items with one address": _repeat("- [a](https://a.example/b)\n"),
    "items of a daily without titles": lambda size: "# 2025-01-01 日报\n\n" + "### a\n\n" * (size // 7),
    "contents": lambda size: (
        "# 日报 2025-01-01\n\n"
        + "".join(f"- 甲{n} `#{n}`\n" for n in range(size // 60))
        + "".join(f"\n## 乙{n} `#{n}`\n\n正文。\n" for n in range(size // 60))
    ),
    "digits": _repeat("1"),
    "dates": _repeat("2025-01-01 "),
    "half dates": _repeat("2025年"),
    "emoji": _repeat("🔥"),
    "emoji and images": _repeat("🔥![a](https://a.example/b)"),
    "control characters": _repeat("\x01a"),
    "javascript links": _repeat("[a](javascript:b) "),
}
"""Makers of hostile texts by name; each is given a size in bytes."""
