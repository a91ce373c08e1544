"""What of a digest a policy leaves, and what it is told beside: the first step of each rendering (pure)."""

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from bot.aliases import Aliases, load_aliases
from bot.models import Policy, StoredDigest, StoredItem, StoredSection
from bot.text import normalise
from bot.text.keywords import Keyword, Stream, mentions, read_keyword, stream


class Alert(NamedTuple):
    """The watched words that a digest mentions, and the items that do: by the words that they mention."""

    words: tuple[str, ...]
    digest: StoredDigest

    @property
    def title(self) -> str:
        """What stands above it."""
        return f"🔔 {' · '.join(self.words)}"


def arrange(digest: StoredDigest, policy: Policy, aliases: Aliases | None = None) -> StoredDigest | None:
    """The digest with only the sections and items that the policy asks for; None when nothing is left.

    Section names are compared after `normalise`. An item is kept when one keyword stands in its title,
    subtitle or body, and left out when one does that is not wanted. Without `aliases` it is the shipped
    table that knows other names.
    """
    if not policy.digests:
        return None
    wanted, unwanted = _names(policy.sections), _names(policy.without_sections)
    sections = [
        section
        for section in digest.sections
        if (not wanted or _name(section.name) in wanted) and _name(section.name) not in unwanted
    ]
    if policy.keywords or policy.without_keywords:
        keywords, others = _read(policy.keywords, aliases), _read(policy.without_keywords, aliases)
        sections = [
            section.model_copy(
                update={
                    "items": tuple(
                        item
                        for item in section.items
                        if (not keywords or _says(item, keywords)) and not _says(item, others)
                    )
                }
            )
            for section in sections
        ]
    return _of(digest, sections)


def alerted(digest: StoredDigest, policy: Policy, aliases: Aliases | None = None) -> Alert | None:
    """What of the whole digest mentions words that the policy watches for; None where nothing does.

    Each item stands once. Where all mention the same, the only section has no name: the title says it.
    """
    watched = dict(zip(policy.watch, _read(policy.watch, aliases), strict=True))
    found: dict[tuple[str, ...], list[StoredItem]] = {}
    for section in digest.sections:
        for item in section.items:
            if words := tuple(word for word, keyword in watched.items() if _says(item, [keyword])):
                found.setdefault(words, []).append(item)
    places = {word: place for place, word in enumerate(watched)}
    groups = sorted(found, key=lambda words: [places[word] for word in words])
    names = {words: " · ".join(words) if len(groups) > 1 else "" for words in groups}
    left = _of(digest, [StoredSection(name=names[words], items=tuple(found[words])) for words in groups])
    mentioned = {word for words in groups for word in words}
    return None if left is None else Alert(tuple(word for word in watched if word in mentioned), left)


def _of(digest: StoredDigest, sections: Iterable[StoredSection]) -> StoredDigest | None:
    """The digest with those of the sections that have items; None if none has."""
    left = tuple(section for section in sections if section.items)
    count = sum(len(section.items) for section in left)
    return digest.model_copy(update={"sections": left, "items": count}) if left else None


def _says(item: StoredItem, keywords: Iterable[Keyword]) -> bool:
    """Whether one of the keywords stands in the item."""
    text: Stream = stream(item.title, item.subtitle or "", item.body)
    return any(mentions(text, keyword) for keyword in keywords)


def _read(words: Iterable[str], aliases: Aliases | None) -> list[Keyword]:
    names = (aliases or load_aliases()).other_names
    return [read_keyword(word, names) for word in words]


def _names(names: Iterable[str]) -> frozenset[str]:
    return frozenset(map(_name, names))


@lru_cache(maxsize=1000)
def _name(name: str) -> str:
    return normalise(name)
