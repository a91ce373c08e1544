"""Guilds: who is in them with which roles, and the channels they have."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.fakes.discord.permissions import EVERY

if TYPE_CHECKING:
    from tests.fakes.discord.channels import Channel
    from tests.fakes.discord.users import User

JOINED = "2024-01-01T00:00:00.000000+00:00"


@dataclass(eq=False, slots=True)
class Role:
    """A role of a guild; the one with the guild's own id is @everyone's."""

    id: int
    name: str
    permissions: int = 0
    mentionable: bool = False
    managed_by: int | None = None
    position: int = 1

    def json(self) -> dict[str, Any]:
        """A `role` object."""
        answer: dict[str, Any] = {
            "id": str(self.id),
            "name": self.name,
            "color": 0,
            "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
            "hoist": False,
            "icon": None,
            "unicode_emoji": None,
            "position": self.position,
            "permissions": str(self.permissions),
            "managed": self.managed_by is not None,
            "mentionable": self.mentionable,
            "flags": 0,
        }
        if self.managed_by is not None:
            answer["tags"] = {"bot_id": str(self.managed_by)}
        return answer


@dataclass(eq=False, slots=True)
class Guild:
    """A server. `joined`: the bot is in it. `revision` grows with whatever may change a permission."""

    id: int
    name: str
    owner: int
    locale: str = "en-US"
    joined: bool = True
    unavailable: bool = False
    roles: "dict[int, Role]" = field(default_factory=dict)
    members: dict[int, set[int]] = field(default_factory=dict)
    channels: "dict[int, Channel]" = field(default_factory=dict)
    threads: "dict[int, Channel]" = field(default_factory=dict)  # the active ones
    revision: int = 0

    def base(self, user: int) -> int:
        """What the member may everywhere, by the roles."""
        if user == self.owner:
            return EVERY
        value = self.roles[self.id].permissions
        for role in self.members.get(user, ()):
            if role in self.roles:
                value |= self.roles[role].permissions
        return value

    def member(self, user: "User") -> dict[str, Any]:
        """A `member` object."""
        return {
            "user": user.json(),
            "nick": None,
            "avatar": None,
            "roles": [str(role) for role in sorted(self.members.get(user.id, ()))],
            "joined_at": JOINED,
            "premium_since": None,
            "deaf": False,
            "mute": False,
            "flags": 0,
            "pending": False,
            "communication_disabled_until": None,
        }

    def json(self) -> dict[str, Any]:
        """A `guild` object, as GET answers it."""
        return {
            "id": str(self.id),
            "name": self.name,
            "icon": None,
            "splash": None,
            "discovery_splash": None,
            "owner_id": str(self.owner),
            "afk_channel_id": None,
            "afk_timeout": 300,
            "verification_level": 0,
            "default_message_notifications": 1,
            "explicit_content_filter": 0,
            "roles": [role.json() for role in self.roles.values()],
            "emojis": [],
            "features": ["COMMUNITY", "NEWS"],
            "mfa_level": 0,
            "application_id": None,
            "system_channel_id": None,
            "system_channel_flags": 0,
            "rules_channel_id": None,
            "vanity_url_code": None,
            "description": None,
            "banner": None,
            "premium_tier": 0,
            "premium_subscription_count": 0,
            "preferred_locale": self.locale,
            "public_updates_channel_id": None,
            "nsfw_level": 0,
            "stickers": [],
            "premium_progress_bar_enabled": False,
            "safety_alerts_channel_id": None,
        }

    def created(self, bot: "User") -> dict[str, Any]:
        """What GUILD_CREATE carries."""
        return self.json() | {
            "joined_at": JOINED,
            "large": False,
            "unavailable": False,
            "member_count": len(self.members),
            "voice_states": [],
            "members": [self.member(bot)],
            "channels": [channel.json() for channel in self.channels.values()],
            "threads": [thread.json() for thread in self.threads.values() if thread.seen],
            "presences": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
        }
