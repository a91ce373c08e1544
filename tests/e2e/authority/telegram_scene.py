"""The chats of Telegram with everybody in them, and what they do there."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.fakes.telegram import Chat, Message, Person, Press, TelegramServer
from tests.fakes.telegram.users import User

CHANNEL_BOT = User(136817688, "Channel", "Channel_Bot", is_bot=True)
"""Who stands behind a message that is written in a channel's name, as Telegram tells bots."""
TELEGRAM = User(777000, "Telegram")
"""Who stands behind a channel's post in its discussion group."""
ANOTHER_BOT = User(5005, "Another", "another_bot", is_bot=True)
PRIVATE = ("reader", "stranger", "operator", "namesake")
"""Who talks to the bot alone. The namesake has the number that an operator has on Discord."""


@dataclass
class Scene:
    """One chat of each kind, and the people of each."""

    server: TelegramServer
    chats: dict[str, Chat] = field(default_factory=dict)
    people: dict[tuple[str, str], Person] = field(default_factory=dict)
    thread: int = 0

    def __post_init__(self) -> None:
        server, world = self.server, self.server.world
        numbers = {"operator": 100, "namesake": 200}
        for actor in PRIVATE:
            known = actor != "stranger"
            self.people["private", actor] = server.person(
                actor, id=numbers.get(actor), started=known, language="en"
            )
        operator = self.people["private", "operator"]
        # The group's number is the operator's, with the sign that groups have.
        kinds = {"group": -100, "supergroup": None, "forum": None, "discussion": None, "channel": None}
        for kind, number in kinds.items():
            known_as = kind if kind in {"group", "channel"} else "supergroup"
            chat = world.chat(known_as, kind, id=number, username="hall" if kind == "channel" else None)  # type: ignore[arg-type]
            self.chats[kind] = chat
            world.place(chat, world.bot, "administrator")
            world.place(chat, operator.user, "left" if kind == "channel" else "member")
            self.people[kind, "operator"] = operator
            for actor, status in (("member", "member"), ("admin", "administrator"), ("owner", "creator")):
                person = self.people[kind, actor] = server.person(f"{kind} {actor}", language="en")
                person.user.started = actor == "admin"
                world.place(chat, person.user, status)  # type: ignore[arg-type]
            self.people[kind, "stranger"] = server.person(f"{kind} stranger", language="en")
            self.people[kind, "namesake"] = self.people["private", "namesake"]
            world.place(chat, self.people[kind, "namesake"].user, "member")
        self.thread = world.topic(self.chats["forum"], "News", operator.user).thread

    @property
    def addresses(self) -> list[tuple[str, str]]:
        """Where digests come, as targets are called; the stranger's, so that there is something to end."""
        private = [str(self.people["private", actor].id) for actor in PRIVATE]
        chats = [str(chat.id) for kind, chat in self.chats.items() if kind != "forum"]
        topic = f"{self.chats['forum'].id}/{self.thread}"
        return [("telegram", address) for address in (*private, *chats, topic)]

    def chat(self, place: str, actor: str) -> Chat:
        """Where it happens."""
        return self.people[place, actor].private if place == "private" else self.chats[place]

    def name(self, place: str, actor: str, *, pressed: bool) -> str:
        """The actor, as it is written down: who presses is always known."""
        hidden = not pressed and (actor == "anonymous" or place == "channel")
        return f"telegram:{self.chats[place].id if hidden else self.people[place, actor].id}"

    def gives(self, place: str, actor: str, line: str) -> Message:
        """Somebody writes the line there."""
        server, world = self.server, self.server.world
        if place == "private":
            person = self.people[place, actor]
            person.user.started = True
            return person.says(f"/{line}")
        chat, text = self.chats[place], f"/{line}".replace(" ", "@ribao_bot ", 1)
        text = text if "@ribao_bot" in text else f"{text}@ribao_bot"
        if place == "channel":
            return self.people[place, "admin"].posts(text, chat)
        thread = self.thread if place == "forum" else None
        match actor:
            case "anonymous":
                return self.people[place, "admin"].says(text, chat, thread=thread, anonymous=True)
            case "bot":
                message = world.post(chat, sender=ANOTHER_BOT, text=text, thread=thread)
            case "channel":
                message = world.post(chat, sender=CHANNEL_BOT, sender_chat=self.chats["channel"], text=text)
            case "relay":  # what the channel has posted, as it comes into its discussion group by itself
                message = world.post(
                    chat, sender=TELEGRAM, sender_chat=self.chats["channel"], text=text,
                    service={"is_automatic_forward": True},
                )  # fmt: skip
            case "stranger":  # who comments under a channel's post need not be in the group
                message = world.post(chat, sender=self.people[place, actor].user, text=text)
            case _:
                return self.people[place, actor].says(text, chat, thread=thread)
        server.tell("message", message.json())
        return message

    def offers(self, place: str, actor: str, data: str) -> Message:
        """A message of the bot with a button, as the bot gave it to somebody there."""
        chat, world = self.chat(place, actor), self.server.world
        who = {"sender_chat": chat} if chat.type == "channel" else {"sender": world.bot}
        keyboard = {"inline_keyboard": [[{"text": "Do it", "callback_data": data}]]}
        thread = self.thread if place == "forum" else None
        return world.post(chat, text="Here.", markup=keyboard, outgoing=True, thread=thread, **who)

    def presses(self, place: str, actor: str, data: str) -> Press:
        """Somebody presses a button that somebody else was given."""
        return self.people[place, actor].presses(self.offers(place, actor, data), "Do it")

    def replies(self, to: Message) -> list[Message]:
        """What the bot has said to it."""
        return [each for each in to.chat.messages.values() if each.outgoing and each.reply_to == to.id]

    async def answered(self, *given: Message) -> list[Message]:
        """The first that the bot says to each of these, when it has."""
        await self.server.until(lambda: all(map(self.replies, given)), 30, f"answers to {given[0].text}")
        return [self.replies(message)[0] for message in given]

    def said(self) -> Iterator[str]:
        """Everything that the bot has standing anywhere."""
        for chat in self.server.world.chats.values():
            for message in chat.messages.values():
                if message.outgoing:
                    yield f"{message.text} {message.markup}"
