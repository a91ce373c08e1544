"""Posts in a reply: shown by their own platform as it posts them; another one says where to look."""

from bot.commands.blocks import note
from bot.commands.models import Block, Posts, Reply
from bot.delivery.models import Part
from bot.locales import Catalogue


def parted(reply: Reply, platform: str, say: Catalogue) -> tuple[Reply, tuple[Part, ...]]:
    """The reply without its posts, and the parts that this platform is to show behind it."""
    blocks: list[Block] = []
    parts: list[Part] = []
    for block in reply.blocks:
        if not isinstance(block, Posts):
            blocks.append(block)
        elif block.platform == platform:
            parts += block.parts
        else:
            blocks.append(
                note(
                    say(
                        "It can only be drawn on {platform}: ask me there, or look at the digest here.",
                        platform=block.platform.capitalize(),
                    )
                )
            )
    return reply.model_copy(update={"blocks": tuple(blocks)}), tuple(parts)
