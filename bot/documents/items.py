"""Blocks → one item: where its title ends, what its body is, which of its links is the main one."""

import re
from collections.abc import Sequence

from bot.documents.blocks import Block, lines_of
from bot.documents.drafts import Draft
from bot.documents.entries import Entry, all_in, is_bare, spans_in
from bot.documents.labels import is_generic, is_original, without_labels
from bot.documents.names import first_clause, width, without_number, without_ornaments
from bot.documents.spans import Span, images_in_html, images_of, links_of, plain
from bot.models import Link

_MARK = re.compile(r"#(\d{1,4})")
_TAGS = re.compile(r"\s*(?:[\[【][^\]】]{1,20}[\]】]\s*)+")
_LEADING = re.compile(r"^[\s:：—–|｜,，.。、·-]+")
_BRACKETED = re.compile(r"【([^】]{4,80})】\s*")
_REMARK = re.compile(r"[（(][^（()）]{1,8}[）)]")
_EMPTY = re.compile(r"(?<![0-9A-Za-z_])[（(]\s*[)）]")
_INNER_STOP = re.compile(r"[。！？]|[.!?] ")
_END = re.compile(r"[（(\-—–=*·~\s]*(?:完|全文完|本[期刊]完|end|the end)[）)\-—–=*·~\s。.]*", re.IGNORECASE)
_SHORT_LABEL = re.compile(r".{1,14}[:：]")
_TITLE_WIDTH = 45


def from_entry(entry: Entry, section: str) -> Draft | None:
    """The item that a list entry or a numbered paragraph makes; None when it says nothing."""
    blocks = [block for block in entry.blocks if block.spans or block.entries or block.kind == "html"]
    spans, mark = _without_mark(blocks[0].spans if blocks else [])
    if blocks and not any(span.kind in ("text", "link") for span in spans):
        images, blocks = blocks[:1], blocks[1:]  # a number alone above its paragraphs
        return _with_links(from_entry(Entry(entry.line, blocks), section), images) if blocks else None
    title, rest = _split_title(spans, more=len(blocks) > 1)
    draft = Draft(section, title, entry.line, mark=mark)
    draft.paragraphs = [text for text in (plain(rest), *body_of(blocks[1:])) if text]
    if not draft.title and not draft.paragraphs:
        return None
    return _with_links(draft, blocks)


def from_heading(heading: Block, blocks: Sequence[Block], section: str) -> Draft | None:
    """The item that a heading and the blocks below it make."""
    spans, mark = _without_mark(heading.spans)
    kept, _ = without_labels(spans)
    title = without_number(without_ornaments(plain(kept)) or plain(spans))
    draft = Draft(section, title, heading.line, paragraphs=body_of(blocks), mark=mark)
    return _with_links(draft, [heading, *blocks]) if title else None


def body_of(blocks: Sequence[Block]) -> list[str]:
    """The text of `blocks` by paragraphs; lists become lines with a dot."""
    paragraphs: list[str] = []
    for index, block in enumerate(blocks):
        following = blocks[index + 1] if index + 1 < len(blocks) else None
        if block.kind in ("paragraph", "heading"):
            text = plain(without_labels(block.spans)[0])
            label = _SHORT_LABEL.fullmatch(text) and following is not None and _is_list_of_links(following)
            bare = text == block.text and is_bare(block.spans)
            if text and not label and not bare and not _END.fullmatch(text):
                paragraphs.append(text)
        elif block.kind == "quote":
            paragraphs += body_of(block.entries[0])
        elif block.kind == "list":
            lines = ["\n".join(body_of(entry)) for entry in block.entries]
            if text := "\n".join(line if line.startswith("• ") else f"• {line}" for line in lines if line):
                paragraphs.append(text)
    return paragraphs


def _is_list_of_links(block: Block) -> bool:
    return block.kind == "list" and all(is_bare(inner.spans) for inner in all_in([block]))


def _without_mark(spans: Sequence[Span]) -> tuple[list[Span], str | None]:
    """The spans without a number in code at their end (`#3`), and the number."""
    spans = list(spans)
    if len(spans) > 1 and spans[-1].code and (match := _MARK.fullmatch(spans[-1].text.strip())):
        return spans[:-1], match[1]
    return spans, None


def _split_title(spans: Sequence[Span], *, more: bool) -> tuple[str, list[Span]]:
    """The title of a leading paragraph, and what of the paragraph is body.

    Where the paragraph has no title of its own, one is made of its first clause, and all of it is body.
    """
    spans, _ = without_labels(spans)
    spans = _skip_ornaments([span for span in spans if span.kind != "image"])
    first_line = next(iter(lines_of(spans)))
    below = spans[len(first_line) + 1 :]
    tags, line = _tags(first_line)
    if line and line[0].kind == "link" and line[0].text != line[0].url:
        if (title := _linked_title(line, more=more or bool(below))) is not None:
            return tags + title[0], [*title[1], *_broken(title[1], below)]
    elif line and line[0].strong and (end := _strong_end(line)):
        title_text = plain(line[:end]).rstrip(":：").strip()
        rest = _without_lead(line[end:])
        return tags + title_text, [*rest, *_broken(rest, below)]
    elif line and (match := _BRACKETED.match(line[0].text)):
        rest = [line[0]._replace(text=line[0].text[match.end() :]), *line[1:]]
        return tags + match[1], [*rest, *_broken(rest, below)]
    whole = plain(first_line)
    if _is_title(whole) and (more or below or plain(spans) == whole):
        bare = [span for span in first_line if span.kind != "link" or span.text != span.url]
        return _LEADING.sub("", _EMPTY.sub("", plain(bare)).rstrip("。.；;:： -–—|")) or whole, list(below)
    return first_clause(plain(spans)), list(spans)


def _is_title(text: str) -> bool:
    return width(text) <= _TITLE_WIDTH and not _INNER_STOP.search(text[:-1])


def _broken(rest: Sequence[Span], below: Sequence[Span]) -> list[Span]:
    return [Span("soft", "\n"), *below] if rest and below else list(below)


def _skip_ornaments(spans: list[Span]) -> list[Span]:
    """Without the emoji and breaks before the first word."""
    for index, span in enumerate(spans):
        if span.kind == "link" or (span.kind == "text" and not _is_ornament(span.text)):
            return spans[index:]
    return [Span("text", "")]


def _is_ornament(text: str) -> bool:
    return not any(char.isalnum() or char in "[]【】“”\"'#@$`" for char in text)


def _tags(line: Sequence[Span]) -> tuple[str, list[Span]]:
    """Tags like [video] before a linked title, and the line without them."""
    if len(line) > 1 and line[0].kind == "text" and line[1].kind == "link" and _TAGS.fullmatch(line[0].text):
        return line[0].text.strip() + " ", list(line[1:])
    return "", list(line)


def _linked_title(line: Sequence[Span], *, more: bool) -> tuple[str, list[Span]] | None:
    """The label of the link that begins a line, and the rest; None where the label is part of a sentence."""
    label = line[0].text.strip()
    rest = list(line[1:])
    text = plain(rest)
    after = rest[0].text[:1] if rest else ""
    if after.isalnum():
        return None
    if not text or _REMARK.fullmatch(text) or not any(char.isalnum() for char in text):
        return label, []
    whole = plain(line)
    if more and not _LEADING.match(rest[0].text.lstrip()) and _is_title(whole) and rest[0].kind == "text":
        return _REMARK.sub("", whole).strip() if width(whole) > width(label) + 6 else whole, []
    return label, _without_lead(rest)


def _strong_end(line: Sequence[Span]) -> int:
    """Where the bold title that begins a line ends; 0 when the bold words are only part of a sentence."""
    end = 1
    while end < len(line) and (line[end].strong or not line[end].text.strip()):
        end += 1
    text = plain(line[:end])
    after = line[end].text if end < len(line) else ""
    if (
        not after.strip()
        or text.endswith((":", "："))
        or _LEADING.match(after.lstrip())
        or after.lstrip()[:1] == "("
    ):
        return end if after.lstrip()[:1] not in tuple("，,、.。") else 0
    return end if text.endswith(("。", "！", "？", "!", "?", ".")) and width(text) >= 6 else 0


def _without_lead(spans: Sequence[Span]) -> list[Span]:
    if spans and spans[0].kind == "text":
        return [spans[0]._replace(text=_LEADING.sub("", spans[0].text)), *spans[1:]]
    return list(spans)


def _with_links(draft: Draft | None, blocks: Sequence[Block]) -> Draft | None:
    """The draft with the links and images of `blocks`; the main link is the title's, else the original's."""
    if draft is None:
        return None
    spans = list(spans_in(blocks))
    links = links_of(spans)
    own = [link for link in links if link.label.strip() in draft.title and not is_generic(link.label)]
    original = [link for link in links if is_original(link.label)]
    main = next(iter(own or original or links), None)
    known = {link.url for link in draft.links}
    draft.links += [_tidy(link) for link in links if link.url not in known]
    draft.url = draft.url or (main.url if main else None)
    draft.images += images_of(spans)
    for block in all_in(blocks):
        if block.kind == "html":
            draft.images += images_in_html(block.content)
    return draft


def _tidy(link: Link) -> Link:
    label = link.label.strip(" >›»→'\"")
    return Link(label=label or link.url, url=link.url) if is_generic(link.label) else link
