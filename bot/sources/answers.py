"""What an address answers, and what of it is a text."""

import codecs
import zlib
from typing import NamedTuple

from bot.documents.source import LIMIT
from bot.errors import SourceDown, SourceError
from bot.sentence import Sentence

TEXTS = frozenset({"application/octet-stream", "application/markdown", "application/x-markdown"})
PAGES = frozenset({"text/html", "application/xhtml+xml"})


class Answer(NamedTuple):
    """`raw` is None where nothing has changed; `etag` and `modified` are what to ask with the next time."""

    raw: bytes | None = None
    etag: str = ""
    modified: str = ""


NOTHING = Answer()
"""What is known of an address that was never asked."""


class Body:
    """The bytes of an answer as they come in, unpacked; never more than a digest may have."""

    def __init__(self, packing: str) -> None:
        """`packing` is the answer's Content-Encoding. Raises SourceError for one that nobody asked for."""
        if packing.lower() not in {"", "identity", "gzip", "x-gzip"}:
            raise SourceError(Sentence("it is packed as {packing}, which I did not ask for", packing=packing))
        self._zip = zlib.decompressobj(31) if "gzip" in packing.lower() else None
        self._raw = bytearray()

    def add(self, chunk: bytes) -> None:
        """Take the next bytes. Raises SourceError."""
        room = LIMIT + 1 - len(self._raw)
        try:
            self._raw += chunk[:room] if self._zip is None else self._zip.decompress(chunk, room)
        except zlib.error:
            raise SourceError(Sentence("what it answers is packed wrongly")) from None
        if len(self._raw) > LIMIT:
            raise SourceError(Sentence("what it answers is larger than 5 MB"))

    def whole(self, charset: str | None) -> bytes:
        """All of it, in an encoding that documents.decode knows. Raises SourceError if the end is missing."""
        if self._zip is not None and not self._zip.eof:
            raise SourceDown(Sentence("its answer broke off"))
        return readable(bytes(self._raw), charset)


def check_kind(kind: str) -> None:
    """Raise SourceError if an answer of this media type is no text of an editor's."""
    if kind in PAGES:
        raise SourceError(Sentence("it answers with a web page; name the address of the text itself"))
    if not kind.startswith("text/") and kind not in TEXTS:
        raise SourceError(Sentence("it answers with {kind}, which is no text", kind=kind))


def readable(raw: bytes, charset: str | None) -> bytes:
    """The bytes in UTF-8, if the header names another charset that fits; else as they are.

    What is valid UTF-8 is taken for that: many servers name a charset that they know nothing of.
    """
    try:
        raw.decode()
    except UnicodeDecodeError:
        try:
            name = codecs.lookup(charset or "").name
            return raw.decode("gb18030" if name in {"gb2312", "gbk"} else name).encode()
        except (LookupError, ValueError):  # ValueError: it does not fit, or is no name at all
            pass
    return raw
