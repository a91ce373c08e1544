"""What of a digest a policy leaves: the common first step of every platform's rendering (pure)."""

from bot.models import Policy, StoredDigest, StoredItem
from bot.text import normalise


def arrange(digest: StoredDigest, policy: Policy) -> StoredDigest | None:
    """The digest with only the sections and items that the policy asks for; None when nothing is left.

    Section names and keywords are compared after `normalise`; an item is kept when one keyword stands
    in its title, subtitle or body.
    """
    names = {normalise(name) for name in policy.sections}
    keywords = [normalise(keyword) for keyword in policy.keywords]
    sections = tuple(
        section.model_copy(update={"items": items})
        for section in digest.sections
        if not names or normalise(section.name) in names
        if (items := tuple(item for item in section.items if mentions(item, keywords)))
    )
    if not sections:
        return None
    count = sum(len(section.items) for section in sections)
    return digest.model_copy(update={"sections": sections, "items": count})


def mentions(item: StoredItem, keywords: list[str]) -> bool:
    """Whether one of the normalised keywords stands in the item; true when there are none."""
    if not keywords:
        return True
    text = normalise(" ".join((item.title, item.subtitle or "", item.body)))
    return any(keyword in text for keyword in keywords)
