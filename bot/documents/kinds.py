"""Which kind of publication a title speaks of."""

import re

from bot.models import Kind

_MONTHLY = re.compile(r"月刊|月报|\bmonthly\b|this month", re.IGNORECASE)
_WEEKLY = re.compile(
    r"周刊|周报|一周|本周|每周|第\s*[\d一二三四五六七八九十百]+\s*期"
    r"|\bweekly\b|this[ _-]week|\bweek(?:ly)?[ -]?\d",
    re.IGNORECASE,
)
_DAILY = re.compile(r"日报|日刊|早报|晚报|午报|早知道|早安|每日|今日|\bdaily\b|\btoday\b", re.IGNORECASE)
_DIGEST = re.compile(
    r"快讯|简报|速递|速览|资讯|要闻|新闻|周末|精选|动态|情报|通讯|文摘|\bdigest\b|\bnews(?:letter)?\b|\bbulletin\b"
    r"|\bbriefing\b|\broundup\b|\bweekly\b|\bissue\b|\brecap\b",
    re.IGNORECASE,
)


def kind_of(title: str, name: str, default: Kind) -> Kind:
    """The kind that the title tells, else the file's name, else `default`."""
    for text in (title, name):
        if _MONTHLY.search(text):
            return "monthly"
        if _DAILY.search(text):
            return "daily"
        if _WEEKLY.search(text):
            return "weekly"
    return default


def names_a_digest(title: str) -> bool:
    """Whether a title is that of a digest, of any kind."""
    return any(words.search(title) for words in (_MONTHLY, _WEEKLY, _DAILY, _DIGEST))
