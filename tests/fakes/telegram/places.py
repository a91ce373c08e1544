"""Making chats, with people and the bot in them."""

from typing import TYPE_CHECKING

from tests.fakes.telegram.chats import Chat, ChatType, Status
from tests.fakes.telegram.world import ALL_RIGHTS, World

if TYPE_CHECKING:
    from tests.fakes.telegram.people import Person


class Places:
    """Chats as they stand before a test begins: making them tells the bot nothing."""

    world: World

    def channel(
        self, title: str = "Channel", *, id: int | None = None, username: str | None = None,  # noqa: A002
        owner: "Person | None" = None, rights: "frozenset[str] | set[str] | None" = ALL_RIGHTS,
    ) -> Chat:  # fmt: skip
        """A channel. The bot is an administrator with `rights`; None: it isn't there."""
        chat = self._made("channel", title, id, username, owner)
        if rights is not None:
            self.world.place(chat, self.world.bot, "administrator", frozenset(rights))
        return chat

    def group(
        self, title: str = "Group", *, id: int | None = None, owner: "Person | None" = None,  # noqa: A002
        members: "tuple[Person, ...]" = (), bot: Status | None = "member",
    ) -> Chat:  # fmt: skip
        """A basic group. `bot`: its status there, or None."""
        return self._filled(self._made("group", title, id, None, owner), members, bot)

    def supergroup(
        self, title: str = "Supergroup", *, id: int | None = None, username: str | None = None,  # noqa: A002
        owner: "Person | None" = None, members: "tuple[Person, ...]" = (), bot: Status | None = "member",
        forum: bool = False,
    ) -> Chat:  # fmt: skip
        """A supergroup, perhaps with topics."""
        chat = self._filled(self._made("supergroup", title, id, username, owner), members, bot)
        chat.is_forum = forum
        return chat

    def topic(self, chat: Chat, name: str = "Topic") -> int:
        """A topic of a forum; its message_thread_id."""
        return self.world.topic(chat, name).thread

    def chat(self, address: int | str) -> Chat:
        """The chat of an id, "@name", or "id/thread". Raises LookupError."""
        found = self.world.find(str(address).split("/", maxsplit=1)[0])
        if found is None:
            raise LookupError(f"there is no chat {address}")
        return found

    def _made(
        self, kind: ChatType, title: str, number: int | None, username: str | None, owner: "Person | None"
    ) -> Chat:
        chat = self.world.chat(kind, title, id=number, username=username)
        if owner is not None:
            self.world.place(chat, owner.user, "creator")
        return chat

    def _filled(self, chat: Chat, members: "tuple[Person, ...]", bot: Status | None) -> Chat:
        for person in members:
            self.world.place(chat, person.user, "member")
        if bot is not None:
            self.world.place(chat, self.world.bot, bot)
        return chat
