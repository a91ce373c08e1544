"""Start payloads: what stands behind `?start=` in a link to the bot (pure).

`i_12` is an item, `d_2026-11-21` or `d_2026-11-21_ai-daily` a digest, `s_…` a search in base64url.
Telegram takes at most 64 of [A-Za-z0-9_-].
"""

import base64
import binascii
import datetime as dt
import re

LONGEST = 64
HOME = "start"
"""The payload that only opens the bot."""

_ITEM = re.compile("i_([1-9][0-9]{0,17})")
_DIGEST = re.compile("d_([0-9]{4}-[0-9]{2}-[0-9]{2})(?:_([a-z0-9]+(?:-[a-z0-9]+)*))?")
_SEARCH = re.compile("s_([A-Za-z0-9_-]+)")


def item(item_id: int) -> str:
    """The payload of an item."""
    return f"i_{item_id}"


def digest(date: dt.date, slug: str) -> str:
    """The payload of a digest; of its date alone where the slug is too long for a link."""
    whole = f"d_{date}_{slug}"
    return whole if len(whole) <= LONGEST and _DIGEST.fullmatch(whole) else f"d_{date}"


def search(query: str) -> str | None:
    """The payload of a search, None where the query is empty or has no room (46 bytes) in a link."""
    text = " ".join(query.split()).encode("utf-8", "ignore")
    payload = "s_" + base64.urlsafe_b64encode(text).decode().rstrip("=")
    return payload if text and len(payload) <= LONGEST else None


def nearest_search(query: str) -> str:
    """The payload of the search, or of as many of its first words (or letters) as have room."""
    words = query.split()
    for n in range(len(words), 0, -1):
        if payload := search(" ".join(words[:n])):
            return payload
    first = words[0] if words else ""
    return next((payload for n in range(len(first), 0, -1) if (payload := search(first[:n]))), HOME)


def read(payload: str) -> tuple[str, str] | None:
    """The command and argument that the payload asks for; None for one that we did not make."""
    if found := _ITEM.fullmatch(payload):
        return "item", found[1]
    if found := _DIGEST.fullmatch(payload):
        try:
            date = dt.date.fromisoformat(found[1])
        except ValueError:
            return None
        return "digest", f"{date} {found[2] or ''}".strip()
    if found := _SEARCH.fullmatch(payload):
        try:
            query = base64.urlsafe_b64decode(found[1] + "=" * (-len(found[1]) % 4)).decode()
        except (binascii.Error, UnicodeDecodeError):
            return None
        words = " ".join(query.split())
        return ("search", words) if words else None
    return None


def address(username: str, payload: str) -> str:
    """The link that opens the bot in private and sends it the payload."""
    return f"https://t.me/{username}?start={payload}"
