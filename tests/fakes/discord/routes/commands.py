"""The bot's commands: overwritten in bulk, read."""

from typing import Any

from tests.fakes.discord import commands
from tests.fakes.discord.calls import Call, route
from tests.fakes.discord.errors import Refusal, TooMany
from tests.fakes.discord.snowflakes import number
from tests.fakes.discord.values import Json

GLOBAL = "/applications/{application_id}/commands"
GUILD = "/applications/{application_id}/guilds/{guild_id}/commands"


def _scope(call: Call) -> int | None:
    if number(call.names["application_id"]) != call.server.world.bot.id:
        raise Refusal(50001)
    return call.guild().id if "guild_id" in call.names else None


@route("GET", GLOBAL)
@route("GET", GUILD)
def listed(call: Call) -> Json:
    """The commands; localisations only when asked for."""
    found = call.server.commands.get(_scope(call), {}).values()
    if call.query.get("with_localizations") == "true":
        return list(found)
    return [_plain(command) for command in found]


def _plain(thing: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in thing.items() if not name.endswith("_localizations")}


@route("PUT", GLOBAL)
@route("PUT", GUILD)
def overwrite(call: Call) -> Json:
    """Replace all commands; those of a name that was there keep their ids."""
    scope = _scope(call)
    given = commands.checked(call.given)
    had = {(each["type"], each["name"]): each for each in call.server.commands.get(scope, {}).values()}
    server = call.server
    made = sum((each.get("type", 1), each["name"]) not in had for each in given)
    if server.commands_made + made > server.rules.command_creates:
        server.limits.refused["shared"] += 1
        raise TooMany(86400.0, "shared")
    server.commands_made += made
    server.syncs += 1
    kept = {}
    for each in given:
        before = had.get((each.get("type", 1), each["name"]))
        own = int(before["id"]) if before is not None else server.world.flakes.next()
        kept[own] = commands.stored(each, own, server.world.bot.id, scope)
    server.commands[scope] = kept
    return list(kept.values())


@route("GET", f"{GLOBAL}/{{command_id}}")
@route("GET", f"{GUILD}/{{command_id}}")
def get(call: Call) -> Json:
    """One command."""
    found = call.server.commands.get(_scope(call), {}).get(number(call.names["command_id"]) or 0)
    if found is None:
        raise Refusal(10063)
    return found
