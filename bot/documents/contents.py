"""Tables of contents: an item that stands in an overview and again in full is one item."""

from bot.documents.drafts import Draft
from bot.documents.identity import canonical_url, folded


def joined(drafts: list[Draft]) -> list[Draft]:
    """The drafts with each overview's entry and its full item made one.

    They belong together by the same number (#3), address or title, the entry having no body; where the full
    item has none either, by all three. One such pair may be chance, two are an overview. The item stands in
    the section, and the place, of its full form; when that has no section, in those of the overview.
    """
    brief: dict[str, Draft] = {}
    for draft in drafts:
        if not draft.body:
            for name in _names(draft):
                brief.setdefault(name, draft)
    pairs: dict[int, Draft] = {}  # the full item by its brief one
    for full in drafts:
        entry = next((brief[name] for name in _names(full) if name in brief), None)
        if entry is None or entry.line >= full.line or id(entry) in pairs:
            continue
        if full.body or _names(full) == _names(entry):
            pairs[id(entry)] = full
    if len(pairs) < 2:
        return drafts
    stays = {id(full) for full in pairs.values() if full.section}
    moved = {id(full) for full in pairs.values()} - stays
    result: list[Draft] = []
    for draft in drafts:
        if (whole := pairs.get(id(draft))) is not None:
            _merge(draft, whole)
            if id(whole) in moved:
                result.append(whole)
        elif id(draft) not in moved:
            result.append(draft)
    return result


def _names(draft: Draft) -> list[str]:
    """By what another mention of the draft would be known, the surest first."""
    names = [f"#{draft.mark}"] if draft.mark else []
    if draft.url:
        names.append(canonical_url(draft.url))
    return [*names, folded(draft.title)]


def _merge(entry: Draft, full: Draft) -> None:
    known = {link.url for link in full.links}
    full.section = full.section or entry.section
    full.links += [link for link in entry.links if link.url not in known]
    full.images += [image for image in entry.images if image not in full.images]
    full.url = full.url or entry.url
