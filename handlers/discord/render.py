"""StoredDigest + Policy → cards within Discord's limits: pure and deterministic."""

from bot.delivery.models import Part
from bot.layout import Block, Budget, Run, arrange, pack
from bot.layout.blocks import Kind
from bot.models import Policy, StoredDigest
from handlers.discord.components import LIMIT, container, text
from handlers.discord.markup import escape, nodes, units


def render(digest: StoredDigest, policy: Policy) -> tuple[Part, ...]:
    """What the policy leaves of the digest; no parts when nothing is left."""
    left = arrange(digest, policy)
    if left is None:
        return ()
    title = f"{left.publication_name} {left.date}"
    blocks = [Block(Kind.HEADLINE, ((Run(title, escape),),))]
    for section in left.sections:
        if section.name.strip():
            blocks.append(Block(Kind.SECTION, ((Run(section.name, escape),),)))
        blocks += [
            Block(Kind.ITEM, ((Run(f"{item.title}\n{item.body}".strip(), escape),),))
            for item in section.items
        ]
    budget = Budget((LIMIT.characters, LIMIT.nodes), lambda shown: (units(shown), nodes(shown)))
    return tuple(
        Part(content={"components": [container(text(shown))], "title": title[:100], "lead": index == 0})
        for index, shown in enumerate(pack(blocks, budget))
    )
