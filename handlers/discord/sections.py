"""A section's heading: an emoji that fits its name, the name, how many items it has."""

from bot.layout.blocks import Block, Kind, Run
from bot.layout.emoji import emoji
from bot.locales import Catalogue
from bot.models import StoredSection
from handlers.discord.components import clipped
from handlers.discord.headline import one_line
from handlers.discord.looks import SEAM
from handlers.discord.markup import escape, heading

_LONGEST_AGAIN = 60


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
