"""What tests look at in a digest: section names, titles and addresses."""

from bot.models import Digest, Item

Shape = dict[str, list[tuple[str, str | None]]]


def shape(digest: Digest) -> Shape:
    """Titles and main links by section."""
    return {section.name: [(item.title, item.url) for item in section.items] for section in digest.sections}


def item(digest: Digest, title: str) -> Item:
    """The one item of that title."""
    (found,) = [item for item in digest.items if item.title == title]
    return found
