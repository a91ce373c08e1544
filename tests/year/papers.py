"""What the editors of the year write: documents whose items are known by marks wherever they stand."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

SECTIONS = ("新闻资讯", "产品应用", "开源动态")
WORDS: Mapping[str, tuple[str, ...]] = {
    "英伟达": ("英伟达的显卡", "NVIDIA 的显卡"),
    "量子计算": ("量子计算入门",),
    "open source": ("an Open Source kit",),
    "茶园": ("春天的茶园",),
    "AIR": ("clean AIR day",),
}
"""Words that policies name, each with how documents write it: other names, other letters."""
PLAIN = ("雨后的操场", "he said so", "北屿的渡口")
"""What no policy names; "said" only holds the letters of a word."""

TITLE = re.compile(r"〔(\w+·\d+·\d+)〕")
BODY = re.compile(r"〖(\w+·\d+·\d+)〗")


@dataclass(frozen=True, slots=True)
class Entry:
    """An item as a document has it. `words` are those of WORDS that it mentions."""

    number: int
    version: int
    section: str
    words: tuple[str, ...] = ()


Paper = tuple[Entry, ...]
"""What one document says; empty: a day without news."""


def mark(slug: str, date: dt.date, entry: Entry) -> str:
    """The words by which this version of the item is known."""
    return f"{slug}{date:%y%m%d}·{entry.number}·{entry.version}"


def written(slug: str, date: dt.date, paper: Paper) -> str:
    """The document."""
    head = f"---\ndate: {date}\ntitle: {slug}试刊\n---\n\n# {date} 资讯日报\n\n"
    if not paper:
        return f"{head}该时间段内还没有新文章发布。\n"
    return head + "".join(_section(slug, date, name, paper) for name in SECTIONS)


def _section(slug: str, date: dt.date, name: str, paper: Sequence[Entry]) -> str:
    items = [entry for entry in paper if entry.section == name]
    return f"## {name}\n\n" + "".join(_item(slug, date, entry) for entry in items) if items else ""


def _item(slug: str, date: dt.date, entry: Entry) -> str:
    told = mark(slug, date, entry)
    said = [WORDS[word][(entry.number + entry.version) % len(WORDS[word])] for word in entry.words]
    body = "，".join([*said, PLAIN[entry.number % len(PLAIN)]])
    return f"### 试读〔{told}〕\n\n〖{told}〗{body}。[>阅读原文](https://news.example/{slug}/{date}/{entry.number})\n\n"


BROKEN = b"%PDF-1.7 somebody has saved the wrong file"
