"""An item as it stands in the search index: all of its tokens, its filters among them."""

from hashlib import blake2s

from bot.models import StoredItem
from bot.text import normalise
from bot.text.tokens import SEPARATOR, TITLE, marked, tokenise

LONGEST_TITLE = 500
LONGEST_TEXT = 12_000
"""Characters of an item that are indexed: with them its positions stay within those of a tsvector."""

EVERY = "i:"
"""The token of all items."""

DRAFT = "d:"
"""The token of items that readers do not see yet."""


def publication_tag(slug: str) -> str:
    """The token of a publication's items."""
    return _tag("p", slug)


def section_tag(name: str) -> str:
    """The token of a section's items; the name is compared loosely."""
    return _tag("s", normalise(name).replace(" ", ""))


def _tag(kind: str, name: str) -> str:
    return f"{kind}:{blake2s(name.encode('utf-8', 'surrogatepass'), digest_size=8).hexdigest()}"


class Entry:
    """All tokens of an item: the stream with its order, the others without."""

    __slots__ = ("beside", "id", "stream", "vocabulary")

    def __init__(self, item: StoredItem, publication: str, *, draft: bool) -> None:
        title = tokenise(item.title[:LONGEST_TITLE])
        text = tokenise(f"{item.subtitle or ''}\n{item.body}"[:LONGEST_TEXT])
        self.id = item.id
        self.stream = [*title.stream, SEPARATOR, *text.stream, SEPARATOR, *marked(title.stream)]
        self.beside = title.beside | text.beside
        self.beside.update(TITLE + token for token in title.beside)
        self.beside.update((EVERY, publication_tag(publication), section_tag(item.section)))
        if draft:
            self.beside.add(DRAFT)
        self.vocabulary = title.vocabulary | text.vocabulary
