"""Text → Digest: which of the three dialects a document is written in, and its reading."""

import re

from bot.documents import journal
from bot.documents.drafts import Warnings
from bot.errors import ParseError
from bot.models import Digest
from bot.sentence import Sentence

LIMIT = 5_000_000  # bytes
LINES = 500_000  # each costs most of a kilobyte of memory while it is read
_MARKUP = re.compile(
    r"^(?:[ ]{0,3}(?:#{1,6}[ \t]+\S|[-*+][ \t]+\S|\d{1,3}[.)][ \t]+\S|>|```|~~~|\|.*\||[-*_]{3,}[ \t]*$"
    r"|=+[ \t]*$|<[a-zA-Z!/])"
    r"|[A-Z][A-Za-z-]+: .*\n[A-Z][A-Za-z-]+: )"
    r"|\]\(|!\[|\*\*\S|^\[[^\]\n]{1,80}\]:[ ]",
    re.MULTILINE,
)
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\u2028\u2029]")


def read(text: str, name: str = "") -> Digest:
    """The digest that `text` holds, whatever its dialect. Pure and total.

    `name` is the file's name, which may tell the date. Raises ParseError, and nothing else, for a text
    that is empty, too large, nested absurdly or not a text at all.
    """
    what = name or Sentence("the document")
    if len(text) > LIMIT or (len(text) > LIMIT / 4 and len(text.encode(errors="replace")) > LIMIT):
        raise ParseError(
            Sentence("{name} is larger than 5 MB; a digest is a text of some kilobytes", name=what)
        )
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip("\x00 \t\n"):
        raise ParseError(Sentence("{name} is empty", name=what))
    if text.count("\n") >= LINES:
        told = Sentence(
            "{name} has more than {n} lines; a digest has some hundreds", name=what, n=f"{LINES:,}"
        )
        raise ParseError(told, LINES + 1)
    warnings = Warnings()
    text = _fit(text, what, warnings)
    if not _MARKUP.search(text) and journal.looks_like(text):
        return journal.read(text, name, warnings)
    # markdown-it is slow to import: only what needs it pays for it.
    from bot.documents import daily, markdown, outline  # noqa: PLC0415

    tokens, env = markdown.parse(text)
    if daily.looks_like(tokens):
        return daily.read(tokens, env, name, warnings)
    return outline.read(tokens, env, name, warnings)


def _fit(text: str, what: str, warnings: Warnings) -> str:
    """`text` with the characters that no message can carry replaced by spaces."""
    first = _UNFIT.search(text)
    if first is None:
        return text
    line = text.count("\n", 0, first.start()) + 1
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise ParseError(
            Sentence("{name} holds a NUL character, which no text has; save it again as UTF-8", name=what),
            line,
        )
    warnings.add(
        line, Sentence("characters that are no text (control characters or broken ones) were left out")
    )
    return _UNFIT.sub(" ", text)
