"""What makes two items the same item: their canonical address, or else their title and section."""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from urllib.parse import SplitResult, parse_qsl, quote, urlsplit, urlunsplit

_TRACKING = re.compile(
    r"utm_.*|spm.*|from|from_.*|fbclid|gclid|dclid|yclid|msclkid|twclid|igshid|igsh|mc_[ce]id|_hs(?:enc|mi)"
    r"|ref_(?:src|url)|vd_source|share_.*|isappinstalled|wt_mc|trk|cmpid|chksm|scene|weibo_id",
    re.IGNORECASE,
)
_FRAGMENT_NOISE = re.compile(r"rd|wechat_redirect|wechat_qrcode|top|:~:.*", re.IGNORECASE)
_PORTS = {"http": 80, "https": 443}
_WEIXIN = "mp.weixin.qq.com"
_SAFE = "/:?#[]@!$&'()*+,;=%-._~|"
_BROKEN_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_PERCENT = re.compile(r"%[0-9a-f]{2}", re.IGNORECASE)


def canonical_url(url: str) -> str:
    """The same address for every way of writing it; for comparing, never for showing.

    Tracking parameters, default ports and the noise after # are dropped; an article of a WeChat account
    is its (__biz, mid, idx). What is not an address comes back trimmed. Idempotent.
    """
    url = url.strip()
    try:
        parts = urlsplit(url)
        port = parts.port
        host = (parts.hostname or "").lower()
    except ValueError:
        return url
    scheme = parts.scheme.lower()
    if scheme not in _PORTS or not host:
        return url
    if host == _WEIXIN and (article := _weixin_article(parts)):
        return article
    if ":" in host:
        host = f"[{host}]"
    if port not in (None, _PORTS[scheme]):
        host = f"{host}:{port}"
    account = f"{parts.netloc.rpartition('@')[0]}@" if "@" in parts.netloc else ""
    query = "&".join(
        pair for pair in parts.query.split("&") if pair and not _TRACKING.fullmatch(pair.partition("=")[0])
    )
    fragment = "" if _FRAGMENT_NOISE.fullmatch(parts.fragment) else parts.fragment
    return urlunsplit(
        (scheme, _quoted(account + host), _quoted(parts.path or "/"), _quoted(query), _quoted(fragment))
    )


def item_key(url: str | None, title: str, section: str) -> str:
    """A short ASCII name for an item, the same whenever its document is fetched again."""
    if url:
        return _digest(canonical_url(url))
    return _digest(f"{folded(section)}\n{folded(title)}")


def unique_keys(items: Sequence[tuple[str | None, str, str]]) -> list[str]:
    """The keys of the items (url, title, section) of one digest, all different.

    Items that share an address are told apart by their titles as well, whatever their order; only equal
    ones are counted.
    """
    keys = [item_key(*item) for item in items]
    seen = Counter(keys)
    keys = [
        key if seen[key] == 1 else _digest(f"{key}\n{folded(section)}\n{folded(title)}")
        for key, (_, title, section) in zip(keys, items, strict=True)
    ]
    taken: set[str] = set()
    counts: Counter[str] = Counter()
    for index, key in enumerate(keys):
        unique = key
        while unique in taken:
            counts[key] += 1
            unique = _digest(f"{key}\n{counts[key]}")
        taken.add(unique)
        keys[index] = unique
    return keys


def folded(text: str) -> str:
    """`text` without the differences that don't make another title: width, case, spaces, punctuation."""
    text = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in text if char.isalnum()) or text.strip()


def _weixin_article(parts: SplitResult) -> str | None:
    """The article's address by account, push and place, or by its short name; None for other pages."""
    if parts.path.rstrip("/") == "/s":
        query = dict(parse_qsl(parts.query))
        if {"__biz", "mid", "idx"} <= query.keys():
            return f"https://{_WEIXIN}/s?" + "&".join(
                f"{name}={_quoted(query[name])}" for name in ("__biz", "mid", "idx")
            )
    elif re.fullmatch(r"/s/[\w-]+/?", parts.path, re.ASCII):
        return f"https://{_WEIXIN}{parts.path.rstrip('/')}"
    return None


def _quoted(part: str) -> str:
    part = _BROKEN_PERCENT.sub("%25", part)
    return _PERCENT.sub(lambda match: match[0].upper(), quote(part, safe=_SAFE, errors="backslashreplace"))


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(errors="replace"), digest_size=10).hexdigest()
