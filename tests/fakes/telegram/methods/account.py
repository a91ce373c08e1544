"""The bot itself."""

from typing import Any

from tests.fakes.telegram.errors import bad_request
from tests.fakes.telegram.methods.table import Call, method

LIMITS = {"name": 64, "description": 512, "short_description": 120}


@method("getMe")
def get_me(call: Call) -> dict[str, Any]:
    """Who the bot is."""
    return call.world.bot.json() | {
        "can_join_groups": True,
        "can_read_all_group_messages": call.server.reads_groups,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
        "can_manage_bots": False,
    }


@method("logOut")
def log_out(call: Call) -> bool:
    """Leave the cloud server; the fake only notes it."""
    return True


@method("close")
def close(call: Call) -> bool:
    """Close before a move; the fake only notes it."""
    return True


def _keep(call: Call, name: str) -> bool:
    text = call.parameters.text(name)
    if len(text) > LIMITS[name]:
        raise bad_request(f"bot {name.replace('_', ' ')} is too long")
    call.server.profile[name, call.parameters.text("language_code")] = text
    return True


def _kept(call: Call, name: str) -> dict[str, str]:
    profile = call.server.profile
    language = call.parameters.text("language_code")
    return {name: profile.get((name, language)) or profile.get((name, "")) or ""}


@method("setMyName", "name language_code")
def set_my_name(call: Call) -> bool:
    """Name the bot."""
    return _keep(call, "name")


@method("getMyName", "language_code")
def get_my_name(call: Call) -> dict[str, str]:
    """The bot's name."""
    return _kept(call, "name") if call.server.profile else {"name": call.world.bot.first_name}


@method("setMyDescription", "description language_code")
def set_my_description(call: Call) -> bool:
    """Say what the bot is for, in an empty chat."""
    return _keep(call, "description")


@method("getMyDescription", "language_code")
def get_my_description(call: Call) -> dict[str, str]:
    """What an empty chat says."""
    return _kept(call, "description")


@method("setMyShortDescription", "short_description language_code")
def set_my_short_description(call: Call) -> bool:
    """Say what the bot is for, on its profile."""
    return _keep(call, "short_description")


@method("getMyShortDescription", "language_code")
def get_my_short_description(call: Call) -> dict[str, str]:
    """What the profile says."""
    return _kept(call, "short_description")
