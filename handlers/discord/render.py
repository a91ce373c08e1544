"""StoredDigest + Policy → cards, or embeds, within Discord's limits: pure and deterministic.

Nothing of what the archive learns later (the neighbours, the revision) stands in them, for it would make
an edit of every post.
"""

from collections.abc import Iterator

from bot.aliases import Aliases
from bot.delivery.models import Part
from bot.layout import alerted, arrange, pack
from bot.layout.items import numbered
from bot.locales import catalogue
from bot.models import Policy, StoredDigest
from handlers.discord.alerts import beside
from handlers.discord.cover import cover
from handlers.discord.footer import footer
from handlers.discord.headline import headline, named
from handlers.discord.looks import CARD, EMBED, card, embed
from handlers.discord.naming import known_by, title
from handlers.discord.sections import in_blocks


def render(digest: StoredDigest, policy: Policy, aliases: Aliases | None = None) -> tuple[Part, ...]:
    """What the policy leaves of the digest, in its layout, then what it watches for; no parts for nothing."""
    left, alert = arrange(digest, policy, aliases), alerted(digest, policy, aliases)
    own = list(_own(left, policy, whole=digest)) if left else []
    return (*own, *(beside(alert, policy, whole=digest, leads=not own) if alert else ()))


def _own(left: StoredDigest, policy: Policy, *, whole: StoredDigest) -> Iterator[Part]:
    """The messages of the digest itself."""
    say = catalogue(policy.locale)
    budget = EMBED if policy.embeds else CARD
    head = headline(left, say, whole=whole, policy=policy)
    blocks = [] if head is None else [head]
    for section, first in numbered(left):
        blocks += in_blocks(section, first, left, say, brief=policy.layout != "full")
    posts = pack(blocks, budget)
    replies: list[str] = []
    if policy.layout == "summary+thread":
        for section, first in numbered(left):
            replies += pack(list(in_blocks(section, first, left, say, brief=False)), budget)
    for at, text in enumerate((*posts, *replies)):
        yield _part(text, at, len(posts), left, policy, whole=whole)


def _part(text: str, at: int, posts: int, left: StoredDigest, policy: Policy, *, whole: StoredDigest) -> Part:
    """The part at that place, of which so many first ones stand in the channel, the others in the thread."""
    say = catalogue(policy.locale)
    lead, in_thread = at == 0, at >= posts
    picture = cover(left, policy) if lead else None
    mention = policy.role if lead else None
    if policy.embeds:
        # By its name Discord's history shows which part of what it is.
        name = named(left, say) if lead else f"{known_by(whole)} · {at + 1}"
        message = embed(text, left.kind, name=name, picture=picture)
    else:
        # Below the last post in the channel: there readers are when they are done.
        rows = footer(left, say, whole=whole) if at == posts - 1 else []
        message = card(text, left.kind, picture=picture, mention=mention, rows=rows)
    begins = lead or at == posts  # a forum's post, or the thread under a message
    return Part(
        content=message
        | {
            "title": title(whole) if begins else known_by(whole),
            "tags": [section.name for section in left.sections if section.name.strip()] if lead else [],
            "thread": in_thread,
            "lead": lead,
            "silent": policy.silent,
            "pin": policy.pin and lead,
            # An embed of our own would be suppressed as well.
            "suppress": policy.preview == "none" and not policy.embeds,
            "role": mention,
        }
    )
