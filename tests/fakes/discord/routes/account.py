"""The bot itself, its application, its guilds, and where the gateway is."""

from typing import Any

from tests.fakes.discord.calls import Call, route
from tests.fakes.discord.errors import Refusal, invalid
from tests.fakes.discord.snowflakes import number
from tests.fakes.discord.values import Json


@route("GET", "/users/@me")
def me(call: Call) -> Json:
    """The bot's account."""
    return call.server.world.bot.json() | {"verified": True, "mfa_enabled": False, "flags": 0, "email": None}


@route("GET", "/users/{user_id}")
def user(call: Call) -> Json:
    """Somebody's account."""
    found = call.server.world.users.get(number(call.names["user_id"]) or 0)
    if found is None:
        raise Refusal(10013)
    return found.json()


@route("GET", "/oauth2/applications/@me")
def application(call: Call) -> Json:
    """The application behind the bot."""
    return _application(call)


@route("GET", "/applications/@me")
def own_application(call: Call) -> Json:
    """The same, by its newer address."""
    return _application(call)


def _application(call: Call) -> dict[str, Any]:
    bot = call.server.world.bot
    return {
        "id": str(bot.id),
        "name": bot.name,
        "icon": None,
        "description": "",
        "type": None,
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "flags": 0,
        "hook": True,
        "is_monetized": False,
        "owner": bot.json(),
        "team": None,
        "summary": "",
        "bot": bot.json(),
        "install_params": None,
        "integration_types_config": {"0": {}, "1": {}},
        "interactions_endpoint_url": None,
        "rpc_origins": [],
        "approximate_guild_count": len(call.server.world.guilds),
    }


@route("GET", "/gateway/bot")
def gateway_bot(call: Call) -> Json:
    """Where to connect, and how often."""
    return {
        "url": call.server.gateway_url,
        "shards": 1,
        "session_start_limit": {
            "total": 1000,
            "remaining": 1000,
            "reset_after": 86400000,
            "max_concurrency": 1,
        },
    }


@route("GET", "/gateway")
def gateway(call: Call) -> Json:
    """Where to connect."""
    return {"url": call.server.gateway_url}


@route("POST", "/users/@me/channels")
def dm(call: Call) -> Json:
    """Open direct messages with somebody."""
    world = call.server.world
    found = world.users.get(number(call.body.get("recipient_id")) or 0)
    if found is None:
        raise invalid("recipient_id", "USER_DOES_NOT_EXIST", "This user does not exist.")
    if found.bot:
        raise Refusal(50007)
    return world.dm(found).json()


@route("GET", "/users/@me/guilds")
def guilds(call: Call) -> Json:
    """The guilds in which the bot is."""
    world = call.server.world
    limit = int(call.query.get("limit", 200))
    after = number(call.query.get("after", "0")) or 0
    found = sorted((guild for guild in world.guilds.values() if guild.joined), key=lambda guild: guild.id)
    return [
        {
            "id": str(guild.id),
            "name": guild.name,
            "icon": None,
            "owner": False,
            "permissions": str(guild.base(world.bot.id)),
            "features": [],
        }
        for guild in found
        if guild.id > after
    ][:limit]


@route("DELETE", "/users/@me/guilds/{guild_id}")
def leave(call: Call) -> Json:
    """Leave a guild."""
    call.server.world.leave(call.guild())
