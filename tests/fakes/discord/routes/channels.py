"""Channels: read, change, delete; typing."""

from tests.fakes.discord.calls import Call, route
from tests.fakes.discord.values import Json


@route("GET", "/channels/{channel_id}")
def get(call: Call) -> Json:
    """A channel or thread."""
    return call.channel().json()


@route("POST", "/channels/{channel_id}/typing")
def typing(call: Call) -> Json:
    """Show that the bot is writing."""
    call.channel("send_messages")
