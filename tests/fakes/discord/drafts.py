"""A message as somebody wants it: what its body says, checked against all of Discord's limits."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.fakes.discord import components, embeds, mentions
from tests.fakes.discord.errors import Refusal, invalid, too_long
from tests.fakes.discord.messages import EPHEMERAL, SILENT, SUPPRESS_EMBEDS, V2, Message
from tests.fakes.discord.values import Json

if TYPE_CHECKING:
    from tests.fakes.discord.calls import Upload
    from tests.fakes.discord.channels import Channel
    from tests.fakes.discord.server import DiscordServer

SETTABLE = SUPPRESS_EMBEDS | SILENT | V2 | EPHEMERAL
CONTENT = 2000
KNOWN = {
    "content", "embeds", "embed", "components", "flags", "allowed_mentions", "nonce", "enforce_nonce", "tts",
    "attachments", "message_reference", "sticker_ids", "poll", "username", "avatar_url", "thread_name",
    "applied_tags",
}  # fmt: skip


@dataclass(slots=True)
class Draft:
    """What a body says; None is what it leaves out, so that an edit keeps it."""

    content: str | None = None
    embeds: list[dict[str, Any]] | None = None
    components: list[dict[str, Any]] | None = None
    attachments: list[dict[str, Any]] | None = None
    flags: int = 0
    allowed: dict[str, Any] | None = None
    files: "tuple[Upload, ...]" = field(default=())

    @property
    def empty(self) -> bool:
        """Whether there is nothing to be seen."""
        text = (self.content or "").strip()
        return not (text or self.embeds or self.components or self.files or self.attachments)


def read(body: dict[str, Any], files: "tuple[Upload, ...]" = (), *, had: Message | None = None) -> Draft:
    """What a body says. `had`: the message that it edits. Raises Refusal."""
    unknown = set(body) - KNOWN
    if unknown:
        names = ", ".join(sorted(unknown))
        raise invalid(names, "UNKNOWN_FIELD", "Discord ignores this field; the fake server is strict.")
    flags = _flags(body)
    if had is not None and had.flags & V2:
        flags |= V2  # one way: it can't be taken back
    v2 = bool(flags & V2)
    draft = Draft(flags=flags, allowed=mentions.checked(body.get("allowed_mentions")), files=files)
    if "content" in body:
        draft.content = _content(body["content"])
    if "embeds" in body:
        draft.embeds = embeds.checked(body["embeds"] or [])
    if "components" in body:
        draft.components = components.checked(body["components"] or [], v2=v2)
    elif v2 and had is not None and not had.flags & V2:
        components.checked(had.components, v2=True)
    if v2:
        _only_components(draft, body, had)
    if "attachments" in body or files:
        draft.attachments = _attachments(body.get("attachments"), had)
    return draft


def _flags(body: dict[str, Any]) -> int:
    flags = body.get("flags") or 0
    if not isinstance(flags, int):
        raise invalid("flags", "NUMBER_TYPE_COERCE", f'Value "{flags}" is not int.')
    if flags & ~SETTABLE:
        raise invalid("flags", "MESSAGE_FLAGS_INVALID", f"Only the flags {SETTABLE} can be set; not {flags}.")
    return flags


def _content(content: Json) -> str:
    if content is None:
        return ""
    if not isinstance(content, str):
        raise invalid("content", "STRING_TYPE_CONVERT", "Could not interpret the value as string.")
    if len(content) > CONTENT:
        raise too_long("content", CONTENT, len(content))
    return content.strip()


def _only_components(draft: Draft, body: dict[str, Any], had: Message | None) -> None:
    kept = had is not None and not had.flags & V2
    content = draft.content if draft.content is not None or had is None else had.content
    shown = draft.embeds if draft.embeds is not None or had is None else had.embeds
    for name, value in (("content", content), ("embeds", shown), ("poll", body.get("poll")),
                        ("sticker_ids", body.get("sticker_ids"))):  # fmt: skip
        if value:
            why = "is still there: null it" if kept and name not in body else "is forbidden"
            raise invalid(
                name, "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
                f"The '{name}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2 (it {why})",
            )  # fmt: skip


def _attachments(named: Json, had: Message | None) -> list[dict[str, Any]]:
    kept = {each["id"]: each for each in had.attachments} if had is not None else {}
    return [kept[str(each["id"])] for each in named or [] if str(each.get("id")) in kept]


def check_rights(channel: "Channel", draft: Draft) -> None:
    """Refuse what the bot's permissions in the channel don't cover."""
    from tests.fakes.discord.permissions import has

    allowed = channel.allowed()
    if (draft.embeds and not has(allowed, "embed_links")) or (
        draft.files and not has(allowed, "attach_files")
    ):
        raise Refusal(50013)


def made(server: "DiscordServer", channel: "Channel", draft: Draft) -> dict[str, Any]:
    """The fields of a new message. Raises Refusal for one with nothing in it."""
    if draft.empty:
        raise Refusal(50006)
    shown = draft.components or []
    return {
        "content": draft.content or "",
        "embeds": draft.embeds or [],
        "components": shown,
        "attachments": [server.cdn.attachment(each.name, each.content, each.mime) for each in draft.files],
        "flags": draft.flags,
        "allowed_mentions": draft.allowed,
        "fired": mentions.fired(channel, draft.content or "", shown, draft.allowed),
    }


def change(server: "DiscordServer", message: Message, draft: Draft) -> None:
    """Make a message what the draft says. Raises Refusal if nothing would be left of it."""
    content = message.content if draft.content is None else draft.content
    shown = message.embeds if draft.embeds is None else draft.embeds
    parts = message.components if draft.components is None else draft.components
    files = message.attachments if draft.attachments is None else draft.attachments
    files = files + [server.cdn.attachment(each.name, each.content, each.mime) for each in draft.files]
    if not (content or shown or parts or files):
        raise Refusal(50006)
    before = (message.content, message.embeds, message.components, message.attachments, message.flags)
    message.history.append(message.text)
    message.content, message.embeds, message.components, message.attachments = content, shown, parts, files
    changeable = SUPPRESS_EMBEDS | V2
    message.flags = message.flags & ~SUPPRESS_EMBEDS | draft.flags & changeable | message.flags & draft.flags
    after = (content, shown, parts, files, message.flags)
    message.allowed_mentions = draft.allowed
    for mention in mentions.fired(message.channel, content, parts, draft.allowed):
        if mention not in message.fired_on_edit:
            message.fired_on_edit.append(mention)
    message.edits += 1
    if before != after:
        message.edited_at = server.clock()
