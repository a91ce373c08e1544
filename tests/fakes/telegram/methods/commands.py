"""The menus of commands, by scope and language."""

import re
from typing import Any

from tests.fakes.telegram.errors import bad_request
from tests.fakes.telegram.methods.table import Call, method
from tests.fakes.telegram.parameters import whole
from tests.fakes.telegram.values import Json

MAX_COMMANDS = 100
PLAIN = {"default", "all_private_chats", "all_group_chats", "all_chat_administrators"}
OF_CHAT = {"chat", "chat_administrators", "chat_member"}


def scope_key(call: Call) -> str:
    """The scope as one text: "default", "chat:-100…", "chat_member:-100…:7"."""
    scope = call.parameters.object("scope", "BotCommandScope")
    if scope is None:
        return "default"
    if "type" not in scope:
        raise bad_request("can't parse BotCommandScope: Object expected as scope")
    kind = str(scope["type"])
    if kind in PLAIN:
        return kind
    if kind not in OF_CHAT:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    chat = call.world.readable(scope.get("chat_id"))
    if kind == "chat_administrators" and chat.type == "private":
        raise bad_request("can't use specified scope in private chats")
    if kind != "chat_member":
        return f"{kind}:{chat.id}"
    if chat.type == "private":
        raise bad_request("can't use specified scope in private chats")
    user = whole(scope.get("user_id"))
    if user <= 0:
        raise bad_request("invalid user_id specified")
    return f"{kind}:{chat.id}:{user}"


def language(call: Call) -> str:
    """The two-letter language, or nothing."""
    code = call.parameters.text("language_code")
    if code and not re.fullmatch("[a-z]{2}", code):
        raise bad_request("invalid language code specified")
    return code


def _command(given: Json) -> dict[str, str]:
    if not isinstance(given, dict) or set(given) - {"command", "description", "is_ephemeral"}:
        raise bad_request("can't parse BotCommand: expected an Object")
    name, description = str(given.get("command", "")), str(given.get("description", ""))
    name = name.removeprefix("/")
    if not re.fullmatch("[a-z0-9_]{1,32}", name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(description.strip()) <= 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description.strip()}


@method("setMyCommands", "commands scope language_code")
def set_my_commands(call: Call) -> bool:
    """Replace the menu of one scope and language."""
    given = call.parameters.list("commands")
    if len(given) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    commands = [_command(command) for command in given]
    call.server.menus[scope_key(call), language(call)] = commands
    return True


@method("getMyCommands", "scope language_code")
def get_my_commands(call: Call) -> list[dict[str, str]]:
    """The menu of exactly this scope and language."""
    return call.server.menus.get((scope_key(call), language(call)), [])


@method("deleteMyCommands", "scope language_code")
def delete_my_commands(call: Call) -> bool:
    """Let the wider menu show."""
    call.server.menus.pop((scope_key(call), language(call)), None)
    return True


@method("setChatMenuButton", "chat_id menu_button")
def set_chat_menu_button(call: Call) -> bool:
    """What stands beside the text field of private chats."""
    button = call.parameters.object("menu_button", "menu button") or {"type": "default"}
    if button.get("type") not in ("default", "commands", "web_app"):
        raise bad_request("can't parse menu button: Unsupported type specified")
    chat = call.writable().id if call.parameters.text("chat_id") else 0
    call.server.menu_buttons[chat] = button
    return True


@method("getChatMenuButton", "chat_id")
def get_chat_menu_button(call: Call) -> dict[str, Any]:
    """What stands beside the text field."""
    chat = call.readable().id if call.parameters.text("chat_id") else 0
    return call.server.menu_buttons.get(chat) or {"type": "commands"}
