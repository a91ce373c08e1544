"""The server: HTTP and the gateway in front, the world behind."""

import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.fakes import control
from tests.fakes.discord import routes
from tests.fakes.discord.cdn import Cdn
from tests.fakes.discord.channels import Channel
from tests.fakes.discord.faults import Faults
from tests.fakes.discord.front import Front
from tests.fakes.discord.gateway import Gateway
from tests.fakes.discord.guilds import Guild
from tests.fakes.discord.happenings import Happenings
from tests.fakes.discord.interactions import Interaction
from tests.fakes.discord.journal import Journal, Violation
from tests.fakes.discord.limits import Limits
from tests.fakes.discord.messages import Message
from tests.fakes.discord.people import Person
from tests.fakes.discord.places import Places
from tests.fakes.discord.users import User
from tests.fakes.discord.verbs import Verbs, told
from tests.fakes.discord.world import World
from tests.fakes.listening import Listening

TOKEN = "MTA.fake-token-of-the-bot.0123456789"  # noqa: S105
__all__ = ["TOKEN", "DiscordServer", "Rules", "routes"]


@dataclass
class Rules:
    """What Discord grants, in seconds and counts; tests make it shorter."""

    nonce_lasts: float = 180.0
    ack_within: float = 3.0
    token_lasts: float = 900.0
    crossposts: tuple[int, float] = (10, 3600.0)
    old_after: float = 3600.0
    old_edits: tuple[int, float] = (30, 3600.0)
    published_edits: tuple[int, float] = (10, 3600.0)
    pins: int = 250
    command_creates: int = 200


class DiscordServer(Listening, Places, Happenings):
    """Discord for one bot on 127.0.0.1, and the people, guilds and channels that the bot meets.

    Use it as an async context manager: `api_url` and `gateway_url` are what the bot is given.
    """

    max_body = 30 * 1024 * 1024

    def __init__(
        self,
        *,
        token: str = TOKEN,
        name: str = "Ribao",
        port: int = 0,
        limited: bool = True,
        clock: Callable[[], float] = time.time,
        keep: bool = True,
    ) -> None:
        super().__init__(port)
        self.token = token
        self.clock = clock
        self.world = World(name, clock)
        self.gateway = Gateway(self)
        self.world.tell, self.world.heard = self.gateway.tell, self.gateway.heard
        self.limits = Limits(on=limited)
        self.faults = Faults()
        self.journal = Journal(keep)
        self.rules = Rules()
        self.cdn = Cdn(lambda: self.address, self.world.flakes.next)
        self.interactions: dict[int, Interaction] = {}
        self.tokens: dict[str, Interaction] = {}
        self.ephemeral: dict[int, tuple[Message, User]] = {}
        self.commands: dict[int | None, dict[int, dict[str, Any]]] = {}
        self.commands_made = 0
        self.syncs = 0
        self.repeats = 0  # creations that a nonce made harmless

    @property
    def api_url(self) -> str:
        """What the bot is given for `platforms.discord.api_url`."""
        return f"{self.address}/api/v10"

    @property
    def gateway_url(self) -> str:
        """What the bot is given for `platforms.discord.gateway_url`."""
        return f"ws://127.0.0.1:{self.port}/gateway"

    def served(self) -> list[web.RouteDef]:
        """The gateway, the attachments, the API and the control."""
        return [
            web.get("/gateway", self.gateway.serve),
            web.get("/gateway/", self.gateway.serve),
            web.get(r"/attachments/{number:\d+}/{name}", self.cdn.serve),
            web.route("*", "/api/v10/{path:.*}", Front(self).answer),
            *control.routes(Verbs(self), told),
        ]

    async def hang_up(self) -> None:
        """Close the gateway's sessions."""
        await self.gateway.close()

    def breach(self, kind: str, where: str, detail: str) -> None:
        """Note a violation."""
        self.journal.violations.append(Violation(self.clock(), kind, where, detail))

    @property
    def violations(self) -> list[Violation]:
        """What a careful bot would not have done."""
        return self.journal.violations

    def remembered(self, channel: Channel, nonce: str) -> Message | None:
        """The message that was posted with this nonce a little while ago."""
        nonces, now = self.world.nonces, self.clock()
        while nonces:
            oldest = next(iter(nonces))
            if nonces[oldest][0] > now - self.rules.nonce_lasts:
                break
            del nonces[oldest]
        kept = nonces.get(nonce)
        if kept is None:
            return None
        if kept[1].channel is not channel:
            # Discord's documentation speaks of the author alone: the news would be lost here.
            self.breach("nonce elsewhere", str(channel.id), f"{nonce} was used in {kept[1].channel.id}")
        return kept[1]

    def remember(self, nonce: str, message: Message) -> None:
        """Keep the first message of a nonce."""
        self.world.nonces[nonce] = (self.clock(), message)

    async def connected(self, seconds: float = 20.0) -> None:
        """Wait until the bot is at the gateway."""
        await self.until(lambda: self.gateway.connected, seconds, "a session at the gateway")

    async def posted(
        self, channel: Channel, pattern: str = "", *, after: Message | None = None, edits: int = 0,
        seconds: float = 10.0,
    ) -> Message:  # fmt: skip
        """Wait for a standing message of the bot whose text has the pattern (a regular expression)."""

        def found() -> Message | None:
            return self.seen(channel, pattern, after=after.id if after is not None else 0, edits=edits)

        message = await self.until(found, seconds, f"a message like {pattern!r} in {channel.name}")
        assert message is not None
        return message

    def seen(self, channel: Channel, pattern: str = "", *, after: int = 0, edits: int = 0) -> Message | None:
        """The newest standing message of the bot that has the pattern, later than the id `after`."""
        for number in reversed(channel.ids):
            if number <= after:
                return None
            message = channel.messages[number]
            own = message.author is self.world.bot and not message.system
            if own and message.edits >= edits and re.search(pattern, message.text):
                return message
        return None

    async def answered(self, asked: Interaction, seconds: float = 10.0) -> Interaction:
        """Wait until there is something to be seen of the bot's answer."""
        await self.until(lambda: asked.answered, seconds, f"the answer to {asked.told()}")
        return asked

    def person(
        self, name: str = "Reader", *guilds: Guild, id: int | None = None, locale: str = "zh-CN",  # noqa: A002
        rights: Iterable[str] = (), installed: bool = False,
    ) -> Person:  # fmt: skip
        """A new person, who is in these guilds with `rights`."""
        user = self.world.user(name, id=id, locale=locale)
        user.installed = installed
        person = Person(self, user)
        for guild in guilds:
            person.joins(guild, *rights)
        return person

    def told(self, event: str, data: dict[str, Any]) -> None:
        """Send the bot an event of which the world knows nothing."""
        self.gateway.tell(event, data)
