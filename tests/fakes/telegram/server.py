"""The server: HTTP in front, the world behind."""

import re
import time
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any, TypeVar

from aiohttp import web

from tests.fakes import control
from tests.fakes.listening import Listening
from tests.fakes.telegram.chats import Chat, Status
from tests.fakes.telegram.faults import Faults
from tests.fakes.telegram.flood import Flood
from tests.fakes.telegram.front import Front
from tests.fakes.telegram.journal import Journal, Violation
from tests.fakes.telegram.messages import Message
from tests.fakes.telegram.people import Person
from tests.fakes.telegram.places import Places
from tests.fakes.telegram.queries import InlineQuery, Press
from tests.fakes.telegram.updates import Updates
from tests.fakes.telegram.users import User
from tests.fakes.telegram.verbs import Verbs, told
from tests.fakes.telegram.webhook import Webhook
from tests.fakes.telegram.world import ALL_RIGHTS, World

Q = TypeVar("Q", Press, InlineQuery)
TOKEN = "42:TEST-token_of-the-fake-bot-0123456789"  # noqa: S105


class TelegramServer(Listening, Places):
    """A Bot API server for one bot on 127.0.0.1, and the people and chats that the bot meets.

    Use it as an async context manager: `base_url` and `base_file_url` are what python-telegram-bot wants.
    `strict`: parameters that a method doesn't have are refused (Telegram ignores them).
    """

    max_body = 60 * 1024 * 1024

    def __init__(
        self,
        *,
        token: str = TOKEN,
        username: str = "ribao_bot",
        port: int = 0,
        flood: bool = False,
        strict: bool = True,
        clock: Callable[[], float] = time.time,
        keep: bool = True,
    ) -> None:
        super().__init__(port)
        self.token = token
        self.strict = strict
        self.world = World(User(int(token.split(":", 1)[0]), "Ribao", username, is_bot=True), clock)
        self.updates = Updates()
        self.webhook = Webhook(self.updates, breach=self.breach)
        self.flood = Flood(on=flood)
        self.faults = Faults()
        self.journal = Journal(keep)
        self.presses: dict[str, Press] = {}
        self.queries: dict[str, InlineQuery] = {}
        self.menus: dict[tuple[str, str], list[dict[str, str]]] = {}
        self.menu_buttons: dict[int, dict[str, Any]] = {}
        self.profile: dict[tuple[str, str], str] = {}
        self.reads_groups = False  # the privacy mode is on, as by default
        self.inline_feedback = False
        self.press_lasts = 60.0
        self.query_lasts = 30.0
        self.query_numbers: Iterator[int] = count(1)

    @property
    def base_url(self) -> str:
        """What python-telegram-bot takes as `base_url`."""
        return f"{self.address}/bot"

    @property
    def base_file_url(self) -> str:
        """What python-telegram-bot takes as `base_file_url`."""
        return f"{self.address}/file/bot"

    def served(self) -> list[web.RouteDef]:
        """The methods, the files and the control."""
        front = Front(self)
        return [
            web.route("*", "/bot{token}/{method}", front.answer),
            web.get("/file/bot{token}/{path:.*}", front.download),
            *control.routes(Verbs(self), told),
        ]

    async def hang_up(self) -> None:
        """End the webhook's deliveries."""
        await self.webhook.close()

    def tell(self, kind: str, content: dict[str, Any]) -> None:
        """Queue an update for the bot."""
        self.updates.put(kind, content)

    def breach(self, kind: str, chat: str, detail: str) -> None:
        """Note a violation."""
        self.journal.violations.append(Violation(self.world.clock(), kind, chat, detail))

    @property
    def violations(self) -> list[Violation]:
        """What a careful bot would not have done."""
        return self.journal.violations

    def person(
        self, name: str = "Reader", *, id: int | None = None, username: str | None = None,  # noqa: A002
        language: str | None = "zh-hans", started: bool = False,
    ) -> Person:  # fmt: skip
        """A new person; `started` ones have pressed Start before, so that the bot may write to them."""
        user = self.world.person(name, id=id, username=username, language=language)
        user.started = started
        return Person(self, user)

    def move(
        self, chat: Chat, user: User, by: User, status: Status, rights: frozenset[str] = ALL_RIGHTS, *,
        anonymous: bool = False,
    ) -> None:  # fmt: skip
        """Change somebody's place in a chat, and tell the bot of its own."""
        before = chat.member(user).json(chat.type)
        member = self.world.place(chat, user, status, rights)
        member.anonymous = anonymous
        after = member.json(chat.type)
        if before == after:
            return
        change = {
            "chat": chat.json(),
            "from": by.json(),
            "date": self.world.now(),
            "old_chat_member": before,
            "new_chat_member": after,
        }
        if user is self.world.bot:
            self.tell("my_chat_member", change)
        elif chat.is_admin(self.world.bot):
            self.tell("chat_member", change)

    async def posted(
        self, chat: Chat | Person, pattern: str = "", *, after: Message | None = None, edits: int = 0,
        seconds: float = 10.0,
    ) -> Message:  # fmt: skip
        """Wait for a standing message of the bot whose text has the pattern (a regular expression)."""
        where = chat.private if isinstance(chat, Person) else chat

        def found() -> Message | None:
            return self.seen(where, pattern, after=after.id if after is not None else 0, edits=edits)

        message = await self.until(found, seconds, f"a message like {pattern!r} in {where.title}")
        assert message is not None
        return message

    def seen(self, chat: Chat, pattern: str = "", *, after: int = 0, edits: int = 0) -> Message | None:
        """The newest standing message of the bot that has the pattern, later than the id `after`."""
        for message in reversed(chat.standing()):
            if message.id <= after:
                return None
            own = message.outgoing or message.via is self.world.bot
            if own and message.edits >= edits and re.search(pattern, message.text or message.caption):
                return message
        return None

    async def answered(self, asked: Q, seconds: float = 10.0) -> Q:
        """Wait until the bot has answered a press or an inline query."""
        await self.until(lambda: asked.answered, seconds, f"the answer to {asked}")
        return asked
