"""What stands above a Markdown document: front matter, or lines `Key: value` without any mark."""

import re
from typing import NamedTuple

_KEY = re.compile(r"([A-Za-z_\u4e00-\u9fff][\w\u4e00-\u9fff .-]{0,30}?)\s?[:：](?:\s+(.*))?$")
_PLAIN_KEY = re.compile(r"([A-Z][A-Za-z-]{1,20}):[ \t]+(\S.*)")
_TELLING = frozenset({"title", "date", "标题", "日期"})


class Header(NamedTuple):
    """The fields of a header by lower-case key."""

    fields: dict[str, str]

    @property
    def title(self) -> str:
        """The title as written, empty when there is none."""
        return self.fields.get("title") or self.fields.get("标题") or ""

    @property
    def date(self) -> str:
        """The text of the date, empty when there is none."""
        return next(
            (value for key in ("date", "日期", "pubdate", "published") if (value := self.fields.get(key))), ""
        )

    @property
    def cover(self) -> str:
        """The address of the cover as written, empty when there is none."""
        return next((value for key in ("cover", "image", "封面") if (value := self.fields.get(key))), "")


def front_matter(content: str) -> Header:
    """Read leniently, line by line: an unquoted value may hold colons, quotes and anything else."""
    fields: dict[str, str] = {}
    for line in content.split("\n"):
        match = _KEY.match(line)
        if match and not line[0].isspace():
            fields.setdefault(match[1].strip().lower(), _unquoted((match[2] or "").strip()))
    return Header(fields)


def plain_header(paragraph: str) -> Header | None:
    """The header that a first paragraph is when every line is `Key: value` and one is its title or date."""
    fields: dict[str, str] = {}
    for line in paragraph.split("\n"):
        match = _PLAIN_KEY.fullmatch(line.strip())
        if match is None:
            return None
        fields.setdefault(match[1].lower(), match[2].strip())
    return Header(fields) if len(fields) > 1 and _TELLING & fields.keys() else None


def _unquoted(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        inner = value[1:-1]
        return (
            inner.replace('\\"', '"').replace("\\\\", "\\") if value[0] == '"' else inner.replace("''", "'")
        )
    return value
