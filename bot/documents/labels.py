"""Links whose label says nothing of the news (阅读原文, Link, ↗): the link stays, the label goes."""

import re
from collections.abc import Sequence

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
    |links?|url|source|via|here|more|details?|learn\ more|paper|code|website|github|demo
    )[>›»→…'"’”\]）)\s]*""",
    re.IGNORECASE | re.VERBOSE,
)
_ARROW = re.compile(r"[\s↗→➜➡🔗⤴⇗»›>\ufe0f\[\]\d]*")
_ENDS = "。．.！!？?；;：:…，,、”」』）)】\n 　"
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

    A generic label goes where it stands apart: at the end of the text or in brackets. Inside a sentence it
    stays, for the sentence needs it.
    """
    kept = list(spans)
    taken: list[Link] = []
    index = 0
    while index < len(kept):
        span = kept[index]
        if span.kind == "link" and is_generic(span.text) and _stands_apart(kept, index):
            taken.append(Link(label=span.text.strip(" >›»→") or span.url, url=span.url))
            _remove(kept, index)
        else:
            index += 1
    return kept, taken


def _stands_apart(spans: Sequence[Span], index: int) -> bool:
    before = spans[index - 1] if index else None
    after = spans[index + 1] if index + 1 < len(spans) else None
    ends = after is None or after.kind in ("soft", "hard", "image") or after.text[:1] in "，,。；;）)】 |、"
    if is_original(spans[index].text) or _ARROW.fullmatch(spans[index].text):
        return ends or before is None
    if after is not None and after.kind == "link":
        ends = True
    begins = before is None or before.kind in ("soft", "hard", "image") or before.text[-1:] in _ENDS + "（(【"
    return begins and ends


def _remove(spans: list[Span], index: int) -> None:
    """Take the span at `index` out, with the brackets or the lead (来源：) that were there for it alone."""
    before = spans[index - 1] if index else None
    after = spans[index + 1] if index + 1 < len(spans) else None
    del spans[index]
    if before is not None and before.kind == "text" and not before.code:
        text = before.text
        stripped = text.rstrip()
        if (
            after is not None
            and after.kind == "text"
            and stripped[-1:] in ("(", "（", "【")
            and after.text[:1] in (")", "）", "】")
        ):
            text = stripped[:-1].rstrip(" ")
            spans[index] = after._replace(text=after.text[1:])
        text = _LEAD.sub("", text)
        spans[index - 1] = before._replace(text=text)
