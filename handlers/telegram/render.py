"""StoredDigest + Policy → HTML messages within Telegram's limits: pure and deterministic.

Nothing of what the archive learns later (the neighbours, the revision) stands in them, for it would make
an edit of every post.
"""

from collections.abc import Iterator

from bot.aliases import Aliases
from bot.delivery.models import Part
from bot.layout import Alert, Block, Budget, alerted, arrange, pack
from bot.layout.items import is_line, numbered
from bot.locales import Catalogue, catalogue
from bot.models import Policy, StoredDigest, StoredSection
from handlers.telegram.footer import footer, ways
from handlers.telegram.headline import headline, title
from handlers.telegram.items import as_headline, in_full, source
from handlers.telegram.markup import LIMIT, ME, cost
from handlers.telegram.sections import heading

BUDGET = Budget(LIMIT, cost)
_LONGEST_PREVIEW = 2000


def render(digest: StoredDigest, policy: Policy, aliases: Aliases | None = None) -> tuple[Part, ...]:
    """What the policy leaves of the digest, in its layout, then what it watches for; no parts for nothing."""
    say = catalogue(policy.locale)
    left, alert = arrange(digest, policy, aliases), alerted(digest, policy, aliases)
    return (
        *(_own(left, policy, say, whole=digest) if left else ()),
        *(_beside(alert, policy, say) if alert else ()),
    )


def _own(left: StoredDigest, policy: Policy, say: Catalogue, *, whole: StoredDigest) -> Iterator[Part]:
    """The messages of the digest itself."""
    brief = policy.layout != "full"
    blocks = [
        headline(left, say, whole=whole, brief=policy.layout == "headlines"),
        *_body(left, say, brief=brief),
        footer(left, say),
    ]
    texts = pack(blocks, BUDGET)
    replies = list(_replies(left, say)) if policy.layout == "summary+thread" else []
    preview = _preview(left, policy)
    for index, text in enumerate((*texts, *replies)):
        reply = index >= len(texts) or (bool(replies) and index > 0)
        first = index == 0
        yield _part(text, policy, preview=preview if first else None, pin=policy.pin and first, reply=reply)


def _beside(alert: Alert, policy: Policy, say: Catalogue) -> Iterator[Part]:
    """The messages of an alert: each stands by itself, and the digest before stays pinned."""
    blocks = [title(alert, say), *_body(alert.digest, say, brief=True), ways(alert.digest, say)]
    for text in pack(blocks, BUDGET):
        yield _part(text, policy)


def _part(
    text: str,
    policy: Policy,
    *,
    preview: dict[str, object] | None = None,
    pin: bool = False,
    reply: bool = False,
) -> Part:
    return Part(
        content={"text": text, "preview": preview, "silent": policy.silent, "pin": pin, "reply": reply}
    )


def _body(digest: StoredDigest, say: Catalogue, *, brief: bool) -> Iterator[Block]:
    for section, first in numbered(digest):
        yield from _section(section, first, digest, say, brief=brief)


def _section(
    section: StoredSection, first: int, digest: StoredDigest, say: Catalogue, *, brief: bool
) -> Iterator[Block]:
    if section.name.strip():
        yield heading(section, say)
    listed = True
    for number, item in enumerate(section.items, first):
        if brief:
            yield as_headline(item, number)
            continue
        gap = "\n" if listed and is_line(item) else "\n\n"
        listed = is_line(item)
        yield in_full(item, number, digest.kind, say, gap=gap)


def _replies(digest: StoredDigest, say: Catalogue) -> Iterator[str]:
    """Each section in messages of its own."""
    for section, first in numbered(digest):
        yield from pack(list(_section(section, first, digest, say, brief=False)), BUDGET)


def _preview(digest: StoredDigest, policy: Policy) -> dict[str, object] | None:
    """Of which link Telegram shows a preview; a cover stands large above the text."""
    match policy.preview:
        case "cover":
            url = digest.cover
        case "first":
            items = (item for section in digest.sections for item in section.items)
            url = next((found for item in items if (found := source(item)) and found[: len(ME)] != ME), None)
        case _:
            url = None
    if url is None or len(url.encode("utf-8", "replace")) > _LONGEST_PREVIEW:
        return None
    covers = policy.preview == "cover"
    return {"url": url, "large": covers, "above": covers}
