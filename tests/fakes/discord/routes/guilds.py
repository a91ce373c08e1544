"""Guilds: themselves, their channels, roles and members."""

from tests.fakes.discord.calls import Call, route
from tests.fakes.discord.errors import Refusal
from tests.fakes.discord.snowflakes import number
from tests.fakes.discord.values import Json

ONE = "/guilds/{guild_id}"


@route("GET", ONE)
def get(call: Call) -> Json:
    """A guild."""
    return call.guild().json() | {"approximate_member_count": len(call.guild().members)}


@route("GET", f"{ONE}/channels")
def channels(call: Call) -> Json:
    """The channels of a guild, without threads."""
    return [channel.json() for channel in call.guild().channels.values()]


@route("GET", f"{ONE}/roles")
def roles(call: Call) -> Json:
    """The roles of a guild."""
    return [role.json() for role in call.guild().roles.values()]


@route("GET", f"{ONE}/roles/{{role_id}}")
def role(call: Call) -> Json:
    """A role."""
    found = call.guild().roles.get(number(call.names["role_id"]) or 0)
    if found is None:
        raise Refusal(10011)
    return found.json()


@route("GET", f"{ONE}/members/{{user_id}}")
def member(call: Call) -> Json:
    """A member of a guild."""
    guild = call.guild()
    user = call.server.world.users.get(number(call.names["user_id"]) or 0)
    if user is None:
        raise Refusal(10013)
    if user.id not in guild.members:
        raise Refusal(10007)
    return guild.member(user)


@route("GET", "/users/@me/guilds/{guild_id}/member")
def own_member(call: Call) -> Json:
    """The bot's own place in a guild."""
    return call.guild().member(call.server.world.bot)
