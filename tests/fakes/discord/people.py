"""People: they use commands, type, press, choose and fill in forms."""

from typing import TYPE_CHECKING, Any

from tests.fakes.control import Impossible
from tests.fakes.discord import forms
from tests.fakes.discord import options as filling
from tests.fakes.discord.administration import Administration
from tests.fakes.discord.channels import Channel
from tests.fakes.discord.interactions import COMMAND, MODAL, PRESS, TYPED, Interaction
from tests.fakes.discord.messages import Message
from tests.fakes.discord.permissions import has
from tests.fakes.discord.users import User
from tests.fakes.discord.values import Json

if TYPE_CHECKING:
    from tests.fakes.discord.server import DiscordServer

LINK = 5


class Person(Administration):
    """Somebody at a Discord client. What no client would let through raises Impossible.

    `where` is a channel or a thread; left out it is the person's direct messages with the bot.
    """

    def __init__(self, server: "DiscordServer", user: User) -> None:
        self.server = server
        self.user = user

    @property
    def id(self) -> int:
        """The person's id."""
        return self.user.id

    @property
    def private(self) -> Channel:
        """The direct messages with the bot."""
        return self.server.world.dm(self.user)

    def uses(
        self,
        name: str,
        /,
        where: Channel | None = None,
        options: dict[str, Json] | None = None,
        **given: Json,
    ) -> Interaction:
        """Send a slash command: `uses("today", channel)`, `uses("archive search", channel, query="…")`.

        Options are given by name, in `options` those that are called `where`; a channel, person or role as
        it is, an attachment as (name, bytes).
        """
        place = where or self.private
        command = self._command(name, place)
        data = filling.filled(self.server, command, name, given | (options or {}))
        return self._acts(COMMAND, place, data)

    def types(
        self, name: str, option: str, text: Json = "", /, where: Channel | None = None, **given: Json
    ) -> Interaction:
        """Type into an option of a command, for which the bot offers choices."""
        place = where or self.private
        command = self._command(name, place)
        data = filling.typed(self.server, command, name, (option, text), given)
        return self._acts(TYPED, place, data)

    def presses(self, message: Message, label: str) -> Interaction:
        """Press the button of this label, emoji or custom_id; it must be there, and be enabled."""
        self._sees(message)
        found = [each for each in message.buttons if label in _names(each)]
        if not found:
            there = [each.get("label") or each.get("custom_id") for each in message.buttons]
            raise Impossible(f"there is no button {label!r} on the message, only {there}")
        button = found[0]
        if button.get("disabled"):
            raise Impossible(f"the button {label!r} is disabled")
        if button.get("style") == LINK:
            raise Impossible(f"the button {label!r} opens {button['url']}: the bot is told nothing")
        data = {"custom_id": button["custom_id"], "component_type": button["type"], "id": button["id"]}
        return self._acts(PRESS, message.channel, data, source=message)

    def presses_stale(self, message: Message, custom_id: str) -> Interaction:
        """Press a button that the bot has meanwhile taken away."""
        data = {"custom_id": custom_id, "component_type": 2, "id": 1}
        return self._acts(PRESS, message.channel, data, source=message)

    def chooses(self, message: Message, *chosen: Json, select: str | int = 0) -> Interaction:
        """Choose in a select menu: options by label or value, channels and people as they are.

        `select`: which menu, by its place, custom_id or placeholder.
        """
        self._sees(message)
        menu = _menu(message.selects, select)
        if menu.get("disabled"):
            raise Impossible("the menu is disabled")
        values, resolved = forms.chosen(self.server, menu, chosen, message.channel)
        data = {"custom_id": menu["custom_id"], "component_type": menu["type"], "id": menu["id"]}
        return self._acts(
            PRESS, message.channel, data | {"values": values, "resolved": resolved}, source=message
        )

    def submits(self, asked: Interaction, **fields: Json) -> Interaction:
        """Fill in the form that was shown, its fields named by label or custom_id, and send it."""
        if asked.user is not self.user or asked.modal is None:
            raise Impossible("no form was shown to this person")
        data = forms.filled(self.server, asked.modal, fields, asked.channel)
        return self._acts(MODAL, asked.channel, data, source=asked.source)

    def _sees(self, message: Message) -> None:
        if message.deleted:
            raise Impossible("the message was deleted")
        shown = self.server.ephemeral.get(message.id)
        if message.ephemeral and (shown is None or shown[1] is not self.user):
            raise Impossible("nobody else sees an ephemeral message")
        guild = message.channel.guild
        if guild is not None and not has(message.channel.permissions(self.id), "view_channel"):
            raise Impossible(f"{self.user.name} does not see {message.channel.name}")

    def _command(self, name: str, place: Channel) -> dict[str, Any]:
        """The command of that name, if this person is offered it there."""
        known = self.server.known(place.guild)
        command = known.get(name.split(maxsplit=1)[0])
        if command is None:
            raise Impossible(f"there is no command /{name.split(maxsplit=1)[0]}, only {sorted(known)}")
        filling.check_offered(command, self.user, place)
        return command

    def _acts(
        self, kind: int, place: Channel, data: dict[str, Any], source: Message | None = None
    ) -> Interaction:
        if place.guild is not None and self.id not in place.guild.members:
            raise Impossible(f"{self.user.name} is not in {place.guild.name}")
        return self.server.happens(kind, self.user, place, data, source=source)


def _names(button: dict[str, Any]) -> set[str]:
    emoji = (button.get("emoji") or {}).get("name")
    return {name for name in (button.get("label"), button.get("custom_id"), emoji) if name}


def _menu(menus: list[dict[str, Any]], which: str | int) -> dict[str, Any]:
    if isinstance(which, int):
        if which >= len(menus):
            raise Impossible(f"there are {len(menus)} menus on the message")
        return menus[which]
    for menu in menus:
        if which in {menu["custom_id"], menu.get("placeholder")}:
            return menu
    raise Impossible(f"there is no menu {which!r}")
