"""docs/documents.md shows only what is read so."""

import re
from pathlib import Path

from bot.documents import read

GUIDE = (Path(__file__).parents[3] / "docs" / "documents.md").read_text()


def test_the_examples_of_the_guide_are_read() -> None:
    daily, journal = re.findall(r"^```(?:markdown|text)\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
    for example, kind, section in ((daily, "daily", "新闻资讯"), (journal, "monthly", "公司新闻")):
        digest = read(example)
        assert digest.kind == kind
        assert [(found.name, len(found.items)) for found in digest.sections] == [(section, 1)]
        assert digest.date is not None
        assert digest.intro
        assert digest.warnings == ()


def test_the_table_of_the_guide_is_read() -> None:
    forms = [
        "### [标题](https://a.example/1)\n\n正文一段。",
        "- [标题](https://a.example/1)：摘要",
        "- **标题**：摘要（[来源](https://a.example/1)）",
        "**标题**\nhttps://a.example/1",
        "【标题在此】正文。https://a.example/1",
        "| 标题 | 机构 | 链接 |\n|---|---|---|\n| 标题 | 甲 | [链接](https://a.example/1) |",
        *(f"{mark}**标题**\nhttps://a.example/1" for mark in ("1. ", "1) ")),
    ]
    for form in forms:
        other = form.replace("标题", "另一").replace("/1", "/2").replace("1.", "2.").replace("1)", "2)")
        digest = read(f"# 日报 2025-01-01\n\n## 栏目\n\n{form}\n\n{other}\n")
        assert digest.items[0].title.startswith("标题"), form
        assert digest.items[0].url == "https://a.example/1", form
        assert "https" not in digest.items[0].body + digest.items[0].title, form
    for mark in ("{}、", "（{}）", "{}）"):
        lines = [mark.format(number) + f"标题{number}\n" for number in (1, 2, 3)]
        digest = read("# 日报 2025-01-01\n\n" + "\n".join(lines))
        assert [item.title for item in digest.items] == ["标题1", "标题2", "标题3"]
