"""The filters that readers write into a search: `栏目:算法论文 since:2025-05-01 大模型`.

Pure. A word before a colon that is no filter is just text, as any other word.
"""

import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import Literal

from bot.commands import dates
from bot.locales import message
from bot.models import Sort
from bot.text import normalise

Filter = Literal["section", "publication", "since", "until", "sort"]

# Keys are normalised: other widths, cases and traditional characters come to the same.
WORDS: dict[str, Filter] = {
    **dict.fromkeys(("section", "in", "栏目", "板块", "版块", "专栏", "分类"), "section"),
    **dict.fromkeys(("publication", "pub", "刊", "刊物"), "publication"),
    **dict.fromkeys(("since", "from", "after", "自", "从", "起"), "since"),
    **dict.fromkeys(("until", "to", "before", "至", "到", "止"), "until"),
    **dict.fromkeys(("sort", "order", "排序"), "sort"),
}
SORTS: dict[str, Sort] = {
    **dict.fromkeys(("newest", "new", "latest", "date", "最新", "时间", "新"), "newest"),
    **dict.fromkeys(("relevance", "best", "相关", "相关度", "相关性", "关联性"), "relevance"),
}
LONGEST = 256

_QUOTED = r'"[^"]*"|“[^”]*”|「[^」]*」'
_FILTER = re.compile(rf"(?<!\S)([^\s:：\"“「]{{1,11}})[:：] ?({_QUOTED}|[^\s\"“「][^\s]*)")


class WrongFilter(ValueError):
    """A filter whose value can't be used; its text is a message, `value` stands in it."""

    def __init__(self, text: str, value: str) -> None:
        self.value = value
        super().__init__(text)


@dataclass(frozen=True, slots=True)
class Search:
    """A search as it was written: the words to find and the filters, with names as they were typed."""

    text: str
    section: str | None = None
    publication: str | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    sort: Sort | None = None

    @property
    def filtered(self) -> bool:
        """Whether anything but the order of the hits was asked for beside the words."""
        return replace(self, sort=None) != Search(self.text)

    def __str__(self) -> str:
        """The search in one line, that reads as this one."""
        filters = (
            ("section", self.section),
            ("publication", self.publication),
            ("since", self.since),
            ("until", self.until),
            ("sort", self.sort),
        )
        written = (f"{name}:{_quoted(str(value))}" for name, value in filters if value is not None)
        return " ".join((*written, self.text)).strip()


def read(line: str, today: dt.date) -> Search:
    """The search that `line` writes; of a filter given twice the last one holds. Raises WrongFilter."""
    found: dict[Filter, str] = {}

    def take(match: re.Match[str]) -> str:
        name = WORDS.get(normalise(match[1]))
        value = match[2].strip('"“”「」').replace('"', "").strip()
        if name is None or not value:
            return match[0]
        found[name] = value
        return " "

    text = _FILTER.sub(take, " ".join(line[:LONGEST].split()))
    since, until = _bound(found.get("since"), today, 0), _bound(found.get("until"), today, 1)
    if since and until and since > until:
        since, until = until, since
    return Search(
        text=" ".join(text.split()),
        section=found.get("section"),
        publication=found.get("publication"),
        since=since,
        until=until,
        sort=_sort(found.get("sort")),
    )


def _bound(value: str | None, today: dt.date, end: Literal[0, 1]) -> dt.date | None:
    if value is None:
        return None
    try:
        days = dates.period(value, today)
    except dates.NoSuchDay:
        raise WrongFilter(message("There is no such day as “{text}” in the calendar."), value) from None
    if days is None:
        raise WrongFilter(message("I can't read “{text}” as a date."), value)
    return days[end]


def _sort(value: str | None) -> Sort | None:
    if value is None:
        return None
    try:
        return SORTS[normalise(value)]
    except KeyError:
        raise WrongFilter(message("I can sort by newest or by relevance, not by “{text}”."), value) from None


def _quoted(value: str) -> str:
    return f'"{value}"' if re.search(r"[\s“「]", value) else value
