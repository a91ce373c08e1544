"""Which mentions of a message notify somebody."""

import re
from typing import TYPE_CHECKING, Any

from tests.fakes.discord.errors import invalid
from tests.fakes.discord.messages import TEXT_DISPLAY, walk
from tests.fakes.discord.permissions import has
from tests.fakes.discord.values import Json

if TYPE_CHECKING:
    from tests.fakes.discord.channels import Channel

_MENTION = re.compile(r"<@&([0-9]+)>|<@!?([0-9]+)>|@(everyone|here)")
_CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)
KINDS = {"roles", "users", "everyone"}


def checked(allowed: Json) -> dict[str, Any] | None:
    """The `allowed_mentions` of a message. Raises Refusal."""
    if allowed is None:
        return None
    if not isinstance(allowed, dict):
        raise invalid("allowed_mentions", "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")
    parse = allowed.get("parse") or []
    for at, kind in enumerate(parse):
        if kind not in KINDS:
            raise invalid(
                f"allowed_mentions.parse.{at}",
                "BASE_TYPE_CHOICES",
                "Value must be one of ('everyone', 'roles', 'users').",
            )
    for kind in ("roles", "users"):
        named = allowed.get(kind) or []
        if named and kind in parse:
            raise invalid(
                "allowed_mentions", "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
                f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.',
            )  # fmt: skip
        if len(named) > 100:
            raise invalid(
                f"allowed_mentions.{kind}", "BASE_TYPE_MAX_LENGTH", "Must be 100 or fewer in length."
            )
    return allowed


def fired(
    channel: "Channel", content: str, components: list[dict[str, Any]], allowed: dict[str, Any] | None
) -> list[str]:
    """The mentions, as they are written, that notify: those that were not forbidden and may be made here."""
    texts = [content]
    if components:
        texts += [each["content"] for each in walk(components) if each["type"] == TEXT_DISPLAY]
    text = "\n".join(texts)
    if "@" not in text:
        return []
    parse = KINDS if allowed is None else set(allowed.get("parse") or [])
    rights = channel.allowed()
    found = []
    for role, user, every in _MENTION.findall(_CODE.sub("", text)):
        if every and "everyone" in parse and has(rights, "mention_everyone"):
            found.append(f"@{every}")
        if role and _named(role, "roles", parse, allowed) and _mentionable(channel, int(role), rights):
            found.append(f"<@&{role}>")
        if user and _named(user, "users", parse, allowed):
            found.append(f"<@{user}>")
    return list(dict.fromkeys(found))


def _named(who: str, kind: str, parse: set[str], allowed: dict[str, Any] | None) -> bool:
    return kind in parse or who in {str(each) for each in (allowed or {}).get(kind) or []}


def _mentionable(channel: "Channel", role: int, rights: int) -> bool:
    known = None if channel.guild is None else channel.guild.roles.get(role)
    return known is not None and (known.mentionable or has(rights, "mention_everyone"))
