"""A section: its heading (an emoji that fits its name, the name, how many items it has) and its items."""

from collections.abc import Iterator

from bot.layout.blocks import Block, Kind, Run
from bot.layout.emoji import emoji
from bot.layout.items import is_line
from bot.locales import Catalogue
from bot.models import StoredDigest, StoredSection
from handlers.discord.components import clipped
from handlers.discord.headline import one_line
from handlers.discord.items import as_headline, in_full
from handlers.discord.looks import SEAM
from handlers.discord.markup import escape, heading

_LONGEST_AGAIN = 60


def in_blocks(
    section: StoredSection, first: int, digest: StoredDigest, say: Catalogue, *, brief: bool
) -> Iterator[Block]:
    """The section, its items numbered from `first`; a brief one is a list of headlines."""
    has_name = bool(section.name.strip())
    if has_name:
        yield above(section, say)
    listed = True
    for number, item in enumerate(section.items, first):
        close = brief or (listed and is_line(item))
        listed = is_line(item)
        gap = SEAM if number == first and not has_name else "\n" if close or number == first else "\n\n"
        yield (
            as_headline(item, number, gap=gap) if brief else in_full(item, number, digest.kind, say, gap=gap)
        )


def above(section: StoredSection, say: Catalogue) -> Block:
    """The heading of the section, and its short form where the next message goes on with it."""
    sign = emoji(section.name)
    continued = say("{name} (continued)", name=clipped(section.name, _LONGEST_AGAIN))
    runs = (
        Run(f"### {sign} ", str),
        Run(section.name, one_line, whole=True),
        Run(f" · {len(section.items)}", escape),
    )
    return Block(Kind.SECTION, (runs,), gap=SEAM, again=f"{heading(f'{sign} {escape(continued)}')}\n")
