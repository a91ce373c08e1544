"""Channels: read, change, delete; pins, crossposts, typing."""

from typing import Any

from tests.fakes.discord.calls import Call, route
from tests.fakes.discord.channels import ANNOUNCEMENT, CATEGORY, FORUM, KINDS, Channel, Tag
from tests.fakes.discord.errors import Refusal, TooMany, invalid
from tests.fakes.discord.messages import CROSSPOSTED, Message
from tests.fakes.discord.permissions import has
from tests.fakes.discord.routes.threads import change_thread
from tests.fakes.discord.snowflakes import number
from tests.fakes.discord.times import stamp
from tests.fakes.discord.values import Json

ONE = "/channels/{channel_id}"
PINNED = 6
FIELDS = {
    "name", "type", "topic", "nsfw", "position", "parent_id", "permission_overwrites", "available_tags",
    "rate_limit_per_user", "default_auto_archive_duration", "flags",
}  # fmt: skip


@route("GET", ONE)
def get(call: Call) -> Json:
    """A channel or thread."""
    return call.channel().json()


@route("PATCH", ONE)
def change(call: Call) -> Json:
    """Change a channel or a thread."""
    channel = call.channel()
    if channel.thread is not None:
        return change_thread(call, channel)
    if channel.guild is None:
        raise Refusal(50003)
    call.admitted(channel, "manage_channels")
    unknown = set(call.body) - FIELDS
    if unknown:
        raise invalid(", ".join(sorted(unknown)), "UNKNOWN_FIELD", "The fake server is strict.")
    if "name" in call.body:
        name = call.body["name"]
        if not isinstance(name, str) or not 1 <= len(name) <= 100:
            raise invalid("name", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 100 in length.")
        channel.name = name
    if "topic" in call.body:
        channel.topic = call.body["topic"]
    if "available_tags" in call.body:
        channel.tags = _tags(call, channel)
    channel.guild.revision += 1
    call.server.world.tell("CHANNEL_UPDATE", channel.json(), channel.guild, 1)
    return channel.json()


def _tags(call: Call, channel: Channel) -> list[Tag]:
    given = call.body["available_tags"]
    if channel.type != FORUM:
        raise Refusal(50024)
    if not isinstance(given, list) or len(given) > 20:
        raise invalid("available_tags", "BASE_TYPE_MAX_LENGTH", "Must be 20 or fewer in length.")
    tags = []
    for at, each in enumerate(given):
        name = each.get("name")
        if not isinstance(name, str) or not 1 <= len(name) <= 20:
            raise invalid(
                f"available_tags.{at}.name", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 20 in length."
            )
        known = number(each.get("id"))
        tags.append(Tag(known or call.server.world.flakes.next(), name, bool(each.get("moderated"))))
    return tags


@route("DELETE", ONE)
def delete(call: Call) -> Json:
    """Delete a channel or a thread."""
    channel = call.channel()
    if channel.guild is None:
        return channel.json()
    call.admitted(channel, "manage_threads" if channel.is_thread else "manage_channels")
    call.server.world.close(channel)
    return channel.json()


@route("POST", "/guilds/{guild_id}/channels")
def create(call: Call) -> Json:
    """Make a channel in a guild."""
    guild = call.guild()
    if not has(guild.base(call.server.world.bot.id), "manage_channels"):
        raise Refusal(50013)
    name, kind = call.body.get("name"), call.body.get("type", 0)
    if not isinstance(name, str) or not 1 <= len(name) <= 100:
        raise invalid("name", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 100 in length.")
    kinds = {value: known for known, value in KINDS.items()}
    if kind not in kinds:
        raise invalid("type", "BASE_TYPE_CHOICES", f"Value must be one of {sorted(kinds)}.")
    return call.server.world.channel(guild, name, kind=kinds[kind]).json()


@route("POST", f"{ONE}/typing")
def typing(call: Call) -> Json:
    """Show that the bot is writing."""
    call.channel("send_messages")


@route("POST", f"{ONE}/messages/{{message_id}}/crosspost")
def crosspost(call: Call) -> Json:
    """Publish an announcement channel's message to the channels that follow it."""
    server, channel = call.server, call.channel("send_messages")
    message = call.message(channel)
    if channel.type != ANNOUNCEMENT:
        raise Refusal(50024)
    if message.author is not server.world.bot:
        call.admitted(channel, "manage_messages")
    if message.crossposted:
        raise Refusal(40033)
    if server.limits.on:
        most, window = server.rules.crossposts
        now, window = server.clock(), window / server.limits.speed
        made = channel.crossposts
        while made and made[0] <= now - window:
            made.pop(0)
        if len(made) >= most:
            server.limits.refused["shared"] += 1
            raise TooMany((made[0] if made else now) + window - now, "shared")
        made.append(now)
    message.flags |= CROSSPOSTED
    server.world.changed(message)
    return message.json()


@route("GET", f"{ONE}/messages/pins")
def pins(call: Call) -> Json:
    """What is pinned, the latest first."""
    channel = call.channel("read_message_history")
    found = [channel.messages[number] for number in reversed(channel.pinned)]
    items = [{"pinned_at": stamp(call.server.clock()), "message": message.json()} for message in found]
    return {"items": items, "has_more": False}


@route("GET", f"{ONE}/pins")
def old_pins(call: Call) -> Json:
    """The same, by its older address."""
    channel = call.channel("read_message_history")
    return [channel.messages[number].json() for number in reversed(channel.pinned)]


@route("PUT", f"{ONE}/messages/pins/{{message_id}}")
def pin(call: Call) -> Json:
    """Pin a message, which leaves a system message."""
    server = call.server
    channel, message = _pinnable(call)
    if message.pinned:
        return
    if len(channel.pinned) >= server.rules.pins:
        raise Refusal(30003)
    message.pinned = True
    channel.pinned.append(message.id)
    reference = {"message_id": str(message.id), "channel_id": str(channel.id)}
    server.world.post(channel, server.world.bot, type=PINNED, reference=reference)
    server.world.tell("CHANNEL_PINS_UPDATE", _pins_told(channel), channel.guild, 1)


@route("DELETE", f"{ONE}/messages/pins/{{message_id}}")
def unpin(call: Call) -> Json:
    """Unpin a message."""
    channel, message = _pinnable(call)
    if message.pinned:
        message.pinned = False
        channel.pinned.remove(message.id)
        call.server.world.tell("CHANNEL_PINS_UPDATE", _pins_told(channel), channel.guild, 1)


route("PUT", f"{ONE}/pins/{{message_id}}")(pin)
route("DELETE", f"{ONE}/pins/{{message_id}}")(unpin)


def _pinnable(call: Call) -> tuple[Channel, Message]:
    channel = call.channel()
    if channel.type in {FORUM, CATEGORY}:
        raise Refusal(50024)
    call.admitted(channel, "pin_messages")
    message = call.message(channel)
    if message.system:
        raise Refusal(50021)
    if channel.thread is not None and channel.thread.archived:
        raise Refusal(50083)
    return channel, message


def _pins_told(channel: Channel) -> dict[str, Any]:
    extra = {} if channel.guild is None else {"guild_id": str(channel.guild.id)}
    return {"channel_id": str(channel.id), "last_pin_timestamp": None} | extra
