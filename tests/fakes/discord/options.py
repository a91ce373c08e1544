"""The options of a command, as a client fills them in."""

from typing import TYPE_CHECKING, Any

from tests.fakes.control import Impossible
from tests.fakes.discord.channels import Channel
from tests.fakes.discord.commands import (
    BOOLEAN,
    CHANNEL,
    FILE,
    GROUP,
    INTEGER,
    MEMBER,
    MENTIONABLE,
    NUMBER,
    ROLE,
    STRING,
    SUBCOMMAND,
)
from tests.fakes.discord.guilds import Role
from tests.fakes.discord.permissions import has
from tests.fakes.discord.users import User
from tests.fakes.discord.values import Json

if TYPE_CHECKING:
    from tests.fakes.discord.server import DiscordServer

Data = dict[str, Any]
TYPES: dict[int, tuple[type, ...]] = {
    STRING: (str,), INTEGER: (int,), BOOLEAN: (bool,), NUMBER: (int, float), CHANNEL: (Channel,),
    ROLE: (Role,),
}  # fmt: skip
GUILD_INSTALL, USER_INSTALL = 0, 1


def check_offered(command: Data, user: User, place: Channel) -> None:
    """Refuse a command that this person is not offered in that place."""
    name = command["name"]
    context = 0 if place.guild is not None else 1 if place.bot else 2
    contexts = command["contexts"]
    if contexts is not None and context not in contexts:
        raise Impossible(f"/{name} is not there in contexts of kind {context}, only in {contexts}")
    kinds = command["integration_types"]
    by_guild = GUILD_INSTALL in kinds and (place.guild is None or place.guild.joined) and context != 2
    if not by_guild and not (USER_INSTALL in kinds and user.installed):
        raise Impossible(f"/{name} is not there: neither the place nor {user.name} has installed it")
    if place.guild is not None and not has(place.permissions(user.id), "use_application_commands"):
        raise Impossible(f"{user.name} may use no commands in {place.name}")
    needed = command["default_member_permissions"]
    has_them = needed is None or int(needed) & place.permissions(user.id) == int(needed) != 0
    if place.guild is not None and not has_them:
        raise Impossible(f"/{name} is not offered to {user.name}: that takes the permissions {needed}")


def filled(server: "DiscordServer", command: Data, name: str, given: Data) -> Data:
    """The data of a command with all options that were given. Raises Impossible."""
    known, wrap = _reach(command, name)
    resolved: Data = {}
    chosen = [
        _option(server, option, given[option["name"]], resolved)
        for option in known
        if option["name"] in given
    ]
    _check_known(name, known, given)
    missing = [option["name"] for option in known if option.get("required") and option["name"] not in given]
    if missing:
        raise Impossible(f"/{name} needs {', '.join(missing)}")
    return _data(command, wrap(chosen), resolved)


def typed(server: "DiscordServer", command: Data, name: str, into: tuple[str, Json], given: Data) -> Data:
    """The data of a command while somebody types a text into one option. Raises Impossible."""
    option, text = into
    known, wrap = _reach(command, name)
    _check_known(name, known, {**given, option: text})
    focused = next(each for each in known if each["name"] == option)
    if not focused.get("autocomplete"):
        raise Impossible(f"nothing is offered for {option} of /{name}")
    resolved: Data = {}
    others = [_option(server, each, given[each["name"]], resolved) for each in known if each["name"] in given]
    now = {"name": option, "type": focused["type"], "value": str(text), "focused": True}
    return _data(command, wrap([*others, now]), resolved)


def focused(data: Data) -> Data:
    """The option into which is typed."""
    for option in data.get("options") or []:
        if option.get("focused"):
            return dict(option)
        if option.get("options"):
            return focused(option)
    raise Impossible("nothing is typed into")


def _data(command: Data, options: list[Data], resolved: Data) -> Data:
    data: Data = {"id": command["id"], "name": command["name"], "type": command["type"], "options": options}
    if resolved:
        data["resolved"] = resolved
    if "guild_id" in command:
        data["guild_id"] = command["guild_id"]
    return data


def _reach(command: Data, name: str) -> tuple[list[Data], Any]:
    """The options of a command or of one below it, and how they are wrapped."""
    options = command.get("options") or []
    path: list[Data] = []
    for part in name.split()[1:]:
        below = next((each for each in options if each["name"] == part and each["type"] <= GROUP), None)
        if below is None:
            raise Impossible(f"there is no /{name}")
        path.append(below)
        options = below.get("options") or []
    if any(each["type"] in {SUBCOMMAND, GROUP} for each in options):
        raise Impossible(f"/{name} is not a whole command: {', '.join(each['name'] for each in options)}")

    def wrap(chosen: list[Data]) -> list[Data]:
        for each in reversed(path):
            chosen = [{"name": each["name"], "type": each["type"], "options": chosen}]
        return chosen

    return options, wrap


def _check_known(name: str, known: list[Data], given: Data) -> None:
    names = [option["name"] for option in known]
    unknown = set(given) - set(names)
    if unknown:
        raise Impossible(f"/{name} has no option {', '.join(sorted(unknown))}, only {names}")


def _option(server: "DiscordServer", option: Data, value: Json, resolved: Data) -> Data:
    kind, name = option["type"], option["name"]
    if kind == FILE:
        value = server.attached(value, resolved)
    elif isinstance(value, Channel | Role | User) or hasattr(value, "user"):
        _check_type(option, value)
        value = server.resolve(value, resolved)
    else:
        _check_type(option, value)
    choices = option.get("choices")
    if choices:
        values = {choice["name"]: choice["value"] for choice in choices}
        value = values.get(value, value)
        if value not in values.values():
            raise Impossible(f"{value!r} is not among the choices of {name}: {', '.join(values)}")
    _check_range(option, value)
    return {"name": name, "type": kind, "value": value}


def _check_type(option: Data, value: Json) -> None:
    kind, name = option["type"], option["name"]
    wanted = TYPES.get(kind)
    if kind in {MEMBER, MENTIONABLE}:
        return
    right = wanted is not None and isinstance(value, wanted)
    if not right or (isinstance(value, bool) and kind != BOOLEAN):
        raise Impossible(f"{value!r} does not fit the option {name} of type {kind}")
    kinds = option.get("channel_types")
    if isinstance(value, Channel) and kinds and value.type not in kinds:
        raise Impossible(f"{value.name} is not offered for {name}: only channels of the types {kinds} are")


def _check_range(option: Data, value: Json) -> None:
    size = len(value) if option["type"] == STRING else value
    for least, most in (("min_length", "max_length"), ("min_value", "max_value")):
        if option.get(least) is not None and size < option[least]:
            raise Impossible(f"{value!r} is too little for {option['name']}: {option[least]} at least")
        if option.get(most) is not None and size > option[most]:
            raise Impossible(f"{value!r} is too much for {option['name']}: {option[most]} at most")
