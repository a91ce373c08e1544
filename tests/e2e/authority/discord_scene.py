"""The places of Discord with everybody in them, and what they do there."""

from collections.abc import Iterator
from typing import Any

from bot.commands.table import COMMANDS
from tests.e2e.authority.archive import HIDDEN
from tests.fakes.discord import Channel, DiscordServer
from tests.fakes.discord.interactions import COMMAND, MODAL, PRESS, TYPED, Interaction
from tests.fakes.discord.messages import V2, Message
from tests.fakes.discord.people import Person

PRIVATE = ("reader", "namesake", "operator")
"""Who writes to the bot alone. The namesake has the number that an operator has on Telegram."""
RIGHTS = {
    "member": (),
    "moderator": ("manage_messages", "manage_roles", "manage_channels", "kick_members", "view_audit_log"),
    "manager": ("manage_guild",),
    "administrator": ("administrator",),
}


class Scene:
    """A place of each kind, and the people of each; `foreign` is a server that the bot is not on."""

    def __init__(self, server: DiscordServer) -> None:
        self.server = server
        person = server.person
        operator = person("Operator", id=200, locale="en-US", installed=True)
        namesake = person("Namesake", id=100, locale="en-US", installed=True)
        reader = person("Reader", locale="en-US", installed=True)
        self.people: dict[tuple[str, str], Person] = {
            ("private", "reader"): reader,
            ("private", "namesake"): namesake,
            ("private", "operator"): operator,
        }
        owner = person("Owner", locale="en-US")
        guild = server.guild("Club", owner=owner.user, id=9200)
        away = server.guild("Elsewhere", owner=reader.user, joined=False)
        text = server.channel("daily", guild)
        forum = server.channel("archive", guild, kind="forum")
        self.places: dict[str, Channel] = {
            "text": text,
            "announcement": server.channel("news", guild, kind="announcement"),
            "thread": server.thread(text, "talk"),
            "post": server.thread(forum, "2026-11-20"),
            "foreign": server.channel("general", away),
            "group": server.elsewhere(),
        }
        known = {
            actor: person(actor, guild, locale="en-US", rights=rights) for actor, rights in RIGHTS.items()
        }
        known |= {"owner": owner, "operator": operator, "namesake": namesake, "local": person("Local", guild)}
        known["local"].user.locale = "en-US"
        self._local_rights(text, known["local"])
        for who in (operator, namesake, owner):
            who.joins(guild)
        visitor = person("Visitor", away, locale="en-US", installed=True)
        operator.joins(away)
        away.members.setdefault(reader.id, set())
        for place in ("text", "announcement", "thread", "post"):
            self.people |= {(place, actor): who for actor, who in known.items()}
        for place in ("foreign", "group"):
            self.people |= {
                (place, "operator"): operator,
                (place, "member"): visitor,
                (place, "owner"): reader,
            }
        self.guild = guild
        others = server.guild("密室")
        for number in HIDDEN["discord"]:
            server.channel("密室", others, id=int(number))

    def _local_rights(self, channel: Channel, who: Person) -> None:
        """A role that may do everything in one channel, and nothing on the server."""
        assert channel.guild is not None
        role = self.server.role(channel.guild, "Host of the channel")
        channel.guild.members[who.id].add(role.id)
        manage = 1 << 4 | 1 << 13 | 1 << 28 | 1 << 34
        channel.overwrites[role.id] = (manage, 0)
        channel.guild.revision += 1

    @property
    def addresses(self) -> list[tuple[str, str]]:
        """Where digests come, as targets are called."""
        private = [self.people["private", actor].private for actor in PRIVATE]
        here = [channel for channel in self.places.values() if channel.guild is self.guild]
        return [("discord", str(channel.id)) for channel in (*private, *here)]

    def place(self, place: str, actor: str) -> Channel:
        """Where it happens."""
        return self.people[place, actor].private if place == "private" else self.places[place]

    def gives(self, place: str, actor: str, command: str, words: str) -> Interaction:
        """Somebody uses a slash command, offered there or not: a server's admins can hand it to anybody."""
        first = next(iter(COMMANDS[command].arguments), None) if command in COMMANDS else None
        options = [{"name": first.name, "type": 3, "value": words}] if first is not None and words else []
        data = {"id": "1", "name": command, "type": 1, "options": options}
        return self._happens(COMMAND, place, actor, data)

    def types(self, place: str, actor: str, command: str, option: str, words: str) -> Interaction:
        """Somebody types into an option."""
        options = [{"name": option, "type": 3, "value": words, "focused": True}]
        return self._happens(TYPED, place, actor, {"id": "1", "name": command, "type": 1, "options": options})

    def offers(self, place: str, actor: str, *controls: dict[str, Any]) -> Message:
        """A message of the bot for all to see, with these controls."""
        rows = [{"type": 1, "id": 10 + at, "components": [each]} for at, each in enumerate(controls)]
        shown = [{"type": 10, "id": 1, "content": "Here."}, *rows]
        return self.server.world.post(
            self.place(place, actor), self.server.world.bot, flags=V2, components=shown
        )

    def presses(self, place: str, actor: str, data: str) -> Interaction:
        """Somebody presses a button that somebody else was given."""
        button = {"type": 2, "id": 2, "style": 2, "label": "Do it", "custom_id": data}
        message = self.offers(place, actor, button)
        pressed = {"custom_id": data, "component_type": 2, "id": 2}
        return self._happens(PRESS, place, actor, pressed, message)

    def chooses(self, place: str, actor: str, data: str, custom_id: str = "s0", kind: int = 3) -> Interaction:
        """Somebody chooses from a menu that somebody else was given."""
        options = [{"label": "Do it", "value": data}]
        menu = {"type": kind, "id": 2, "custom_id": custom_id, "options": options}
        message = self.offers(place, actor, menu)
        chosen = {"custom_id": custom_id, "component_type": kind, "id": 2, "values": [data], "resolved": {}}
        return self._happens(PRESS, place, actor, chosen, message)

    def submits(self, place: str, actor: str, custom_id: str, **fields: str) -> Interaction:
        """Somebody sends a form that somebody else was shown."""
        parts = [
            {"type": 18, "id": at, "component": {"type": 4, "id": 20 + at, "custom_id": name, "value": value}}
            for at, (name, value) in enumerate(fields.items(), 1)
        ]
        data = {"custom_id": custom_id, "components": parts, "resolved": {}}
        return self._happens(MODAL, place, actor, data, self.offers(place, actor))

    def _happens(
        self, kind: int, place: str, actor: str, data: dict[str, Any], source: Message | None = None
    ) -> Interaction:
        who = self.people[place, actor]
        return self.server.happens(kind, who.user, self.place(place, actor), data, source=source)

    async def answered(self, *given: Interaction) -> None:
        """Wait until all of these are answered."""
        await self.server.until(lambda: all(asked.answered for asked in given), 30, str(given[0].data))

    def said(self) -> Iterator[str]:
        """Everything that the bot has standing anywhere, for all to see."""
        for channel in self.server.world.channels.values():
            for message in channel.messages.values():
                yield f"{message.text} {message.components}"
