"""Where the items of a section are: in its lists, its numbered or led paragraphs, or its table's rows."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from bot.documents.blocks import Block, lines_of
from bot.documents.labels import is_generic
from bot.documents.names import numbering, width
from bot.documents.spans import Span, plain

_SEPARATOR = re.compile(r"\s*(?:[:：—–|｜]|-\s)")
_TITLE_COLUMN = re.compile(
    r"标题|题目|名称|项目|新闻|文章|论文|资讯|title|name|headline|project|article|news|paper|story",
    re.IGNORECASE,
)
_LEAD = re.compile(r"【[^】]{2,80}】\s*\S")
_LETTERS = re.compile(r"[^\W_]")


@dataclass(slots=True)
class Entry:
    """A candidate for an item: its blocks, the leading paragraph first."""

    line: int
    blocks: list[Block]

    @property
    def is_linked(self) -> bool:
        """Whether it holds a link."""
        return any(span.kind == "link" for span in spans_in(self.blocks))


@dataclass(slots=True)
class Found:
    """The candidates of a section, and the blocks before the first one."""

    before: list[Block] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    numbered: bool = False

    @property
    def linked(self) -> bool:
        """Whether at least half of the candidates are linked."""
        return 2 * sum(entry.is_linked for entry in self.entries) >= len(self.entries) > 0


def all_in(blocks: Iterable[Block]) -> Iterator[Block]:
    """The `blocks` and all blocks in them, in order."""
    for block in blocks:
        yield block
        for entry in block.entries:
            yield from all_in(entry)


def spans_in(blocks: Iterable[Block]) -> Iterator[Span]:
    """The spans of `blocks` and of all blocks in them, in order."""
    for block in all_in(blocks):
        yield from block.spans


def style_of(blocks: Iterable[Block]) -> str | None:
    """The style of numbering (`1、`, `①` …) that most lines of the paragraphs use, when at least two do."""
    styles: Counter[str] = Counter()
    for block in blocks:
        if block.kind == "paragraph":
            for line in lines_of(block.spans):
                if (style := _style(line)) is not None:
                    styles[style] += 1
    common = styles.most_common(1)
    return common[0][0] if common and common[0][1] > 1 else None


def is_note(block: Block) -> bool:
    """Whether a paragraph is an editor's remark: all of it in italics."""
    return block.kind == "paragraph" and all(
        span.emphasis or not _LETTERS.search(span.text)
        for span in block.spans
        if span.kind in ("text", "link")
    )


def is_text(block: Block) -> bool:
    """Whether a block is a paragraph (or a quote of one) with something to read."""
    if block.kind == "quote":
        return any(is_text(inner) for inner in block.entries[0])
    return block.kind == "paragraph" and not is_note(block) and not is_bare(block.spans) and bool(block.text)


def is_bare(spans: Iterable[Span]) -> bool:
    """Whether there is nothing but addresses and generic labels."""
    return not any(
        _LETTERS.search(span.text)
        for span in spans
        if span.kind == "text"
        or (span.kind == "link" and span.text != span.url and not is_generic(span.text))
    )


def find(own: Sequence[Block], style: str | None) -> Found:
    """The candidates among the blocks of one section; `style` is how the document numbers paragraphs."""
    blocks = list(_split(own, style))
    if style and any(_is_numbered(block, style) for block in blocks):
        return _numbered(blocks, style)
    if any(block.kind == "list" and _holds_entries(block) for block in blocks):
        return _listed(blocks)
    led = sum(_is_led(block) for block in blocks)
    if led > 1 and 3 * led >= sum(is_text(block) for block in blocks):
        return _led(blocks)
    for table in blocks:
        if (
            table.kind == "table"
            and table.entries
            and any(_TITLE_COLUMN.search(cell.text) for cell in table.entries[0])
        ):
            return _tabled(table)
    return Found(before=blocks)


def _style(line: Sequence[Span]) -> str | None:
    first = next((span for span in line if span.kind != "image"), None)
    found = numbering(first.text) if first and first.kind == "text" and not first.code else None
    return found[0] if found else None


def _is_numbered(block: Block, style: str) -> bool:
    return block.kind == "paragraph" and _style(block.spans) == style


def _split(own: Sequence[Block], style: str | None) -> Iterable[Block]:
    """The blocks, with a paragraph whose lines are numbered in `style` taken apart."""
    for block in own:
        lines = list(lines_of(block.spans)) if style and block.kind == "paragraph" else []
        if sum(_style(line) == style for line in lines) < 2:
            yield block
            continue
        part: list[Span] = []
        number = block.line
        for offset, line in enumerate(lines):
            if _style(line) == style and part:
                yield Block("paragraph", number, part)
                part, number = [], block.line + offset
            part += [Span("soft", "\n"), *line] if part else line
        yield Block("paragraph", number, part)


def _numbered(blocks: Sequence[Block], style: str) -> Found:
    found = Found(numbered=True)
    for block in blocks:
        if _is_numbered(block, style):
            found.entries.append(
                Entry(block.line, [Block("paragraph", block.line, _unnumbered(block.spans))])
            )
        elif found.entries:
            found.entries[-1].blocks.append(block)
        else:
            found.before.append(block)
    *others, last = found.entries
    if len(others) > 1 and all(len(entry.blocks) == 1 for entry in others):
        last.blocks = [
            last.blocks[0],
            *(block for block in last.blocks[1:] if not is_text(block)),
        ]  # a closing word
    return found


def _unnumbered(spans: Sequence[Span]) -> list[Span]:
    spans = list(spans)
    index = next(index for index, span in enumerate(spans) if span.kind != "image")
    style_and_rest = numbering(spans[index].text)
    spans[index] = spans[index]._replace(text=style_and_rest[1] if style_and_rest else spans[index].text)
    return [span for span in spans if span.text or span.kind != "text"]


def _listed(blocks: Sequence[Block]) -> Found:
    found = Found()
    goes_on = _numbers_go_on(blocks)
    for index, block in enumerate(blocks):
        if block.kind == "list" and _holds_entries(block):
            found.entries += [Entry(entry[0].line, entry) for entry in block.entries if _is_entry(entry)]
        elif not found.entries:
            found.before.append(block)
        elif goes_on[index] or block.kind in ("html", "list"):
            found.entries[-1].blocks.append(block)
    return found


def _numbers_go_on(blocks: Sequence[Block]) -> list[bool]:
    """For each block whether it stands inside an ordered list that it interrupts (1. … text … 2. …)."""
    inside = [False] * len(blocks)
    lists = [index for index, block in enumerate(blocks) if block.kind == "list" and block.start is not None]
    for position, index in enumerate(lists):
        block = blocks[index]
        number = (block.start or 0) + len(block.entries)
        following = lists[position + 1] if position + 1 < len(lists) else None
        if following is not None and blocks[following].start == number:
            inside[index + 1 : following] = [True] * (following - index - 1)
        elif len(block.entries) == 1 and number > 2:  # the last of a list that was interrupted
            inside[index + 1 :] = [True] * (len(blocks) - index - 1)
    return inside


def _holds_entries(block: Block) -> bool:
    return 2 * sum(_is_entry(entry) for entry in block.entries) >= len(block.entries) > 0


def _is_entry(blocks: Sequence[Block]) -> bool:
    return bool(blocks) and is_text(blocks[0])


def _is_led(block: Block) -> bool:
    """Whether a paragraph begins with its own title: linked, in bold or in 【】."""
    if block.kind != "paragraph" or not block.spans:
        return False
    line = next(iter(lines_of(block.spans)))
    first, rest = line[0], line[1:]
    more = len(block.spans) > len(line)
    if first.kind == "link":
        return not is_generic(first.text) and first.text != first.url and (not rest or _parts(rest[0].text))
    if first.strong:
        end = next((index for index, span in enumerate(line) if not span.strong), len(line))
        if not plain(line[end:]).lstrip(" :：—–|｜-"):
            return more
        return first.text.rstrip().endswith((":", "：")) or bool(_SEPARATOR.match(line[end].text))
    return bool(_LEAD.match(first.text)) and width(first.text) > 4


def _parts(text: str) -> bool:
    return not text or bool(_SEPARATOR.match(text)) or text[0] in " （(.。，,"


def _led(blocks: Sequence[Block]) -> Found:
    found = Found()
    for block in blocks:
        if _is_led(block):
            found.entries.append(Entry(block.line, [block]))
        elif found.entries:
            found.entries[-1].blocks.append(block)
        else:
            found.before.append(block)
    return found


def _tabled(table: Block) -> Found:
    """Each row is an item: its title column first."""
    column = next(index for index, cell in enumerate(table.entries[0]) if _TITLE_COLUMN.search(cell.text))
    found = Found()
    for row in table.entries[1:]:
        cells = [cell for cell in row if cell.text or cell.spans]
        if column < len(row) and row[column].text:
            cells.sort(key=lambda cell, title=row[column]: cell is not title)  # type: ignore[misc]
            found.entries.append(Entry(cells[0].line, cells))
    return found
