"""How the ledger names a place of Telegram: `-1001234`, `@channel`, a topic behind a slash."""

from typing import NamedTuple

from bot.errors import TargetLost

GENERAL = 1  # this topic's number is not to be named when posting there


class Place(NamedTuple):
    """A chat as the library takes it, and the topic in it."""

    chat: int | str
    thread: int | None = None

    @property
    def private(self) -> bool:
        """Whether it is a person's chat with the bot."""
        return isinstance(self.chat, int) and self.chat > 0


def place(address: str) -> Place:
    """The place of that address. Raises TargetLost for what is none."""
    chat, slash, topic = address.partition("/")
    try:
        thread = int(topic) if slash else None
        found = chat if chat.startswith("@") and chat[1:] else int(chat)
    except ValueError:
        sentence = (
            f'"{address}" is no address of Telegram: it is an id or @channel, and /topic where there is one'
        )
        raise TargetLost(sentence) from None
    return Place(found, None if thread == GENERAL else thread)
