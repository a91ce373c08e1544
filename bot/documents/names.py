"""Names without their ornaments: numbering, emoji and brackets around a section's or an item's title."""

import re
import unicodedata

_CHINESE = "一二三四五六七八九十百"
_NUMBERING = re.compile(
    rf"\s*(?:\d{{1,3}}\s?(?:[、．)）]|\.(?!\d))|[{_CHINESE}]{{1,3}}\s?[、．.]|[（(](?:\d{{1,3}}|[{_CHINESE}]{{1,3}})[)）]"
    rf"|[①-⑳❶-❿]|[０-９]{{1,3}}[、．.]|第[{_CHINESE}\d]{{1,3}}(?:部分|章|节|栏)[：:、\s]?|\d{{1,2}}️?⃣)\s*"
)
_LONE_NUMBER = re.compile(r"0\d\s+(?=\S)")
_MARK = re.compile(r"\s*#(\d{1,4})\s*$")


def without_number(text: str) -> str:
    """`text` without the number that leads it: `1、`, `2.`, `（三）`, `④`, `0️⃣`."""
    match = _NUMBERING.match(text)
    return text[match.end() :] if match else text


def is_numbered(text: str) -> bool:
    """Whether a number leads `text`."""
    return _NUMBERING.match(text) is not None


def split_mark(title: str) -> tuple[str, str | None]:
    """A title and the number that ends it (`Title #3`), by which a table of contents refers to it."""
    match = _MARK.search(title[-12:])
    return (title[: -len(match[0])], match[1]) if match else (title, None)


def section_name(text: str) -> str:
    """A section's name: without numbering, emoji, brackets around the whole and a colon at its end."""
    text = _without_ornaments(split_mark(text)[0])
    bare = without_number(text)
    bare = _LONE_NUMBER.sub("", bare, count=1) if bare == text else bare
    bare = _without_ornaments(bare).rstrip(":：").strip()
    if len(bare) > 2 and bare[0] in "【「[" and bare[-1] in "】」]":
        bare = bare[1:-1].strip()
    return bare or text


def _without_ornaments(text: str) -> str:
    start, end = 0, len(text)
    while start < end and _is_ornament(text[start]):
        start += 1
    while end > start and _is_ornament(text[end - 1]):
        end -= 1
    return text[start:end] if start < end else text.strip()


def _is_ornament(char: str) -> bool:
    return (
        char.isspace() or char in "|｜·•*#～~\ufe0f\u200d" or unicodedata.category(char) in ("So", "Sk", "Cf")
    )
