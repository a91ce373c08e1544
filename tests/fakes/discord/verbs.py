"""The verbs of the control API: each method here is one, its arguments are the JSON object's fields."""

import base64
import re
from dataclasses import asdict, is_dataclass
from typing import TYPE_CHECKING, Any

from tests.fakes.discord.channels import Channel
from tests.fakes.discord.guilds import Guild, Role
from tests.fakes.discord.interactions import Interaction
from tests.fakes.discord.messages import Message
from tests.fakes.discord.people import Person
from tests.fakes.discord.values import Json

if TYPE_CHECKING:
    from tests.fakes.discord.server import DiscordServer

DEEDS = {
    "uses", "types", "presses", "presses_stale", "chooses", "submits", "joins", "leaves", "installs",
    "uninstalls", "adds_bot", "removes_bot", "allows_bot", "changes_role", "deletes_role", "gives_bot",
    "renames", "deletes_channel", "archives", "reopens", "opens_thread", "says", "deletes", "closes_dms",
    "opens_dms",
}  # fmt: skip
CHANNELS = {"where", "channel", "thread"}


def told(value: Json) -> Json:
    """A value as JSON."""
    if isinstance(value, Message | Interaction):
        return value.told()
    if isinstance(value, Channel):
        return value.json() | {"pinned": value.pinned, "seen": value.seen}
    if isinstance(value, Guild):
        return {"id": str(value.id), "name": value.name, "joined": value.joined, "owner": str(value.owner)}
    if isinstance(value, Role):
        return value.json()
    if isinstance(value, Person):
        return value.user.json()
    if isinstance(value, list | tuple):
        return [told(each) for each in value]
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return value


class Verbs:
    """What can be done to the server from another process. Things are named by their ids."""

    def __init__(self, server: "DiscordServer") -> None:
        self.server = server

    def _person(self, number: Json) -> Person:
        user = self.server.world.users.get(int(number))
        if user is None:
            raise LookupError(f"there is no person {number}")
        return Person(self.server, user)

    def _guild(self, number: Json) -> Guild:
        return self.server.world.guilds[int(number)]

    def _channel(self, number: Json) -> Channel:
        return self.server.world.channels[int(number)]

    def _role(self, guild: Json, number: Json) -> Role:
        return self._guild(guild).roles[int(number)]

    def _message(self, reference: Json) -> Message:
        """The message of {"channel_id": …, "id": …}; also one that was deleted, or that one person sees."""
        number = int(reference["id"])
        if number in self.server.ephemeral:
            return self.server.ephemeral[number][0]
        channel = self._channel(reference["channel_id"])
        found = channel.messages.get(number) or next(
            (each for each in channel.deleted if each.id == number), None
        )
        if found is None:
            raise LookupError(f"there is no message {number} in {channel.name}")
        return found

    def person(self, name: str = "Reader", guilds: Json = (), **made: Json) -> Person:
        """A new person: name, guilds, rights, locale, installed, id."""
        return self.server.person(name, *(self._guild(each) for each in guilds), **made)

    def guild(self, name: str = "Readers", **made: Json) -> Guild:
        """A new guild: name, owner, locale, rights (the bot's), joined, id."""
        if made.get("owner") is not None:
            made["owner"] = self._person(made["owner"]).user
        return self.server.guild(name, **made)

    def channel(self, name: str = "daily", guild: Json = None, **made: Json) -> Channel:
        """A new channel: name, guild, kind (text, announcement, forum), tags, tag_required, id."""
        return self.server.channel(name, None if guild is None else self._guild(guild), **made)

    def channels(self, guilds: int, each: int, kind: str = "text") -> list[str]:
        """Many guilds with so many channels each; the channels' ids."""
        made = []
        for number in range(guilds):
            guild = self.server.guild(f"Guild {number}")
            made += [str(self.server.channel(f"daily-{at}", guild, kind=kind).id) for at in range(each)]
        return made

    def thread(self, channel: Json, name: str = "thread") -> Channel:
        """A new thread of the bot in a channel."""
        return self.server.thread(self._channel(channel), name)

    def role(self, guild: Json, name: str, **made: Json) -> Role:
        """A new role: guild, name, mentionable, rights."""
        return self.server.role(self._guild(guild), name, **made)

    def permit(self, channel: Json, **rights: bool) -> bool:
        """Grant or take the bot's permissions in a channel, as `embed_links=False`."""
        self.server.permit(self._channel(channel), **rights)
        return True

    def unavailable(self, guild: Json, gone: bool = True) -> bool:
        """Let a guild have an outage, or end it."""
        self.server.unavailable(self._guild(guild), gone)
        return True

    def does(self, person: Json, deed: str, args: Json = (), **how: Json) -> Json:
        """A deed of a person, with the arguments of the method of that name; `args` are positional ones.

        Channels, guilds, roles, messages and interactions are `{"channel": id}`, `{"guild": id}`,
        `{"role": id, "guild": id}`, `{"message": {…}}`, `{"interaction": id}`, a file is
        `{"file": name, "base64": …}`. Where, channel, thread, guild, message and asked take ids. `options`
        holds options of a command that have such a name themselves.
        """
        if deed not in DEEDS:
            raise LookupError(f"nobody {deed}; people do {', '.join(sorted(DEEDS))}")
        given = {name: self._given(name, value) for name, value in how.items()}
        return getattr(self._person(person), deed)(*(self._meant(each) for each in args), **given)

    def _given(self, name: str, value: Json) -> Json:
        """An argument by its name: a channel, a guild, a message or an interaction may be named by its id."""
        if name == "message":
            return self._message(value)
        if name == "asked":
            return self.server.interactions[int(value)]
        if name == "options":
            return {option: self._meant(each) for option, each in value.items()}
        if name in CHANNELS and value is not None and not isinstance(value, dict):
            return self._channel(value)
        if name == "guild" and not isinstance(value, dict):
            return self._guild(value)
        return self._meant(value)

    def _meant(self, value: Json) -> Json:
        if isinstance(value, list):
            return [self._meant(each) for each in value]
        if not isinstance(value, dict):
            return value
        if "file" in value:
            return value["file"], base64.b64decode(value["base64"])
        if "message" in value:
            return self._message(value["message"])
        if "interaction" in value:
            return self.server.interactions[int(value["interaction"])]
        if "role" in value:
            return self._role(value["guild"], value["role"])
        if "person" in value:
            return self._person(value["person"])
        return self._guild(value["guild"]) if "guild" in value else self._channel(value["channel"])

    def dm(self, person: Json) -> Channel:
        """The direct messages with a person."""
        return self._person(person).private

    def places(self, guild: Json, archived: bool = True) -> list[Channel]:
        """The channels and threads of a guild, archived threads as well."""
        found = self._guild(guild)
        away = [thread for channel in found.channels.values() for thread in channel.archive.values()]
        return [*found.channels.values(), *found.threads.values(), *(away if archived else ())]

    def messages(self, channel: Json, deleted: bool = False, system: bool = False) -> list[Message]:
        """What stands in a channel, in order; or what was deleted there."""
        found = self._channel(channel)
        every = found.deleted if deleted else list(found.messages.values())
        return [message for message in every if system or not message.system]

    def interaction(self, id: Json) -> Interaction:  # noqa: A002
        """An interaction with what the bot answered."""
        return self.server.interactions[int(id)]

    def commands(self, guild: Json = None) -> list[Json]:
        """The commands that are synced."""
        return list(self.server.commands.get(None if guild is None else int(guild), {}).values())

    def totals(self) -> dict[str, Any]:
        """How much was asked, sent, refused and received."""
        server = self.server
        return {
            "requests": dict(server.journal.counts),
            "statuses": {str(status): count for status, count in server.journal.statuses.items()},
            "accepted": server.limits.accepted,
            "refused": dict(server.limits.refused),
            "impatient": server.limits.impatient,
            "repeats": server.repeats,
            "syncs": server.syncs,
            "gateway": dict(server.gateway.counts),
            "connected": server.gateway.connected,
            "violations": len(server.violations),
        }

    def log(self, method: str | None = None, channel: str | None = None, last: int = 0) -> list[Any]:
        """The requests, with times, outcomes and faults."""
        found = [
            entry
            for entry in self.server.journal.entries
            if method in {None, entry.method} and channel in {None, entry.channel}
        ]
        return list(found[-last:])

    def violations(self, kind: str | None = None) -> list[Any]:
        """What a careful bot would not have done."""
        return [violation for violation in self.server.violations if kind in {None, violation.kind}]

    def fault(self, kind: Json, methods: tuple[str, ...] = (), **how: Json) -> Json:
        """Script a fault."""
        if how.get("channel") is not None:
            how["channel"] = int(how["channel"])
        return self.server.faults.add(kind, *methods, **how).json()

    def mix(self, **shares: Json) -> list[Json]:
        """Let shares of the requests fail."""
        self.server.faults.mix(**shares)
        return self.faults()

    def faults(self) -> list[Json]:
        """The faults, with how often each was met."""
        return [fault.json() for fault in self.server.faults.script]

    def heal(self) -> bool:
        """Take all faults away."""
        self.server.faults.clear()
        return True

    def limits(self, **limits: float) -> bool:
        """Set on, overall, speed."""
        self.server.limits.set(**limits)
        return True

    def rate(self, method: str, limit: int, window: float) -> bool:
        """Let a method take `limit` requests in `window` seconds, in each channel."""
        self.server.limits.rate(method, limit, window)
        return True

    def switch(self, **rules: Json) -> bool:
        """Set rules, such as nonce_lasts and ack_within, and the gateway's interval, privileged, deaf."""
        for name, value in rules.items():
            holders = (self.server.rules, self.server.gateway)
            holder = next((each for each in holders if hasattr(each, name)), None)
            if holder is None:
                raise LookupError(f"there is no switch {name}")
            setattr(holder, name, tuple(value) if isinstance(value, list) else value)
        return True

    def gateway(self, event: str, code: int | None = None, resumable: bool = False) -> dict[str, int]:
        """Let it drop, reconnect, invalidate, forget, refuse (with a code) or accept; what it counted."""
        line = self.server.gateway
        if event == "drop":
            line.drop(code)
        elif event == "invalidate":
            line.invalidate(resumable=resumable)
        elif event in {"refuse", "accept"}:
            line.refuse_with = code if event == "refuse" else None
        elif event in {"reconnect", "forget"}:
            getattr(line, event)()
        elif event != "counts":
            raise LookupError(f"nothing is {event} at the gateway")
        return dict(line.counts)

    def forget(self) -> bool:
        """Empty the log and the violations."""
        self.server.journal.clear()
        return True

    async def posted(
        self, channel: Json, pattern: str = "", *, after: Json = 0, edits: int = 0, seconds: float = 10.0
    ) -> Message:
        """Wait for a message of the bot."""
        where = self._channel(channel)
        re.compile(pattern)
        message = await self.server.until(
            lambda: self.server.seen(where, pattern, after=int(after), edits=edits),
            seconds,
            f"a message like {pattern!r} in {where.name}",
        )
        assert message is not None
        return message

    async def answered(self, asked: Json, seconds: float = 10.0) -> Interaction:
        """Wait for the answer to an interaction, by its id."""
        return await self.server.answered(self.server.interactions[int(asked)], seconds)

    async def connected(self, seconds: float = 20.0) -> bool:
        """Wait until the bot is at the gateway."""
        await self.server.connected(seconds)
        return True

    async def requested(self, method: str, count: int = 1, seconds: float = 10.0) -> int:
        """Wait until a method was asked that often; how often it was."""
        counts = self.server.journal.counts
        await self.server.until(lambda: counts[method] >= count, seconds, f"{count} times {method}")
        return counts[method]
