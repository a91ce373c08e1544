"""The headings of a document as a tree, and what each of them is: a section, an item or neither."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from bot.documents.blocks import Block, lines_of
from bot.documents.entries import Found, find, is_bare, is_text, spans_in, style_of
from bot.documents.labels import without_labels
from bot.documents.names import numbering, section_name, width
from bot.documents.spans import Span

BOLD_LEVEL = 7
"""Bold lines stand below every real heading."""

_CLOSING_MATTER = re.compile(
    r"""封面图?|题图|订阅.{0,6}|[鸣致]谢|关于(?:我们|本刊|本周刊|作者)?|投稿.{0,6}|联系.{0,6}
    |[往历][期年史].{0,8}|回顾
    |版权.{0,4}|免责.{0,4}|声明|收听.{0,12}|赞助.{0,4}
    |subscribe.*|about(?:\ us)?
    |thanks.*|acknowledge?ments?|contact.*|archives?|(?:past|previous)\ issues|licen[sc]e
    |credits|unsubscribe|feedback|follow\ us|sponsors?""",
    re.IGNORECASE | re.VERBOSE,
)
_CONTENTS = re.compile(
    r"概览|总览|目录|目次|导览|导航|速览|索引|本期内容|今日导读"
    r"|(?:table of )?contents|overview|toc|in this issue",
    re.IGNORECASE,
)


@dataclass(slots=True, eq=False)
class Node:
    """A heading, the blocks right below it and the headings below them; the root has no heading."""

    heading: Block | None
    level: int
    own: list[Block] = field(default_factory=list)
    children: list["Node"] = field(default_factory=list)
    found: Found = field(default_factory=Found)
    is_section: bool = False

    @property
    def name(self) -> str:
        """The heading's text as a section's name."""
        return section_name(self.heading.text) if self.heading else ""

    @property
    def has_text(self) -> bool:
        """Whether a paragraph stands right below the heading, before any candidate for an item."""
        return any(is_text(block) for block in self.found.before)

    def all(self) -> Iterator["Node"]:
        """The node itself and those below it, in order."""
        yield self
        for child in self.children:
            yield from child.all()


def is_closing_matter(name: str) -> bool:
    """Whether a section of this name holds no news: the cover, the archive, how to subscribe."""
    return _CLOSING_MATTER.fullmatch(name) is not None


def is_aside(name: str) -> bool:
    """Whether a section of this name is no part of the news itself."""
    return is_closing_matter(name) or is_contents(name)


def is_contents(name: str) -> bool:
    """Whether a section of this name is a table of contents."""
    return _CONTENTS.fullmatch(name) is not None


def tree_of(blocks: Sequence[Block]) -> Node:
    """The tree of the headings, each with its candidates for items, judged."""
    style = style_of(blocks)
    root = Node(None, 0)
    path = [root]
    for block in _with_bold_headings(list(_names_apart(blocks, style)), style):
        if block.kind != "heading":
            path[-1].own.append(block)
            continue
        while path[-1].level >= block.level:
            path.pop()
        path[-1].children.append(Node(block, block.level))
        path.append(path[-1].children[-1])
    for node in root.all():
        node.found = find(node.own, style)
    _judge(root)
    return root


def _judge(root: Node) -> None:
    """Tell sections from items: what is not clear from a heading itself follows the others of its level."""
    sections: Counter[int] = Counter()
    texts: Counter[int] = Counter()
    unclear: list[Node] = []
    below = {id(child) for node in root.all() if node.level > 1 for child in node.children}
    for node in root.all():
        clear = _is_clearly_section(node, has_parent=id(node) in below)
        node.is_section = bool(clear)
        if clear is None:
            unclear.append(node)
        elif node.heading and (clear or node.children or node.has_text):
            (sections if clear or node.children else texts)[node.level] += 1
    for node in unclear:
        if node.found.linked:
            node.is_section = texts[node.level] <= 2 * sections[node.level]
        else:
            node.is_section = sections[node.level] > texts[node.level]


def _is_clearly_section(node: Node, *, has_parent: bool) -> bool | None:
    """Whether the blocks below a heading are items of their own; None where both readings make sense.

    `has_parent` tells that a heading which is not the title stands above it.
    """
    found = node.found
    if not found.entries:
        return False
    if found.numbered or node.heading is None:
        return True
    if any(block.kind == "quote" for block in found.before):
        return False
    if node.has_text:
        return None
    if found.linked:
        return True
    if any(is_bare(spans_in(bullet)) for bullet in _bullets(node.own)):
        return False  # a bullet that is only a link gives the source of the item above
    has_link = any(span.kind == "link" for span in node.heading.spans)
    return True if not has_link and not has_parent and width(node.name) < 10 else None


def _bullets(blocks: Iterable[Block]) -> Iterator[list[Block]]:
    for block in blocks:
        if block.kind == "list":
            yield from block.entries


def _names_apart(blocks: Iterable[Block], style: str | None) -> Iterable[Block]:
    """The blocks, with a section's name apart from the numbered lines right below it in its paragraph."""
    for block in blocks:
        lines = list(lines_of(block.spans)) if style and block.kind == "paragraph" else []
        if len(lines) > 1 and style:
            name = Block("paragraph", block.line, list(lines[0]))
            rest = Block("paragraph", block.line + 1, block.spans[len(lines[0]) + 1 :])
            if _leads(rest, style) and _names_section(name, rest, style):
                yield from (name, rest)
                continue
        yield block


def _with_bold_headings(blocks: Sequence[Block], style: str | None) -> Iterable[Block]:
    """The blocks, with bold lines and the names above numbered paragraphs made headings."""
    chapter: list[Block] = []
    for block in blocks:
        if block.kind == "heading":
            yield from _promoted(chapter, style)
            chapter = []
        chapter.append(block)
    yield from _promoted(chapter, style)


def _promoted(chapter: Sequence[Block], style: str | None) -> Iterable[Block]:
    """One heading's blocks. Numbered items may have bold lines inside, which stay as they are."""
    own = [block for block in chapter if block.kind != "heading"]
    numbered = style is not None and any(_leads(block, style) for block in own)
    first = next((block for block in own if is_text(block)), None)
    bold = not numbered and (len(own) == len(chapter) or (first is not None and bool(_bold_lines(first))))
    for index, block in enumerate(chapter):
        following = chapter[index + 1] if index + 1 < len(chapter) else None
        if bold and (lines := _bold_lines(block)):
            yield Block("heading", block.line, lines[0], level=BOLD_LEVEL)
            rest = lines[1]
            if rest:
                yield Block("paragraph", block.line + 1, rest)
        elif block.kind == "list" and all(_names_list(entry) for entry in block.entries):
            for name, *lists in block.entries:
                yield Block("heading", name.line, name.spans, level=BOLD_LEVEL)
                yield from lists
        elif _names_section(block, following, style):
            yield Block("heading", block.line, block.spans, level=BOLD_LEVEL - 1)
        else:
            yield block


def _bold_lines(block: Block) -> tuple[list[Span], list[Span]] | None:
    """A paragraph whose first line is bold throughout: that line, and the rest."""
    if block.kind != "paragraph":
        return None
    line = next(iter(lines_of(block.spans)))
    named, _ = without_labels(line)
    words = [span for span in named if span.kind != "image" and any(char.isalnum() for char in span.text)]
    if (
        not words
        or not all(span.strong for span in words)
        or width("".join(span.text for span in words)) > 60
    ):
        return None
    return line, block.spans[len(line) + 1 :]


def _leads(block: Block, style: str) -> bool:
    found = numbering(block.spans[0].text) if block.kind == "paragraph" and block.spans else None
    return found is not None and found[0] == style


def _names_list(entry: Sequence[Block]) -> bool:
    """Whether a bullet names the bullets below it: it is short and without link, they all are linked."""
    if len(entry) < 2 or entry[0].kind != "paragraph" or any(block.kind != "list" for block in entry[1:]):
        return False
    name = entry[0]
    if not name.text or width(name.text) > 10 or any(span.kind == "link" for span in name.spans):
        return False
    inner = [bullet for block in entry[1:] for bullet in block.entries]
    return all(bullet and is_text(bullet[0]) and bullet[0].spans[0].kind == "link" for bullet in inner)


def _names_section(block: Block, following: Block | None, style: str | None) -> bool:
    """Whether a paragraph is a section's name: short, numbered otherwise than the items right below it."""
    if block.kind != "paragraph" or following is None or any(span.kind == "link" for span in block.spans):
        return False
    text = block.text
    if "\n" in text or width(text) > 20 or any(stop in text for stop in "。！？，；"):
        return False
    below = following.kind == "list" or (style is not None and _leads(following, style))
    if text.endswith((":", "：")) or (text[:1] == "【" and text[-1:] == "】"):
        return style is not None and following.kind != "list" and below
    found = numbering(text)
    return below and found is not None and bool(found[1]) and found[0] != style
