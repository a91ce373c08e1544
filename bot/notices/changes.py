"""What a correction changed, item by item, as people tell it; pure."""

from typing import NamedTuple

from bot.commands.blocks import clip
from bot.locales import Catalogue, message
from bot.models import Digest
from bot.submission import placed

TITLE = 60  # characters of a title

FIELDS = {
    "subtitle": message("text"),
    "body": message("text"),
    "url": message("link"),
    "links": message("link"),
    "images": message("picture"),
    "date": message("date"),
}
HEADS = {
    "title": message("title"),
    "intro": message("introduction"),
    "byline": message("byline"),
    "cover": message("cover"),
}
SECTION = message("section")


class Changed(NamedTuple):
    """An item that both have: its title now, the one before if that is another, and what else is new."""

    title: str
    before: str | None
    what: tuple[str, ...]


class Changes(NamedTuple):
    """Titles of items that came and went, items that are not as they were, and what is new in the head."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[Changed, ...] = ()
    head: tuple[str, ...] = ()

    @property
    def takes_back(self) -> bool:
        """Whether items are gone and nothing else is new."""
        return bool(self.removed) and not (self.added or self.changed or self.head)


def changes(before: Digest, after: Digest) -> Changes:
    """What is new in `after`. Items that only have other neighbours are as they were."""
    old, new = dict(placed(before)), dict(placed(after))
    changed = []
    for place, (section, item) in new.items():
        if place not in old or old[place] == (section, item):
            continue
        old_section, was = old[place]
        what = [label for name, label in FIELDS.items() if item[name] != was[name]]
        if section != old_section:
            what.append(SECTION)
        title = None if was["title"] == item["title"] else str(was["title"])
        changed.append(Changed(str(item["title"]), title, tuple(dict.fromkeys(what))))
    return Changes(
        added=tuple(str(item["title"]) for place, (_, item) in new.items() if place not in old),
        removed=tuple(str(item["title"]) for place, (_, item) in old.items() if place not in new),
        changed=tuple(changed),
        head=tuple(label for name, label in HEADS.items() if getattr(before, name) != getattr(after, name)),
    )


def lines(say: Catalogue, found: Changes) -> list[str]:
    """A line each: what came, what went, what is not as it was."""
    told = [f"+ {clip(title, TITLE)}" for title in found.added]
    told += [f"− {clip(title, TITLE)}" for title in found.removed]
    for item in found.changed:
        title = clip(item.title, TITLE)
        if item.before is not None:
            title = f"{clip(item.before, TITLE)} → {title}"
        what = say(", ").join(map(say, item.what))
        told.append(say("~ {title} ({what})", title=title, what=what) if what else f"~ {title}")
    if found.head:
        what = say(", ").join(map(say, found.head))
        told.append(say("~ the head ({what})", what=what))
    return told
