"""Discord's markdown: made so that only what is meant to be markup is any, and measured (pure).

A backslash takes the meaning from any ASCII punctuation. Bare addresses stand in angle brackets, which the
client does not show: there nothing is escaped, and they end where they end.
"""

import re
from collections.abc import Iterator

from bot.documents.urls import as_written, find_bare, is_web

LONGEST_URL = 1500
"""Units of an address; what is longer would take the room of the text."""
HERE = "↗"

_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\u2028\u2029]")
_LINE_END = re.compile(r"\r\n?|\u0085|[\u2028\u2029]")
_BLANK_LINES = re.compile(r"\n\s*\n")
# Emphasis, code, spoilers, links, mentions and quotations; emoji codes; what would become an address; and
# headings, subtext and lists, which are some only where a line begins.
_SPECIAL = re.compile(
    r"[\\`*_~|<>\[\]]|:(?=[A-Za-z0-9_+-]+:|//)|^[^\S\n]*(?:[#+-]|\d+[.)])(?!\d)", re.MULTILINE
)
_EVERYBODY = re.compile(r"@(?=everyone|here)")
_UNBRACKETED = re.compile(r"[^<>]+")
_NO_LABEL = re.compile(r"[\[\]]|://")
_IN_ADDRESS = re.compile(r"[()*`|]")
_FORCE = re.compile(
    r"\\.|(?P<pair>\*\*|\*|`)|(?P<node>\]\(|<https?://[^ >]+>|<@|^(?:#{1,3} |-# |> |[*-] |\d+\. ))",
    re.MULTILINE | re.DOTALL | re.IGNORECASE,
)
_ASTERISK = re.compile(r"\\.|(\*)", re.DOTALL)
_QUOTED = re.compile(r"^(?:> |-# |#{1,3} )", re.MULTILINE)
_SHOWN = re.compile(
    r"\\([^0-9A-Za-z\s])|<(https?://[^ >]+)>|\]\((?:https?://[^\s)]+)\)|\[|\*+", re.IGNORECASE
)


def escape(text: str) -> str:
    """`text` as it is, wherever it stands; characters that no message can carry become spaces.

    Addresses in it stay ones.
    """
    if _UNFIT.search(text):
        text = _UNFIT.sub(" ", _LINE_END.sub("\n", text))
    shown, done = "", 0
    for start, end in _addresses(text):
        shown += f"{_plain(text[done:start])}<{_calling_nobody(text[start:end])}>"
        done = end
    return shown + _plain(text[done:])


def bold(markdown: str) -> str:
    """`markdown` in bold, where there is no asterisk in it that would end it too early."""
    words = markdown.strip()
    if not words or any(match[1] for match in _ASTERISK.finditer(words)):
        return markdown
    start = markdown.index(words)
    return f"{markdown[:start]}**{words}**{markdown[start + len(words) :]}"


def heading(markdown: str) -> str:
    """`markdown` as a small heading; it is one line."""
    line = " ".join(markdown.split())
    if line.endswith("#") and not line.endswith("\\#"):
        line = line[:-1] + "\\#"  # else it would only close the heading
    return f"### {line}" if line else ""


def quote(markdown: str) -> str:
    """`markdown` as a quotation, its paragraphs close together."""
    return _lines(markdown, "> ")


def subtext(markdown: str) -> str:
    """`markdown` in small grey letters."""
    return _lines(markdown, "-# ")


def close(text: str) -> str:
    """`text` with its paragraphs close together."""
    return _BLANK_LINES.sub("\n", text)


def link(text: str, url: str) -> str:
    """`text`, escaped, as a link; without one where `url` is no address of the web, or an absurdly long one.

    Discord makes no link of a text that holds brackets or another address: there an arrow behind it is one.
    """
    address = href(url)
    label = escape(" ".join(text.split()))
    if not label or address is None:
        return escape(text)
    return f"{escape(text)} [{HERE}]({address})" if _NO_LABEL.search(text) else f"[{label}]({address})"


def href(url: str) -> str | None:
    """`url` with what would end a link percent-encoded; None for what is no link."""
    address = _calling_nobody(as_written(_UNFIT.sub(" ", url)))
    address = _IN_ADDRESS.sub(lambda match: f"%{ord(match[0]):02X}", address)
    return address if is_web(address) and units(address) <= LONGEST_URL and not _spaced(address) else None


def role(number: str) -> str:
    """The mention of that role."""
    return f"<@&{number}>"


def text_of(markdown: str) -> str:
    """What a reader sees of `markdown` that was made here."""
    return _SHOWN.sub(lambda match: match[1] or match[2] or "", _QUOTED.sub("", markdown))


def units(text: str) -> int:
    """The length of `text` in UTF-16 units: Discord never counts more."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def nodes(markdown: str) -> int:
    """How many pieces of markup the client has to draw: bold, links, headings, lines of quotations."""
    found = [match.lastgroup for match in _FORCE.finditer(markdown)]
    return found.count("node") + (found.count("pair") + 1) // 2


def _addresses(text: str) -> Iterator[tuple[int, int]]:
    """Where bare addresses stand; none holds an angle bracket."""
    for part in _UNBRACKETED.finditer(text):
        for start, end in find_bare(part[0]):
            yield part.start() + start, part.start() + end


def _calling_nobody(address: str) -> str:
    """The address in a way of writing in which it mentions nobody."""
    return _EVERYBODY.sub("%40", address)


def _plain(text: str) -> str:
    return _EVERYBODY.sub("@\u200b", _SPECIAL.sub(lambda match: f"{match[0][:-1]}\\{match[0][-1]}", text))


def _lines(markdown: str, sign: str) -> str:
    lines = close(markdown.strip("\n")).split("\n")
    return "\n".join(sign + line for line in lines) if markdown.strip() else ""


def _spaced(address: str) -> bool:
    return any(char.isspace() for char in address)
