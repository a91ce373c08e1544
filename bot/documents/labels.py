"""Links whose label says nothing of the news (阅读原文, Link, ↗): the link stays, the label goes."""

import re
from collections.abc import Sequence

from bot.documents.names import width
from bot.documents.spans import Span
from bot.models import Link

_ORIGINAL = re.compile(
    r"[>›»→\s]*(?:[阅查]?[读看]?(?:原文|全文)(?:链接)?|read more|full story|original)[>›»→…\s]*",
    re.IGNORECASE,
)
_GENERIC = re.compile(
    r"""[>›»→'"‘“\[（(\s]*(?:
    此?链接\d?|更多(?:详情|信息|内容)?|(?:查看)?详情|了解(?:更多|详情)|项目(?:地址|链接|主页)|论文(?:地址|链接)?
    |来源(?:链接)?|地址|官网|直达|传送门|代码|仓库|点击查看|点此
    |报道|推文|原帖|介绍|视频|演示|文档|博客|公告|主页|阅读|查看|观看|前往|打开|下载
    |links?|url|source|via|here|more|details?|learn\ more|paper|code|website|github|demo
    |read|view|watch|listen|visit|open|video|slides|pdf|arxiv|docs|blog(?:\ post)?|repo(?:sitory)?
    )[>›»→…'"’”\]）)\s]*""",
    re.IGNORECASE | re.VERBOSE,
)
_ARROW = re.compile(r"[\s↗→➜➡🔗⤴⇗»›>\ufe0f\[\]\d]*")
_SOURCE = 8  # as wide as so many Chinese characters a source's name may be
_ENDS = "。．.！!？?；;：:…，,、”」』）)】\n 　"
_OPENING = ("(", "（", "【")
_CLOSING = (")", "）", "】")
_LEAD = re.compile(
    r"(?:[阅查]?[读看]?(?:原文|全文|详情)|来源|出处|链接|地址|参考|via|source|link|read more)"
    r"(?:链接|地址)?\s*[:：]\s*$",
    re.IGNORECASE,
)


def is_original(label: str) -> bool:
    """Whether a label says: the original article."""
    return _ORIGINAL.fullmatch(label) is not None


def is_generic(label: str) -> bool:
    """Whether a label names no news but only the act of following it."""
    return bool(is_original(label) or _GENERIC.fullmatch(label) or _ARROW.fullmatch(label))


def without_labels(spans: Sequence[Span]) -> tuple[list[Span], list[Link]]:
    """`spans` without the links whose labels are no part of a sentence, and those links in order.

    A generic label goes where it stands apart: at the end of the text or in brackets; so does a bare
    address at the end. Inside a sentence they stay, for the sentence needs them.
    """
    kept: list[Span] = []
    taken: list[Link] = []
    gone = False
    for index, span in enumerate(spans):
        if span.kind == "link" and _stands_apart(spans, index, after_another=gone):
            taken.append(Link(label=span.text.strip(" >›»→") or span.url, url=span.url))
            _strip_lead(kept)
            gone = True
            continue
        rest = _without_separator(kept, span) if gone else span
        if rest.text or rest.kind != "text":
            kept.append(rest)
            gone = False
    return kept, taken


def _stands_apart(spans: Sequence[Span], index: int, *, after_another: bool) -> bool:
    """Whether the link at `index` is a label that may go; `after_another` when the one before it went."""
    label = spans[index].text
    is_address = label == spans[index].url
    before = spans[index - 1] if index else None
    after = spans[index + 1] if index + 1 < len(spans) else None
    if not is_address and not is_generic(label):
        return width(label) <= _SOURCE and _ends_in_brackets(before, after, last=index + 2 == len(spans))
    begins = after_another or before is None or before.kind in ("soft", "hard", "image")
    ends = after is None or after.kind != "text" or not after.text.strip()
    if is_address:
        return (ends and (begins or _is_boundary(before))) or _is_bracketed(before, after)
    ends = ends or (after is not None and after.text[:1] in "，,。；;）)】 |、")
    if is_original(label) or _ARROW.fullmatch(label):
        return ends or before is None
    return ends and (begins or (before is not None and before.text[-1:] in _ENDS + "（(【"))


def _ends_in_brackets(before: Span | None, after: Span | None, *, last: bool) -> bool:
    """Whether a short label (a source's name) stands alone in brackets at the very end."""
    return last and _is_bracketed(before, after) and after is not None and not after.text[1:].strip(" 。.")


def _is_bracketed(before: Span | None, after: Span | None) -> bool:
    """Whether brackets stand around a link, and nothing else in them but a lead (来源：)."""
    if before is None or after is None or after.text[:1] not in _CLOSING:
        return False
    return _LEAD.sub("", before.text).rstrip()[-1:] in _OPENING


def _is_boundary(before: Span | None) -> bool:
    """Whether a sentence, or a label like 来源, ends before an address."""
    text = before.text.rstrip() if before else ""
    return not text or not (text[-1].isalnum() or text[-1] in _OPENING) or _LEAD.search(text) is not None


def _strip_lead(kept: list[Span]) -> None:
    """Take the words that only announced a link (来源：) off the end."""
    if len(kept) > 1 and kept[-1].text.strip() in (":", "：") and _LEAD.fullmatch(kept[-2].text + "："):
        del kept[-2:]
    elif kept and kept[-1].kind == "text" and not kept[-1].code:
        kept[-1] = kept[-1]._replace(text=_LEAD.sub("", kept[-1].text).rstrip("🔗👉➡→\ufe0f :："))


def _without_separator(kept: list[Span], span: Span) -> Span:
    """`span` without what parted the links before it, and without the bracket that was around them."""
    if span.kind != "text" or span.code:
        return span
    text = span.text.lstrip(" ,，、|｜/·")
    if kept and kept[-1].kind == "text" and kept[-1].text[-1:] in _OPENING:
        if text[:1] in _CLOSING:
            kept[-1] = kept[-1]._replace(text=kept[-1].text[:-1].rstrip(" "))
            return span._replace(text=text[1:])
        return span._replace(text=text)
    return span if text else span._replace(text="")
