"""Telegram's HTML: made so that its parser never refuses it, and measured as Telegram will (pure)."""

import re
from typing import NamedTuple

ME = "https://t.me/-"
"""Stands for the bot's own address, which rendering does not know; see `addressed`."""

_NAME = 32  # the longest username
_HERE = f'href="{ME}'
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\u2028\u2029]")
_LINE_END = re.compile(r"\r\n?|\u0085|[\u2028\u2029]")
_WEB = re.compile(r"https?://[^\s/?#]", re.IGNORECASE)
_TAG = re.compile(r"</?([a-z]+)[^<>]*>")
# What Telegram makes links of by itself: addresses, hashtags, names, commands, cashtags.
_SIGN = re.compile(r"[#@/$.]")
_FOUND = re.compile(r"(?<!\w)[#@/$]\w|://|\w[.@]\w*[^\W\d]")


class Cost(NamedTuple):
    """What a message takes of Telegram: UTF-16 units once parsed, entities, bytes of the HTML itself."""

    units: int
    entities: int
    bytes: int


LIMIT = Cost(4096, 100, 32_768)


def escape(text: str) -> str:
    """`text` as HTML; characters that no message can carry become spaces."""
    if _UNFIT.search(text):
        text = _UNFIT.sub(" ", _LINE_END.sub("\n", text))
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def bold(html: str) -> str:
    """`html` in bold."""
    return f"<b>{html}</b>" if html else ""


def italic(html: str) -> str:
    """`html` in italics."""
    return f"<i>{html}</i>" if html else ""


def code(html: str) -> str:
    """`html`, which must hold no markup, in a typewriter's letters; a tap copies it."""
    return f"<code>{html}</code>" if html else ""


def link(html: str, url: str) -> str:
    """`html` as a link; without one where `url` is no address of the web."""
    if not html or not _WEB.match(url):
        return html
    return f'<a href="{escape(url).replace(chr(34), "&quot;")}">{html}</a>'


def quote(html: str, *, expandable: bool = False) -> str:
    """`html` as a quotation; an expandable one shows its first lines until it is tapped. Never nest them."""
    return f"<blockquote{' expandable' if expandable else ''}>{html}</blockquote>" if html else ""


def addressed(html: str, username: str) -> str:
    """`html` with the bot's own name in the links that were made with ME."""
    return html.replace(_HERE, f'href="https://t.me/{username}')


def text_of(html: str) -> str:
    """What a reader sees of `html`."""
    return _characters(_TAG.sub("", html))


def _characters(html: str) -> str:
    return html.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")


def units(text: str) -> int:
    """The length of `text` in UTF-16 units, as Telegram counts."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def cost(html: str) -> Cost:
    """What a message of `html` takes; never less than Telegram counts, with the longest of usernames.

    Whatever Telegram may make a link by itself counts as an entity too.
    """
    text, tags = _TAG.subn("", html)
    opened = tags - html.count("</")
    text = _characters(text)
    size = len(html.encode()) + html.count(_HERE) * (_NAME - 1)
    found = len(_FOUND.findall(text)) if _SIGN.search(text) else 0
    return Cost(units(text), opened + found, size)
