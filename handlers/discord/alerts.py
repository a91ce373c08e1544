"""What a digest says of watched words, beside it: messages of headlines that stand in the channel itself."""

from collections.abc import Iterator

from bot.commands.presses import Press, packed_if_fits
from bot.delivery.models import Part
from bot.layout import Alert, pack
from bot.layout.blocks import Block, Kind, Run
from bot.layout.headline import when
from bot.layout.items import numbered
from bot.locales import Catalogue, catalogue
from bot.models import Policy, StoredDigest
from handlers.discord.components import CUSTOM_ID, Component, button, clipped, row
from handlers.discord.headline import one_line
from handlers.discord.looks import CARD, EMBED, card, embed
from handlers.discord.markup import escape
from handlers.discord.naming import known_by, name_of
from handlers.discord.sections import in_blocks

_LONGEST = 60


def beside(alert: Alert, policy: Policy, *, whole: StoredDigest, leads: bool) -> Iterator[Part]:
    """The messages of the alert; it `leads` where the policy leaves nothing else of the digest.

    Only then it begins a forum's post, calls the role and is passed on to followers.
    """
    say = catalogue(policy.locale)
    blocks = [] if policy.embeds else [_headline(alert, say)]
    for section, first in numbered(alert.digest):
        blocks += in_blocks(section, first, alert.digest, say, brief=True)
    texts = pack(blocks, EMBED if policy.embeds else CARD)
    sections = [item.section for section in alert.digest.sections for item in section.items]
    for at, text in enumerate(texts):
        lead = leads and at == 0
        mention = policy.role if lead else None
        if policy.embeds:
            name = f"{clipped(alert.title, _LONGEST)} · {known_by(whole)}" + (f" · {at + 1}" if at else "")
            message = embed(text, whole.kind, name=name, picture=None)
        else:
            rows = _ways(whole, say) if leads and at == len(texts) - 1 else []
            message = card(text, whole.kind, picture=None, mention=mention, rows=rows)
        yield Part(
            content=message
            | {
                "title": name_of(whole, alert.title) if lead else known_by(whole),
                "tags": [*dict.fromkeys(name for name in sections if name.strip())] if lead else [],
                "thread": False,
                "lead": lead,
                "silent": policy.silent,
                "pin": False,
                "suppress": not policy.embeds,
                "role": mention,
            }
        )


def _headline(alert: Alert, say: Catalogue) -> Block:
    """The words, then what mentions them."""
    digest = alert.digest
    runs = (
        Run("## ", str),
        Run(alert.title, one_line, whole=True),
        Run(f"\n{digest.publication_name} · {when(digest, say)}", escape),
    )
    return Block(Kind.HEADLINE, (runs,))


def _ways(digest: StoredDigest, say: Catalogue) -> list[Component]:
    """The way to the digest, which does not stand above."""
    press = packed_if_fits(Press("digest", f"{digest.date} {digest.publication}"), longest=CUSTOM_ID)
    return [row(button(say("The whole digest"), press))] if press else []
