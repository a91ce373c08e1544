"""Text and its entities, read by TDLib's own parser."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from tests.fakes.telegram.errors import bad_request
from tests.fakes.telegram.values import Json

MAX_RAW_BYTES = 32_768
MAX_ENTITIES = 100
MODES = {
    "html": {"@type": "textParseModeHTML"},
    "markdown": {"@type": "textParseModeMarkdown", "version": 1},
    "markdownv2": {"@type": "textParseModeMarkdown", "version": 2},
}
NAMES = {
    "Mention": "mention", "Hashtag": "hashtag", "Cashtag": "cashtag", "BotCommand": "bot_command",
    "Url": "url", "EmailAddress": "email", "PhoneNumber": "phone_number", "Bold": "bold", "Italic": "italic",
    "Underline": "underline", "Strikethrough": "strikethrough", "Spoiler": "spoiler", "Code": "code",
    "Pre": "pre", "PreCode": "pre", "BlockQuote": "blockquote",
    "ExpandableBlockQuote": "expandable_blockquote", "TextUrl": "text_link", "MentionName": "text_mention",
    "CustomEmoji": "custom_emoji", "DateTime": "date_time",
}  # fmt: skip
TYPES = tuple(NAMES.values())
FOUND = frozenset({"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number"})
# What shows nothing: a text of nothing else is empty, and yet only spaces and newlines are cut at its ends.
_INVISIBLE = re.compile(r"[\s\u180e\u200b-\u200f\u202e\u2060\u2800\ufffc]*")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]|\u2028|\u2029")


def units(text: str) -> int:
    """The length as Telegram counts: in UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


@dataclass(frozen=True)
class Formatted:
    """A text after parsing. `dropped` entities were more than Telegram keeps."""

    text: str
    entities: list[dict[str, Any]]
    dropped: int = 0


@cache
def _execute() -> Callable[[bytes], bytes | None]:
    import tdjson

    tdjson.td_execute(b'{"@type":"setLogVerbosityLevel","new_verbosity_level":0}')
    return tdjson.td_execute


def ask(request: dict[str, Any]) -> dict[str, Any]:
    """TDLib's answer to a request that needs no network. Raises Refusal for its errors."""
    answer = _execute()(json.dumps(request).encode())
    found: dict[str, Any] = json.loads(answer or b"{}")
    if found["@type"] == "error":
        message = str(found["message"])
        raise bad_request(message[:1].lower() + message[1:])
    return found


def formatted(text: str, mode: str | None = None, entities: list[dict[str, Any]] | None = None) -> Formatted:
    """Read a text as the Bot API does: parse, trim, find links, mentions and hashtags, keep 100 entities."""
    if len(text.encode("utf-8", "surrogatepass")) > MAX_RAW_BYTES:
        raise bad_request("text is too long")
    given = [_checked(entity) for entity in entities or []]
    given = [entity for entity in given if entity["type"] not in FOUND]
    if mode:
        if mode.lower() not in MODES:
            raise bad_request("unsupported parse_mode")
        parsed = ask({"@type": "parseTextEntities", "text": text, "parse_mode": MODES[mode.lower()]})
        text, given = parsed["text"], [_named(entity) for entity in parsed["entities"]]
    text, given = _trimmed(_cleaned(text), given)
    if _INVISIBLE.fullmatch(text):
        return Formatted("", [])
    found = _found(text, given)
    every = sorted([*given, *found], key=lambda entity: (entity["offset"], -entity["length"]))
    return Formatted(text, every[:MAX_ENTITIES], max(0, len(every) - MAX_ENTITIES))


def _checked(entity: Json) -> dict[str, Any]:
    if not isinstance(entity, dict) or entity.get("type") not in TYPES:
        raise bad_request("can't parse MessageEntity: Unsupported type specified")
    if not all(isinstance(entity.get(name), int) for name in ("offset", "length")):
        raise bad_request("can't parse MessageEntity: offset and length must be of type Number")
    return dict(entity)


def _cleaned(text: str) -> str:
    text = text.replace("\r", "")
    return _CONTROL.sub(" ", text)


def _named(entity: dict[str, Any]) -> dict[str, Any]:
    kind = entity["type"]
    name = kind["@type"].removeprefix("textEntityType")
    answer = {"offset": entity["offset"], "length": entity["length"], "type": NAMES[name]}
    if name == "TextUrl":
        answer["url"] = kind["url"]
    elif name == "PreCode":
        answer["language"] = kind["language"]
    elif name == "CustomEmoji":
        answer["custom_emoji_id"] = str(kind["custom_emoji_id"])
    elif name == "MentionName":
        answer["user"] = {"id": kind["user_id"], "is_bot": False, "first_name": "user"}
    return answer


def _trimmed(text: str, entities: list[dict[str, Any]]) -> tuple[str, list[dict[str, Any]]]:
    """Cut spaces and newlines at both ends; entities are shifted, those that held nothing else are gone."""
    end = text.rstrip(" \n\t")
    kept = end.lstrip(" \n\t")
    start, length = units(end) - units(kept), units(kept)
    answer = []
    for entity in entities:
        first = max(0, entity["offset"] - start)
        last = min(length, entity["offset"] + entity["length"] - start)
        if last > first:
            answer.append(entity | {"offset": first, "length": last - first})
    return kept, answer


def _found(text: str, given: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What Telegram finds in the text by itself, outside links and code."""
    if not re.search(r"[@#$/.\d]", text):
        return []
    closed = [
        (entity["offset"], entity["offset"] + entity["length"])
        for entity in given
        if entity["type"] in {"text_link", "text_mention", "code", "pre"}
    ]
    answer = []
    for entity in ask({"@type": "getTextEntities", "text": text})["entities"]:
        first, last = entity["offset"], entity["offset"] + entity["length"]
        if entity["type"]["@type"].removeprefix("textEntityType") in NAMES and not any(
            first < end and start < last for start, end in closed
        ):
            answer.append(_named(entity))
    return answer
