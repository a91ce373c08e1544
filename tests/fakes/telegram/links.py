"""Links to the bot, in the shape that Telegram understands."""

import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")


def start_payload(url: str, username: str) -> str | None:
    """What a link to the bot starts it with: "" for nothing, None for a link to elsewhere.

    Raises ValueError for a link to Telegram that leads nowhere.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or parts.hostname not in {"t.me", "telegram.me"}:
        return None
    name = parts.path.strip("/")
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    if name == "-":
        raise ValueError(f"{url}: the placeholder was never replaced by the bot's name")
    if "start" not in query:
        return None
    if name.lower() != username.lower():
        raise ValueError(f"{url}: starts another bot than @{username}")
    if not PAYLOAD.fullmatch(query["start"]):
        raise ValueError(f"{url}: a start payload is 1-64 of A-Z a-z 0-9 _ -")
    return query["start"]


def wrong_links(entities: list[dict[str, Any]], username: str) -> list[str]:
    """The complaints about links in a text."""
    found = []
    for entity in entities:
        if "t.me/" not in entity.get("url", ""):
            continue
        try:
            start_payload(entity["url"], username)
        except ValueError as error:
            found.append(str(error))
    return found
