"""A section's heading: an emoji that fits its name, the name, how many items it has."""

from bot.layout.blocks import Block, Kind, Run
from bot.layout.emoji import emoji
from bot.locales import Catalogue
from bot.models import StoredSection
from handlers.telegram.markup import bold, escape

_LONGEST_AGAIN = 60


def heading(section: StoredSection, say: Catalogue) -> Block:
    """The heading of the section, and its short form where the next message goes on with it."""
    sign = emoji(section.name)
    name = section.name if len(section.name) <= _LONGEST_AGAIN else section.name[: _LONGEST_AGAIN - 1] + "…"
    continued = say("{name} (continued)", name=name)
    again = f"{sign} {bold(escape(continued))}\n\n"
    start, count = Run(f"{sign} ", escape), Run(f" · {len(section.items)}", escape)
    loud = (start, Run(section.name, lambda text: bold(escape(text)), whole=True), count)
    plain = (start, Run(section.name, escape, whole=True), count)
    return Block(Kind.SECTION, (loud, loud, loud, loud, plain), again=again)
