"""How what people do reaches the bot: as INTERACTION_CREATE at the gateway."""

import time
from typing import TYPE_CHECKING, Any

from tests.fakes.control import Impossible
from tests.fakes.discord.channels import Channel
from tests.fakes.discord.guilds import Guild, Role
from tests.fakes.discord.interactions import TYPED, Interaction
from tests.fakes.discord.messages import Message
from tests.fakes.discord.options import focused
from tests.fakes.discord.permissions import has
from tests.fakes.discord.users import User
from tests.fakes.discord.values import Json

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fakes.discord.cdn import Cdn
    from tests.fakes.discord.gateway import Gateway
    from tests.fakes.discord.world import World

Data = dict[str, Any]
SIZE = 10 * 1024 * 1024


class Happenings:
    """The interactions of all people, and what they can be made of."""

    world: "World"
    gateway: "Gateway"
    cdn: "Cdn"
    clock: "Callable[[], float]"
    interactions: dict[int, Interaction]
    tokens: dict[str, Interaction]
    ephemeral: dict[int, tuple[Message, User]]
    commands: dict[int | None, dict[int, Data]]

    def known(self, guild: Guild | None) -> dict[str, Data]:
        """The commands that are there, by name; a guild's own go before those for all."""
        found = {each["name"]: each for each in self.commands.get(None, {}).values()}
        if guild is not None:
            found |= {each["name"]: each for each in self.commands.get(guild.id, {}).values()}
        return found

    def happens(
        self, kind: int, user: User, place: Channel, data: Data, *,
        source: Message | None = None,
    ) -> Interaction:  # fmt: skip
        """Let the bot know of an interaction."""
        number = self.world.flakes.next()
        token = f"aW50ZXJhY3Rpb246{number}"
        asked = Interaction(
            number, token, kind, user, place, data, self.clock(), time.monotonic(), source=source
        )
        guild = place.guild
        asked.outside = not place.bot or (guild is not None and not guild.joined)
        if guild is not None and asked.outside:
            asked.hidden = not has(place.permissions(user.id), "use_external_apps")
        self.interactions[number] = self.tokens[token] = asked
        self.gateway.interact(self._told(asked), guild)
        return asked

    def _told(self, asked: Interaction) -> Data:
        place, user, guild = asked.channel, asked.user, asked.channel.guild
        owners: dict[str, str] = {}
        if guild is None and not asked.outside:
            owners["0"] = "0"
        elif guild is not None and guild.joined:
            owners["0"] = str(guild.id)
        if user.installed:
            owners["1"] = str(user.id)
        told: Data = {
            "id": str(asked.id),
            "application_id": str(self.world.bot.id),
            "type": asked.kind,
            "data": asked.data,
            "token": asked.token,
            "version": 1,
            "channel_id": str(place.id),
            "channel": place.json() | {"permissions": str(place.permissions(user.id))},
            "app_permissions": str(place.allowed()),
            "locale": user.locale,
            "entitlements": [],
            "authorizing_integration_owners": owners,
            "context": 0 if guild is not None else 1 if place.bot else 2,
            "attachment_size_limit": SIZE,
        }
        if asked.source is not None:
            told["message"] = asked.source.json()
        if guild is None:
            return told | {"user": user.json()}
        member = guild.member(user) | {"permissions": str(place.permissions(user.id))}
        return told | {
            "guild_id": str(guild.id),
            "guild": {"id": str(guild.id), "locale": guild.locale, "features": []},
            "guild_locale": guild.locale,
            "member": member,
        }

    def focused(self, asked: Interaction) -> Data:
        """The option into which was typed."""
        assert asked.kind == TYPED
        return focused(asked.data)

    def attached(self, file: Json, resolved: Data) -> str:
        """Upload (name, bytes); the id by which it is meant."""
        name, content = file
        if len(content) > SIZE:
            raise Impossible(f"{name} is too large: {SIZE} bytes at most")
        attachment = self.cdn.attachment(name, content)
        resolved.setdefault("attachments", {})[attachment["id"]] = attachment
        return str(attachment["id"])

    def resolve(self, thing: Json, resolved: Data) -> str:
        """The id by which a channel, a role or a person is meant, with what it is."""
        if isinstance(thing, Channel):
            number, kind = str(thing.id), "channels"
            meant = thing.json() | {"permissions": str(thing.allowed())}
        elif isinstance(thing, Role):
            number, kind, meant = str(thing.id), "roles", thing.json()
        else:
            user = thing if isinstance(thing, User) else thing.user
            number, kind, meant = str(user.id), "users", user.json()
        resolved.setdefault(kind, {})[number] = meant
        return number
