"""Bytes and files → text: the encodings that editors' programs write, and clear refusals."""

import hashlib
import re
from pathlib import Path

from bot.documents.dialect import read
from bot.errors import ParseError
from bot.models import Digest
from bot.sentence import Sentence

LIMIT = 5_000_000  # bytes; the largest real digest is under 100 kB

_MARKS = (  # longest first: the UTF-32 mark begins with the UTF-16 one
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_SIGNATURES = (
    (b"%PDF-", Sentence("a PDF")),
    (b"PK\x03\x04", Sentence("a ZIP archive or an office document")),
    (b"\x89PNG", Sentence("a PNG picture")),
    (b"\xff\xd8\xff", Sentence("a JPEG picture")),
    (b"GIF8", Sentence("a GIF picture")),
    (b"\x1f\x8b", Sentence("a gzip archive")),
    (b"SQLite format 3", Sentence("an SQLite database")),
    (b"\x7fELF", Sentence("a program")),
    (b"\xd0\xcf\x11\xe0", Sentence("an old office document")),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_USUAL = re.compile(r"[\t\n\r\x20-\x7e\u00a0-\u024f\u2000-\u206f\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef]")
_SAMPLE = 20_000


def decode(raw: bytes, name: str = "") -> str:
    """The text of `raw`, with lines parted by LF alone.

    UTF-8, UTF-16 (with its mark, or recognisable without) and GB18030 are known. Raises ParseError for
    what is empty, too large or not text.
    """
    what = name or Sentence("the document")
    if len(raw) > LIMIT:
        raise ParseError(
            Sentence("{name} is larger than 5 MB; a digest is a text of some kilobytes", name=what)
        )
    if not raw.strip(b"\x00 \t\r\n"):
        raise ParseError(Sentence("{name} is empty", name=what))
    for signature, kind in _SIGNATURES:
        if raw.startswith(signature):
            raise ParseError(
                Sentence(
                    "{name} is {kind}, not a text; save the digest as Markdown or plain text",
                    name=what,
                    kind=kind,
                )
            )
    text = _marked(raw, what)
    if text is None:
        text = _unmarked(raw, what)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise ParseError(Sentence("{name} is empty", name=what))
    _refuse_binary(text, what)
    return text


def load(path: Path) -> tuple[Digest, str]:
    """The digest in the file `path`, and the SHA-256 (hex) of its text. Reads the disk: run it in a thread.

    Raises ParseError, also for a folder, a missing or an unreadable file.
    """
    return parse(content(path), path.name)


def parse(raw: bytes, name: str) -> tuple[Digest, str]:
    """The digest in the bytes of a file called `name`, and its text's SHA-256 (hex). Raises ParseError."""
    text = decode(raw, name)
    return read(text, name), hashlib.sha256(text.encode()).hexdigest()


def content(path: Path) -> bytes:
    """The bytes of the file, as far as a digest may be long. Raises ParseError."""
    try:
        if path.is_dir():
            raise ParseError(Sentence("{name} is a folder; name the documents in it", name=path.name))
        if not path.exists():
            raise ParseError(Sentence("there is no file {path}", path=path))
        if not path.is_file():
            raise ParseError(Sentence("{name} is not a regular file", name=path.name))
        with path.open("rb") as file:
            return file.read(LIMIT + 1)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise ParseError(Sentence("{name} can't be read: {reason}", name=path.name, reason=reason)) from error


def _marked(raw: bytes, what: str) -> str | None:
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            try:
                return raw.decode(encoding)
            except UnicodeDecodeError as error:
                line = error.object[: error.start].count(b"\n") + 1  # of UTF-8 without its mark
                told = Sentence(
                    "{name} says that it is {encoding} but is broken here",
                    name=what,
                    encoding=encoding.upper(),
                )
                raise ParseError(told, line) from error
    return None


def _unmarked(raw: bytes, what: str) -> str:
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        found = _best(raw, ("utf-16-le", "utf-16-be", "gb18030"))
        if found is None:
            line = raw[: error.start].count(b"\n") + 1
            told = Sentence("{name} is not a text in UTF-8, UTF-16 or GB18030", name=what)
            raise ParseError(told, line) from error
        return found
    if "\x00" in text:  # Latin text in UTF-16 is also valid UTF-8, full of NULs
        return _best(raw, ("utf-16-le", "utf-16-be")) or text
    return text


def _best(raw: bytes, encodings: tuple[str, ...]) -> str | None:
    """The most readable of the decodings that work, None when none reads like a text."""
    best, best_score = None, 0.85
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        score = _readability(text[:_SAMPLE])
        if score > best_score:
            best, best_score = text, score
    return best


def _readability(text: str) -> float:
    """The share of usual characters; of the Chinese ones two thirds must be everyday ones.

    Bytes read in the wrong encoding give Chinese characters as well, but not half of them are common.
    """
    foreign = [char for char in text if char >= "\u3400"]
    common = sum(1 for char in foreign if _is_common(char))
    if foreign and common < len(foreign) * 2 / 3:
        return 0.0
    return len(_USUAL.findall(text)) / len(text) * (0.9 + 0.1 * common / (len(foreign) or 1))


def _is_common(char: str) -> bool:
    """Whether a character is in GB 2312 or among the frequent half of Big5."""
    return bool(char.encode("gb2312", "ignore")) or b"\x00" < char.encode("big5", "ignore")[:1] < b"\xc7"


def _refuse_binary(text: str, what: str) -> None:
    first = _CONTROL.search(text)
    if first is None:
        return
    line = text.count("\n", 0, first.start()) + 1
    if len(_CONTROL.findall(text[:_SAMPLE])) > len(text[:_SAMPLE]) / 50:
        raise ParseError(Sentence("{name} is a binary file, not a text", name=what), line)
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise ParseError(
            Sentence("{name} holds a NUL character, which no text has; save it again as UTF-8", name=what),
            line,
        )
