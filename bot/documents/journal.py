"""The plain-text journal: numbered sections, headlines and paragraphs, and no markup at all.

Nothing tells a headline from a paragraph but its looks, so each line gets a cost for being either, and the
cheapest reading of a whole section wins that makes sense: every item is a headline, perhaps a second
headline line, and at least one paragraph.
"""

import re
from dataclasses import dataclass

from bot.documents import dates
from bot.documents.drafts import Draft, Heading, Warnings, digest
from bot.documents.kinds import kind_of
from bot.documents.names import first_clause, width
from bot.documents.urls import bare_urls
from bot.models import Digest, Link
from bot.sentence import Sentence

_NUMBER = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3}|[壹贰叁肆伍陆柒捌玖拾]|[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ]|[①-⑳]|[IVX]{1,4})"
_MARKER = re.compile(
    rf"(?:[（(【\[]?{_NUMBER}[)）】\]]?[.．、:：]?|第{_NUMBER}(?:部分|章|节|栏|[版板]块)"
    rf"|(?:Part|PART)[ .]?{_NUMBER})"
)
_MARKED_NAME = re.compile(
    rf"(?:{_NUMBER}[.．、:：]|{_NUMBER}\s|[（(]{_NUMBER}[)）]|第{_NUMBER}部分)\s*(\S.*)"
)
_NAME_LIMIT = 16
_TITLE_WIDTH = 60
_NOT_IN_NAMES = re.compile(r"[，。！？；：,!?;:…]")
_LABEL = re.compile(
    r"[【\[]?(?:本[期月刊]{1,2})?(?:导读|导语|前言|引言|卷首语|编者按|编者的话|摘要|序言|序|introduction)[】\]]?[:：]?",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"(?:(?:文字|责任|本期|执行|图片|视觉|美术)?(?:编辑|作者|撰文|撰稿|记者|编译|整理|主编|校对|策划|出品|来源|供稿|采编|文|by|editor)"
    r"s?)\s*[|｜丨/／:：·]\s*\S.{0,60}",
    re.IGNORECASE,
)
_END = re.compile(r"[（(\-—–=*·~\s]*(?:完|全文完|本[期刊]完|end|the end)[）)\-—–=*·~\s。.]*", re.IGNORECASE)
_CLOSING = "。；”’」』）)\"'"
_STOP = re.compile(r"[。；]")
_COMMA = re.compile(r"[，,、]")
_OPENING = re.compile(
    r"(?:北京时间|当地时间|据|近日|日前|近期|\d{4}年|\d{1,2}月\d{1,2}日|[^，,]{2,12}(?:讯|电)[，,])"
)

_NEVER = 1000.0
_ODD_START = 3.0  # a section that begins with a paragraph
_ODD_END = 6.0  # and one that ends with a headline
# The states of a line: a headline, its second line, a paragraph.
_HEADLINE, _SECOND, _PARAGRAPH = 0, 1, 2
_STEPS = (  # cost of the step from (row) to (column)
    (_NEVER, 1.2, 0.0),
    (_NEVER, _NEVER, 0.0),
    (0.0, _NEVER, 0.0),
)


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str
    after_blank: bool


@dataclass(slots=True)
class _Run:
    """A section: its name and the lines below it."""

    name: str
    number: int
    lines: list[_Line]


def looks_like(text: str) -> bool:
    """Whether a text without markup is a journal: it has at least one numbered section with text below."""
    _, runs = _runs(_lines(text))
    return any(run.lines for run in runs)


def read(text: str, name: str, warnings: Warnings) -> Digest:
    """The digest of a journal. Total: any text gives one, perhaps without items."""
    front, runs = _runs(_lines(text))
    title, intro, byline = _front(front)
    issue = dates.day_or_month_in(title) or dates.in_file_name(name)
    issue = issue or next((date for line in front[:5] if (date := dates.day_or_month_in(line.text))), None)
    drafts: list[Draft] = []
    for run in runs:
        lines, signature = _without_end(run.lines)
        byline = byline or signature
        if not lines:
            warnings.add(
                run.number, Sentence("the section “{name}” has no items and is left out", name=run.name)
            )
            continue
        drafts += _items(run.name, lines, warnings)
    for draft in drafts:
        draft.date = dates.of_event(draft.paragraphs[0], issue) if draft.paragraphs else None
    kind = kind_of(title, name, default="monthly")
    return digest(Heading(kind, title, issue, intro, byline), drafts, warnings)


def _lines(text: str) -> list[_Line]:
    lines = []
    blank = True
    for number, raw in enumerate(text.split("\n"), 1):
        stripped = raw.strip().strip("\ufeff\u200b")
        if stripped:
            lines.append(_Line(number, stripped, blank))
        blank = not stripped
    return lines


def _runs(lines: list[_Line]) -> tuple[list[_Line], list[_Run]]:
    """The lines before the first section, and the sections."""
    starts = _lone_markers(lines) or _marked_names(lines)
    if not starts:
        return lines, []
    runs = []
    ends = [start for start, _, _ in starts[1:]] + [len(lines)]
    for (start, skip, name), end in zip(starts, ends, strict=True):
        runs.append(_Run(name, lines[start].number, lines[start + skip : end]))
    return lines[: starts[0][0]], runs


def _lone_markers(lines: list[_Line]) -> list[tuple[int, int, str]]:
    """Where a number stands alone above a short name: (index, lines taken, name)."""
    return [
        (index, 2, lines[index + 1].text)
        for index in range(len(lines) - 1)
        if _MARKER.fullmatch(lines[index].text) and _is_name(lines[index + 1].text)
    ]


def _marked_names(lines: list[_Line]) -> list[tuple[int, int, str]]:
    """Where number and name share a line (一、公司新闻); a single one proves nothing."""
    found = [
        (index, 1, match[1].strip())
        for index, line in enumerate(lines)
        if (match := _MARKED_NAME.fullmatch(line.text)) and _is_name(match[1].strip())
    ]
    return found if len(found) > 1 else []


def _is_name(text: str) -> bool:
    return len(text) <= _NAME_LIMIT and not _NOT_IN_NAMES.search(text) and not _MARKER.fullmatch(text)


def _front(lines: list[_Line]) -> tuple[str, str | None, str | None]:
    """Title, introduction and byline from the lines before the first section."""
    title = lines[0].text if lines and width(lines[0].text) <= _TITLE_WIDTH else ""
    rest = [line.text for line in lines[bool(title) :] if not _LABEL.fullmatch(line.text)]
    bylines = [text for text in rest if _BYLINE.fullmatch(text)]
    intro = [text for text in rest if not _BYLINE.fullmatch(text)]
    return title, "\n\n".join(intro) or None, "\n".join(bylines) or None


def _without_end(lines: list[_Line]) -> tuple[list[_Line], str | None]:
    """The lines without the closing formula and signatures below them."""
    signature = None
    end = len(lines)
    while end and (_END.fullmatch(lines[end - 1].text) or _BYLINE.fullmatch(lines[end - 1].text)):
        end -= 1
        if _BYLINE.fullmatch(lines[end].text):
            signature = lines[end].text
    return lines[:end], signature


def _items(section: str, lines: list[_Line], warnings: Warnings) -> list[Draft]:
    drafts: list[Draft] = []
    for line, state in zip(lines, _states(lines), strict=True):
        if state == _HEADLINE:
            drafts.append(Draft(section, line.text, line.number))
        elif not drafts:  # the section begins with a paragraph
            warnings.add(line.number, Sentence("a paragraph without a headline was taken as an item"))
            drafts.append(Draft(section, first_clause(line.text), line.number, paragraphs=[line.text]))
        elif state == _SECOND:
            drafts[-1].subtitle = line.text
        else:
            _add_paragraph(drafts[-1], line.text)
    for draft in drafts:
        if not draft.paragraphs:
            warnings.add(draft.line, Sentence("“{title}” has no paragraph below it", title=draft.title[:40]))
    return drafts


def _add_paragraph(draft: Draft, text: str) -> None:
    for url in bare_urls(text):
        draft.links.append(Link(label=url, url=url))
        draft.url = draft.url or url
        if text == url:
            return
    draft.paragraphs.append(text)


def _states(lines: list[_Line]) -> list[int]:
    """The cheapest reading of a section's lines."""
    spaced = sum(line.after_blank for line in lines) > len(lines) / 2
    costs = _costs(lines[0].text)
    best = [costs[0], _NEVER, costs[2] + _ODD_START]
    back: list[list[int]] = []
    for line in lines[1:]:
        costs = _costs(line.text)
        # Where blank lines part the lines, a missing one says that two lines belong together.
        joined = 1.0 if spaced and not line.after_blank else 0.0
        row, came_from = [], []
        for state in (_HEADLINE, _SECOND, _PARAGRAPH):
            steps = [best[before] + _STEPS[before][state] for before in (_HEADLINE, _SECOND, _PARAGRAPH)]
            source = min(range(3), key=steps.__getitem__)
            came_from.append(source)
            row.append(steps[source] + costs[state] + (joined if state == _HEADLINE else 0.0))
        best = row
        back.append(came_from)
    best = [best[0] + _ODD_END, best[1] + _ODD_END, best[2]]
    state = min(range(3), key=best.__getitem__)
    states = [state]
    for came_from in reversed(back):
        state = came_from[state]
        states.append(state)
    return states[::-1]


def _costs(text: str) -> tuple[float, float, float]:
    """How unlike a headline, a second headline and a paragraph a line is."""
    length = width(text)
    headline = max(0.0, (length - 40) / 8)
    paragraph = max(0.0, (44 - length) / 12)
    if _STOP.search(text):
        headline += 4.0 + 2.0 * bool(_STOP.search(text.rstrip(_CLOSING)))
    elif text.rstrip(_CLOSING).endswith(("!", "！")):
        paragraph += 0.8
    else:
        paragraph += 1.5
    headline += 0.6 * max(0, len(_COMMA.findall(text)) - 2)
    if _OPENING.match(text):
        headline += 0.8
    if bare_urls(text):
        headline += 6.0
    return headline, headline + 0.3, max(paragraph, 0.0)
