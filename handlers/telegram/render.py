"""StoredDigest + Policy → HTML messages within Telegram's limits: pure and deterministic.

Nothing of what the archive learns later (the neighbours, the revision) stands in them, for it would make
an edit of every post.
"""

from collections.abc import Iterator

from bot.delivery.models import Part
from bot.layout import Block, Budget, arrange, pack
from bot.layout.items import is_line, numbered
from bot.locales import Catalogue, catalogue
from bot.models import Policy, StoredDigest, StoredSection
from handlers.telegram.footer import footer
from handlers.telegram.headline import headline
from handlers.telegram.items import as_headline, in_full, source
from handlers.telegram.markup import LIMIT, ME, cost
from handlers.telegram.sections import heading

BUDGET = Budget(LIMIT, cost)
_LONGEST_PREVIEW = 2000


def render(digest: StoredDigest, policy: Policy) -> tuple[Part, ...]:
    """What the policy leaves of the digest, in its layout; no parts when nothing is left."""
    left = arrange(digest, policy)
    if left is None:
        return ()
    say = catalogue(policy.locale)
    brief = policy.layout != "full"
    blocks = [
        headline(left, say, whole=digest, brief=policy.layout == "headlines"),
        *_body(left, say, brief=brief),
        footer(left, say),
    ]
    texts = pack(blocks, BUDGET)
    replies = list(_replies(left, say)) if policy.layout == "summary+thread" else []
    parts = [(text, bool(replies) and index > 0) for index, text in enumerate(texts)]
    parts += [(text, True) for text in replies]
    preview = _preview(left, policy)
    return tuple(
        Part(
            content={
                "text": text,
                "preview": None if index else preview,
                "silent": policy.silent,
                "pin": policy.pin and index == 0,
                "reply": reply,
            }
        )
        for index, (text, reply) in enumerate(parts)
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
