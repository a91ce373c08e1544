"""The verbs of the control API: each method here is one, its arguments are the JSON object's fields."""

import re
from dataclasses import asdict, is_dataclass
from typing import TYPE_CHECKING, Any

from tests.fakes.telegram.chats import Chat
from tests.fakes.telegram.messages import Message
from tests.fakes.telegram.people import Person
from tests.fakes.telegram.queries import InlineQuery, Press
from tests.fakes.telegram.values import Json

if TYPE_CHECKING:
    from tests.fakes.telegram.server import TelegramServer

SWITCHES = ("strict", "reads_groups", "inline_feedback", "press_lasts", "query_lasts")
DEEDS = {
    "starts", "follows", "says", "posts", "sends", "forwards", "edits", "deletes", "presses", "presses_stale",
    "types", "chooses", "blocks", "unblocks", "joins", "leaves", "adds_bot", "removes_bot", "promotes_bot",
    "demotes_bot", "restricts_bot", "upgrades", "opens_topic", "closes_topic", "reopens_topic",
    "deletes_topic", "deletes_chat", "pins",
}  # fmt: skip
CHATS = {"chat", "channel", "group"}
MESSAGES = {"message", "reply_to"}


def told(value: Json) -> Json:
    """A value as JSON."""
    if isinstance(value, Message):
        return value.told()
    if isinstance(value, Chat):
        return value.json() | {"pinned": value.pinned, "topics": told(list(value.topics.values()))}
    if isinstance(value, Press | InlineQuery):
        return value.json()
    if isinstance(value, Person):
        return value.user.json()
    if isinstance(value, list | tuple):
        return [told(each) for each in value]
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return value


class Verbs:
    """What can be done to the server from another process."""

    def __init__(self, server: "TelegramServer") -> None:
        self.server = server

    def _person(self, number: int) -> Person:
        user = self.server.world.users.get(number)
        if user is None:
            raise LookupError(f"there is no person {number}")
        return Person(self.server, user)

    def _owned(self, made: dict[str, Any]) -> dict[str, Any]:
        if made.get("owner") is not None:
            made["owner"] = self._person(made["owner"])
        if "members" in made:
            made["members"] = tuple(self._person(number) for number in made["members"])
        if made.get("rights") is not None:
            made["rights"] = frozenset(made["rights"])
        return made

    def _message(self, reference: Json) -> Message | None:
        """The message of {"chat": …, "id": …}, also one that was deleted."""
        if reference is None:
            return None
        chat = self.server.chat(reference["chat"])
        every = [*chat.messages.values(), *chat.deleted]
        for message in every:
            if message.id == reference["id"]:
                return message
        raise LookupError(f"there is no message {reference['id']} in {chat.title}")

    def person(self, **made: Json) -> Person:
        """A new person: name, id, username, language, started."""
        return self.server.person(**made)

    def people(self, count: int, **made: Json) -> list[int]:
        """Many people who started the bot; their ids."""
        return [self.server.person(f"Reader {number}", started=True, **made).id for number in range(count)]

    def channel(self, **made: Json) -> Chat:
        """A channel: title, id, username, owner, rights."""
        return self.server.channel(**self._owned(made))

    def group(self, **made: Json) -> Chat:
        """A basic group: title, id, owner, members, bot."""
        return self.server.group(**self._owned(made))

    def supergroup(self, **made: Json) -> Chat:
        """A supergroup: title, id, username, owner, members, bot, forum."""
        return self.server.supergroup(**self._owned(made))

    def topic(self, chat: int | str, name: str = "Topic") -> int:
        """Open a topic; its message_thread_id."""
        return self.server.topic(self.server.chat(chat), name)

    def does(self, person: int, deed: str, **how: Json) -> Json:
        """A deed of a person, with the arguments of the method of that name."""
        if deed not in DEEDS:
            raise LookupError(f"nobody {deed}; people do {', '.join(sorted(DEEDS))}")
        given = {name: self._given(name, value) for name, value in how.items()}
        rights = given.pop("rights", ())
        positional = [given.pop("chat")] if rights else []
        return getattr(self._person(person), deed)(*positional, *rights, **given)

    def _given(self, name: str, value: Json) -> Json:
        """An argument of a deed: chats, messages and queries are named, all else is as it is."""
        if name in CHATS and value is not None:
            return self.server.chat(value)
        if name in MESSAGES:
            return self._message(value)
        return self.server.queries[value] if name == "typed" else value

    def chat(self, chat: int | str) -> Chat:
        """A chat with its pins and topics."""
        return self.server.chat(chat)

    def messages(self, chat: int | str, deleted: bool = False, service: bool = False) -> list[Message]:
        """What stands in a chat, in order; or what was deleted there."""
        found = self.server.chat(chat)
        every = found.deleted if deleted else list(found.messages.values())
        return [message for message in every if service or not message.service]

    def totals(self) -> dict[str, Any]:
        """How much was asked, sent, refused and received."""
        server = self.server
        return {
            "requests": dict(server.journal.counts),
            "statuses": {str(status): count for status, count in server.journal.statuses.items()},
            "sent": dict(server.world.sent),
            "accepted": server.flood.accepted,
            "refused": dict(server.flood.refused),
            "impatient": server.flood.impatient,
            "conflicts": server.updates.conflicts,
            "pending": len(server.updates.queue),
            "violations": len(server.violations),
        }

    def log(self, method: str | None = None, chat: str | None = None, last: int = 0) -> list[Any]:
        """The requests, with times, outcomes and faults."""
        found = [
            entry
            for entry in self.server.journal.entries
            if method in {None, entry.method} and chat in {None, entry.chat}
        ]
        return list(found[-last:])

    def violations(self, kind: str | None = None) -> list[Any]:
        """What a careful bot would not have done."""
        return [violation for violation in self.server.violations if kind in {None, violation.kind}]

    def fault(self, kind: Json, methods: tuple[str, ...] = (), **how: Json) -> Json:
        """Script a fault."""
        if how.get("chat") is not None:
            how["chat"] = self.server.chat(how["chat"]).id
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

    def flood(self, **limits: float) -> bool:
        """Set the flood control's parameters, e.g. on, overall, per_chat, burst, per_minute."""
        self.server.flood.set(**limits)
        return True

    def switch(self, **switches: Json) -> bool:
        """Set what else can be set."""
        for name, value in switches.items():
            if name not in SWITCHES:
                raise LookupError(f"there is no switch {name}, only {', '.join(SWITCHES)}")
            setattr(self.server, name, value)
        return True

    def menus(self) -> list[dict[str, Any]]:
        """The menus of commands, by scope and language."""
        return [
            {"scope": scope, "language": language, "commands": commands}
            for (scope, language), commands in self.server.menus.items()
        ]

    def webhook(self) -> dict[str, Any]:
        """Where updates go, and how their deliveries went."""
        hook = self.server.webhook
        return {"url": hook.url, "deliveries": hook.deliveries, "last_error": hook.last_error}

    def forget(self) -> bool:
        """Empty the log and the violations."""
        self.server.journal.clear()
        return True

    async def posted(
        self, chat: int | str, pattern: str = "", *, after: int = 0, edits: int = 0, seconds: float = 10.0
    ) -> Message:
        """Wait for a message of the bot."""
        where = self.server.chat(chat)
        re.compile(pattern)
        message = await self.server.until(
            lambda: self.server.seen(where, pattern, after=after, edits=edits),
            seconds,
            f"a message like {pattern!r} in {where.title}",
        )
        assert message is not None
        return message

    async def answered(self, asked: str, seconds: float = 10.0) -> Press | InlineQuery:
        """Wait for the answer to a press or an inline query, by its id."""
        found = self.server.presses.get(asked) or self.server.queries[asked]
        await self.server.until(lambda: found.answered, seconds, f"the answer to {asked}")
        return found

    async def requested(self, method: str, count: int = 1, seconds: float = 10.0) -> int:
        """Wait until a method was asked that often; how often it was."""
        counts = self.server.journal.counts
        await self.server.until(lambda: counts[method] >= count, seconds, f"{count} times {method}")
        return counts[method]
