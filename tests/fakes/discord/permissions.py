"""What members may: bits by name, and Discord's way of reckoning them for a channel."""

from collections.abc import Iterable

BITS = {
    "create_instant_invite": 0, "kick_members": 1, "ban_members": 2, "administrator": 3, "manage_channels": 4,
    "manage_guild": 5, "add_reactions": 6, "view_audit_log": 7, "view_channel": 10, "send_messages": 11,
    "send_tts_messages": 12, "manage_messages": 13, "embed_links": 14, "attach_files": 15,
    "read_message_history": 16, "mention_everyone": 17, "use_external_emojis": 18, "change_nickname": 26,
    "manage_nicknames": 27, "manage_roles": 28, "manage_webhooks": 29, "use_application_commands": 31,
    "manage_threads": 34, "create_public_threads": 35, "create_private_threads": 36,
    "send_messages_in_threads": 38, "use_external_apps": 50, "pin_messages": 51,
}  # fmt: skip
EVERY = (1 << 53) - 1
EVERYONE = (
    "view_channel", "send_messages", "embed_links", "attach_files", "read_message_history", "add_reactions",
    "use_external_emojis", "change_nickname", "use_application_commands", "create_public_threads",
    "create_private_threads", "send_messages_in_threads", "use_external_apps", "create_instant_invite",
)  # fmt: skip
BOT = (*EVERYONE, "manage_messages", "manage_threads", "pin_messages", "mention_everyone")


def bits(names: Iterable[str]) -> int:
    """The number for these permissions. Raises LookupError for a name that there isn't."""
    value = 0
    for name in names:
        if name not in BITS:
            raise LookupError(f"there is no permission {name}, only {', '.join(BITS)}")
        value |= 1 << BITS[name]
    return value


def has(value: int, name: str) -> bool:
    """Whether the number holds this permission."""
    return bool(value >> BITS[name] & 1)


def reckon(
    base: int, roles: Iterable[int], everyone: int, member: int, overwrites: dict[int, tuple[int, int]]
) -> int:
    """What a member may in a channel: the roles' permissions, changed by overwrites (allow, deny) by id."""
    if has(base, "administrator"):
        return EVERY
    allow, deny = overwrites.get(everyone, (0, 0))
    value = base & ~deny | allow
    allowed = denied = 0
    for role in roles:
        allow, deny = overwrites.get(role, (0, 0))
        allowed |= allow
        denied |= deny
    value = value & ~denied | allowed
    allow, deny = overwrites.get(member, (0, 0))
    value = value & ~deny | allow
    return value if has(value, "view_channel") else 0
