"""Any other Markdown digest: headings, lists, numbered or bold lines, read by the same rules for everyone.

A section is a heading whose blocks are items of their own; a heading with paragraphs below it is an item.
What is not clear from a heading itself follows the other headings of its level (bot.documents.sections).
"""

from collections import Counter
from collections.abc import MutableMapping, Sequence
from pathlib import PurePath
from typing import Any

from markdown_it.token import Token

from bot.documents import covers, dates
from bot.documents.blocks import Block, blocks_of
from bot.documents.contents import joined
from bot.documents.drafts import Draft, Heading, Warnings, digest
from bot.documents.entries import all_in, is_note, is_text
from bot.documents.header import Header, front_matter, plain_header
from bot.documents.identity import folded
from bot.documents.items import body_of, from_entry, from_heading
from bot.documents.kinds import kind_of, names_a_digest
from bot.documents.names import without_ornaments
from bot.documents.sections import Node, is_aside, is_closing_matter, is_contents, tree_of
from bot.models import Digest
from bot.sentence import Sentence

_LINE = 40  # characters: a paragraph above the items that is no longer may be the date or the title
_FOOTER = 300  # characters: what stands below the last rule without a heading is a footer when it is short


def read(tokens: Sequence[Token], env: MutableMapping[str, Any], name: str, warnings: Warnings) -> Digest:
    """The digest of a Markdown document; without items, and with a warning, when it is none."""
    header, tokens = _header(tokens)
    root = tree_of(_without_footer(blocks_of(tokens, env, warnings)))
    outline = _Outline(root, header, name)
    drafts = joined(outline.drafts())
    heading = outline.heading()
    first = min((draft.line for draft in drafts), default=0)
    heading.cover = covers.named(header, warnings) or outline.cover(first)
    linked = sum(draft.url is not None for draft in drafts)
    told = names_a_digest(heading.title) or names_a_digest(name) or heading.date is not None
    if drafts and not told and (len(drafts) < 2 or linked * 2 < len(drafts)):
        warnings.add(
            1,
            Sentence(
                "this does not look like a digest: no date, no name of one, few links; no items were read"
            ),
        )
        drafts = []
    elif not drafts:
        warnings.add(1, Sentence("no items were found; docs/documents.md shows the forms that are read"))
    if outline.disagreement:
        warnings.add(*outline.disagreement)
    return digest(heading, drafts, warnings)


def _header(tokens: Sequence[Token]) -> tuple[Header, Sequence[Token]]:
    """The header of the document, and the tokens below it."""
    if tokens and tokens[0].type == "front_matter":
        return front_matter(tokens[0].content), tokens[1:]
    if len(tokens) > 2 and tokens[0].type == "paragraph_open" and (header := plain_header(tokens[1].content)):
        return header, tokens[3:]
    return Header({}), tokens


def _without_footer(blocks: list[Block]) -> list[Block]:
    last = max((index for index, block in enumerate(blocks) if block.kind == "rule"), default=0)
    footer = blocks[last + 1 :]
    plain = all(block.kind in ("paragraph", "quote", "html") for block in footer)
    short = plain and sum(len(text) for text in body_of(footer)) <= _FOOTER
    return blocks[:last] if last and short else blocks


class _Outline:
    """A document's tree with its title found: the headings that are the title hold no items."""

    def __init__(self, root: Node, header: Header, name: str) -> None:
        self._root = root
        self._header = header
        self._name = name
        self._titles = self._find_titles()
        self._title_ids = {id(node) for node in self._titles}
        self._has_sections = any(node.is_section and node.heading for node in root.all())
        headings = [node for node in root.all() if node.heading and not is_aside(node.name)]
        self._headings = Counter(node.level for node in headings)
        self._item_levels = self._find_item_levels()
        self._sections = Counter(node.level for node in headings if self._holds_items(node))
        self.disagreement: tuple[int, Sentence] | None = None

    def heading(self) -> Heading:
        """The title, date, introduction and kind. Header and file name win over a disagreeing heading."""
        texts = [node.heading.text for node in self._titles if node.heading]
        undated = [text for text in texts if not _is_date(text)]
        intro: list[str] = []
        for node in (self._root, *self._titles):
            if not node.found.entries or node.is_section:
                intro += body_of(node.found.before)
        title = self._header.title or next(iter(undated or texts), "")
        if not title and intro and len(intro[0]) <= _LINE and names_a_digest(intro[0]):
            title = intro.pop(0)
        title = title or PurePath(self._name).stem
        told = next((day for text in (*texts, self._header.title) for day in dates.days_in(text)), None)
        day = next(iter(dates.days_in(self._header.date)), None) or dates.day_in_file_name(self._name)
        if day and told and told != day:
            line = next((node.heading.line for node in self._titles if node.heading), 1)
            says = Sentence(
                "the heading says {told}, but the digest is dated {date}; the latter holds",
                told=told,
                date=day,
            )
            self.disagreement = (line, says)
        sure = day or dates.month_in(self._header.date) or dates.in_file_name(self._name)
        lines = [*texts, title, *(text for text in intro[:3] if len(text) <= _LINE)]
        days = (day for text in lines for day in dates.days_in(text))
        months = (month for text in lines if (month := dates.month_in(text)))
        date = sure or told or next(days, None) or next(months, None)
        kind = kind_of(title, self._name, "daily")
        return Heading(kind, without_ornaments(title), date, "\n\n".join(intro))

    def cover(self, first_item: int) -> str | None:
        """The picture above the line of the first item."""
        return covers.above(self._root, self._title_ids, first_item)

    def drafts(self) -> list[Draft]:
        """The items, in order."""
        return self._drafts(self._root, "")

    def _drafts(self, node: Node, section: str) -> list[Draft]:
        if node.heading is None or id(node) in self._title_ids:
            return self._entries(node, "") + self._below(node, "")
        name = node.name
        if is_closing_matter(name):
            return []
        if is_contents(name):
            name = ""
        if node.children and not self._is_essay(node):
            return self._entries(node, name) + self._below(node, name)
        if node.is_section:
            return self._entries(node, name)
        return self._item(node, section)

    def _entries(self, node: Node, section: str) -> list[Draft]:
        if not node.is_section:
            return []
        return [draft for entry in node.found.entries if (draft := from_entry(entry, section))]

    def _below(self, node: Node, section: str) -> list[Draft]:
        return [draft for child in node.children for draft in self._drafts(child, section)]

    def _is_essay(self, node: Node) -> bool:
        """Whether a heading with headings below it is one long item: text, and no items anywhere in it."""
        if not node.has_text or any(below.is_section for below in node.all()):
            return False
        return self._has_sections or node.level in self._item_levels

    def _holds_items(self, node: Node) -> bool:
        return node.is_section or (bool(node.children) and not self._is_essay(node))

    def _find_item_levels(self) -> set[int]:
        """The levels at which most headings that have others below them begin with a text of their own."""
        parents = [
            node
            for node in self._root.all()
            if node.heading and node.children and id(node) not in self._title_ids
        ]
        counts = Counter(node.level for node in parents)
        with_text = Counter(node.level for node in parents if node.has_text)
        return {level for level, count in counts.items() if 2 * with_text[level] > count > 1}

    def _item(self, node: Node, section: str) -> list[Draft]:
        """The one item that a heading and everything below it makes."""
        if node.heading is None:
            return []
        blocks = [block for below in node.all() for block in (below.heading, *below.own) if block][1:]
        paragraphs = [block for block in all_in(blocks) if block.kind == "paragraph"]
        if any(is_note(block) for block in paragraphs) and not any(is_text(block) for block in paragraphs):
            return []  # only a remark that there is nothing
        title = ""
        if self._is_own_section(node, section):
            section, _, title = node.name.partition("：")
        draft = from_heading(node.heading, blocks, section)
        if draft is None or not (draft.body or draft.url):
            return []
        draft.title = title or draft.title
        return [draft]

    def _is_own_section(self, node: Node, section: str) -> bool:
        """Whether an essay is its own section: half of its level are sections, or it is alone there."""
        count = self._headings[node.level]
        return 2 * self._sections[node.level] >= count or (count == 1 and self._has_sections and not section)

    def _find_titles(self) -> list[Node]:
        """The headings that name the whole document."""
        nodes = [node for node in self._root.all() if node.heading]
        tops = [node for node in nodes if node.level == 1]
        dated = [node for node in tops if node.heading and _is_date(node.heading.text)]
        undated = [node for node in tops if node.heading and not _is_date(node.heading.text)]
        found = list(dated)
        if self._header.title:
            title = folded(self._header.title)
            found += [node for node in undated if folded(node.name) == title or _tells_date(node)]
        elif undated and (len(undated) == 1 or not undated[0].is_section):
            found.append(undated[0])
        if not found and nodes:
            level = [node for node in nodes if node.level <= nodes[0].level]
            dated_alone = _tells_date(nodes[0]) and sum(_tells_date(node) for node in level) == 1
            if dated_alone or (len(level) == 1 and not nodes[0].is_section and not self._header.title):
                found.append(nodes[0])
        return found


def _tells_date(node: Node) -> bool:
    return node.heading is not None and bool(dates.days_in(node.heading.text))


def _is_date(text: str) -> bool:
    """Whether a heading is a date and nothing else."""
    return bool(dates.days_in(text)) and not any(char.isalpha() and char not in "年月日" for char in text)
