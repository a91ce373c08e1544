"""A small library of digests to ask for: two publications, a spring of dailies, with gaps and a draft."""

import datetime as dt
from functools import cache
from zoneinfo import ZoneInfo

from bot.models import Digest, Item, Link, Publication, Section
from bot.ports import Archive
from tests.fakes.archive import MemoryArchive

NOW = dt.datetime(2025, 5, 26, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = NOW.date()
FIRST = dt.date(2025, 4, 1)
MISSING = dt.date(2025, 5, 11)
EMPTY = dt.date(2025, 5, 18)
DRAFT = dt.date(2025, 5, 27)
MONTHLY = dt.date(2025, 5, 1)

DAILY = Publication(slug="ai-daily", name="AI日报")
JOURNAL = Publication(slug="industry-monthly", name="产业月刊", kind="monthly")

HEADLINES = {
    "新闻资讯": ("大模型公司公布新计划", "芯片工厂扩建", "城市试行智能体服务"),
    "产品应用": ("会议助手更新", "翻译笔上市"),
    "开源动态": ("推理框架发布新版本",),
    "算法论文": ("长文本模型的新办法", "机器人抓取研究"),
}


def daily(date: dt.date) -> Digest:
    """The daily of that date: eight items in four sections."""
    sections = tuple(
        Section(name=name, items=tuple(item(f"{title}（{date:%m%d}）", date) for title in titles))
        for name, titles in HEADLINES.items()
    )
    return Digest(kind="daily", date=date, title=f"AI日报：{date}", sections=sections)


def item(title: str, date: dt.date) -> Item:
    """An item with a text and a link of its own."""
    url = f"https://news.example/{date}/{title}"
    body = f"{title}，这是导语，说明事情的来龙去脉。\n\n第二段补充 GPT-4o 等背景。"
    return Item(key=url, title=title, body=body, url=url, links=(Link(label="原文", url=url),))


def monthly() -> Digest:
    """The monthly of May: a section of its own, and one with a name that nearly is a daily one's."""
    sections = (
        Section(name="公司新闻", items=(item("两家企业合作建设机房", MONTHLY),)),
        Section(name="产品动态", items=(item("家用机器人进入社区", MONTHLY),)),
    )
    return Digest(kind="monthly", date=MONTHLY, title="产业月刊 2025 年 5 月", sections=sections)


async def fill(archive: Archive) -> None:
    """Put the library into an empty archive."""
    await archive.declare_publications([DAILY, JOURNAL])
    for days in range((DRAFT - FIRST).days + 1):
        date = FIRST + dt.timedelta(days=days)
        if date == MISSING:
            continue
        digest = daily(date)
        if date == EMPTY:
            digest = digest.model_copy(update={"sections": ()})
        await archive.save(
            digest, publication=DAILY.slug, text_hash=str(date), now=NOW, published=date != DRAFT
        )
    await archive.save(monthly(), publication=JOURNAL.slug, text_hash="may", now=NOW, published=True)


@cache
def shelf() -> MemoryArchive:
    """The library in memory, filled once; tests only read it."""
    archive = MemoryArchive()
    filling = fill(archive)
    try:
        filling.send(None)
    except StopIteration:
        return archive
    raise AssertionError("an archive in memory has nothing to wait for")
