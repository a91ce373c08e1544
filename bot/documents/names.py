"""Names without their ornaments: numbering, emoji and brackets around a section's or an item's title."""

import re
import unicodedata

_HAN = "[一二三四五六七八九十百]{1,3}"
_NUMBERING = re.compile(
    rf"""\s*(?:
    (?P<listed>\d{{1,3}}\s?、)|(?P<dotted>\d{{1,3}}\s?[.．](?!\d))|(?P<closed>\d{{1,3}}[)）])
    |(?P<bracketed>[（(]\s?\d{{1,3}}\s?[)）])|(?P<squared>[\[【]\s?\d{{1,3}}\s?[\]】])
    |(?P<han>{_HAN}\s?[、．.])|(?P<han_bracketed>[（(]{_HAN}[)）])
    |(?P<part>第(?:{_HAN}|\d{{1,3}})(?:部分|章|节|栏|条)[：:、\s]?)
    |(?P<circled>[①-⑳❶-❿])|(?P<keycap>\d️?⃣️?)|(?P<zero>0\d(?=[\s|｜]))
    )[\s|｜]*""",
    re.VERBOSE,
)


def numbering(text: str) -> tuple[str, str] | None:
    """How a number leads `text` (the name of the style) and the text after it; None without a number."""
    match = _NUMBERING.match(text)
    return (str(match.lastgroup), text[match.end() :]) if match else None


def without_number(text: str) -> str:
    """`text` without the number that leads it: `1、`, `2.`, `（三）`, `④`."""
    found = numbering(text)
    return found[1] if found and found[1] else text


def section_name(text: str) -> str:
    """A section's name: without numbering, emoji, brackets around the whole and a colon at its end."""
    bare = without_ornaments(without_number(without_ornaments(text))).rstrip(":：").strip()
    if len(bare) > 2 and bare[0] in "【「[" and bare[-1] in "】」]":
        bare = bare[1:-1].strip()
    return bare or text.strip()


def without_ornaments(text: str) -> str:
    """`text` without the emoji, bullets and spaces at its ends."""
    start, end = 0, len(text)
    while start < end and _is_ornament(text[start]):
        start += 1
    while end > start and _is_ornament(text[end - 1]):
        end -= 1
    return text[start:end] if start < end else text.strip()


def width(text: str) -> float:
    """The length in Chinese characters: Latin letters are half as wide."""
    return sum(1.0 if char >= "\u2e80" or char in "“”‘’—…" else 0.5 for char in text)


def first_clause(text: str, least: float = 6, most: int = 40) -> str:
    """A title made of the beginning of `text`: its first clause, or more when that is very short."""
    text = text.strip()
    end = 0
    for match in _CLAUSE_END.finditer(text[: most * 2]):
        end = match.start()
        if width(text[:end]) >= least:
            break
    else:
        end = len(text) if len(text) <= most * 2 else 0
    clause = text[:end].strip() if end else text
    if width(clause) <= most and clause:
        return clause
    cut = clause[:most]
    space = cut.rfind(" ")
    if cut.isascii() and space > most / 2:
        cut = cut[:space]
    return cut.rstrip() + "…"


_CLAUSE_END = re.compile(r"[，。！？；：…\n]|[,!?;:.](?=\s|$)|——| [-–|] ")


def _is_ornament(char: str) -> bool:
    return (
        char.isspace() or char in "|｜·•*#～~\ufe0f\u200d" or unicodedata.category(char) in ("So", "Sk", "Cf")
    )
