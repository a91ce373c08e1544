"""What embeds may hold."""

from typing import Any

from tests.fakes.discord.errors import invalid, required, too_long
from tests.fakes.discord.values import Json

MOST, TOTAL, FIELDS = 10, 6000, 25
LENGTHS = {"title": 256, "description": 4096}
KNOWN = {
    "title", "type", "description", "url", "timestamp", "color", "footer", "image", "thumbnail", "video",
    "provider", "author", "fields",
}  # fmt: skip


def checked(embeds: Json) -> list[dict[str, Any]]:
    """The embeds of a message. Raises Refusal."""
    if not isinstance(embeds, list):
        raise invalid("embeds", "BASE_TYPE_BAD_TYPE", "Expected a list.")
    if len(embeds) > MOST:
        raise invalid("embeds", "BASE_TYPE_MAX_LENGTH", f"Must be {MOST} or fewer in length.")
    total = sum(_embed(f"embeds.{at}", embed) for at, embed in enumerate(embeds))
    if total > TOTAL:
        raise invalid("embeds", "MAX_EMBED_SIZE_EXCEEDED", f"Embed size exceeds maximum size of {TOTAL}")
    return embeds


def _embed(where: str, embed: Json) -> int:
    """How many characters of the total an embed takes."""
    if not isinstance(embed, dict):
        raise invalid(where, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")
    total = 0
    for name, most in LENGTHS.items():
        total += _text(f"{where}.{name}", embed.get(name), most)
    for name, inner, most in (("footer", "text", 2048), ("author", "name", 256)):
        total += _text(f"{where}.{name}.{inner}", (embed.get(name) or {}).get(inner), most)
    fields = embed.get("fields") or []
    if len(fields) > FIELDS:
        raise invalid(f"{where}.fields", "BASE_TYPE_MAX_LENGTH", f"Must be {FIELDS} or fewer in length.")
    for at, entry in enumerate(fields):
        for name, most in (("name", 256), ("value", 1024)):
            if not str(entry.get(name) or "").strip():
                raise required(f"{where}.fields.{at}.{name}")
            total += _text(f"{where}.fields.{at}.{name}", entry[name], most)
    _addresses(where, embed)
    color = embed.get("color")
    if color is not None and not (isinstance(color, int) and 0 <= color <= 0xFFFFFF):
        raise invalid(f"{where}.color", "NUMBER_TYPE_MAX", "int value should be between 0 and 16777215.")
    media = any(embed.get(name) for name in ("image", "thumbnail"))
    if not total and not media:
        raise required(f"{where}.description")
    return total


def _text(where: str, value: Json, most: int) -> int:
    if value is None:
        return 0
    if not isinstance(value, str):
        raise invalid(where, "STRING_TYPE_CONVERT", "Could not interpret the value as string.")
    if len(value) > most:
        raise too_long(where, most, len(value))
    return len(value.strip())


def _addresses(where: str, embed: dict[str, Any]) -> None:
    places = [("url", embed.get("url"))]
    places += [
        (f"{name}.url", (embed.get(name) or {}).get("url")) for name in ("image", "thumbnail", "author")
    ]
    for name, url in places:
        if url is not None and not str(url).startswith(("http://", "https://", "attachment://")):
            raise invalid(f"{where}.{name}", "URL_TYPE_INVALID_URL", "Not a well formed URL.")
