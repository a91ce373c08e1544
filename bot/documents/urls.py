"""Addresses: which may become links, and where a bare one ends."""

import re
from urllib.parse import urlsplit

_BARE = re.compile(r"https?://[!-~]+", re.IGNORECASE)
_TRAILING = ".,;:!?'\"*_~`>"
_UNSAFE = re.compile(r"[\x00-\x20\x7f\"<>\\]")


def is_web(url: str) -> bool:
    """Whether `url` is http or https with a host."""
    if url[:7].lower() != "http://" and url[:8].lower() != "https://":
        return False
    try:
        return bool(urlsplit(url).hostname)
    except ValueError:
        return False


def as_written(url: str) -> str:
    """`url` with only what no address may hold percent-encoded (spaces, quotes, control characters)."""
    return _UNSAFE.sub(lambda match: f"%{ord(match[0]):02X}", url)


def find_bare(text: str) -> list[tuple[int, int]]:
    """Where bare addresses stand in `text`; they end before Chinese and before closing punctuation."""
    found = []
    for match in _BARE.finditer(text):
        end = match.start() + _length(match[0])
        if is_web(text[match.start() : end]):
            found.append((match.start(), end))
    return found


def bare_urls(text: str) -> list[str]:
    """The bare addresses in `text`."""
    return [text[start:end] for start, end in find_bare(text)]


def _length(url: str) -> int:
    """How much of `url` is the address, without the punctuation and brackets around it."""
    unopened = {close: url.count(close) - url.count(opening) for close, opening in (")(", "][", "}{")}
    end = len(url)
    while end:
        last = url[end - 1]
        if unopened.get(last, 0) > 0:
            unopened[last] -= 1
        elif last not in _TRAILING:
            break
        end -= 1
    return end
