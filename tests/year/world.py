"""The two fake platforms with the year's chats: channels, groups, topics, private chats, threads, forums."""

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from config.targets import DeclaredTarget
from tests.fakes.discord import DiscordServer
from tests.fakes.discord.channels import Channel
from tests.fakes.discord.guilds import Guild
from tests.fakes.discord.people import Person as Member
from tests.fakes.discord.users import User
from tests.fakes.telegram import TelegramServer
from tests.fakes.telegram.chats import Chat
from tests.fakes.telegram.people import Person
from tests.year.dial import SPEED
from tests.year.papers import BODY, TITLE
from tests.year.wishes import Spot

A_GUILD = 8  # targets
SETTINGS = """
[platforms.telegram]
token = {telegram.token!r}
base_url = {telegram.base_url!r}
base_file_url = {telegram.base_file_url!r}
[platforms.discord]
token = {discord.token!r}
api_url = {discord.api_url!r}
gateway_url = {discord.gateway_url!r}
"""
ALERT = "🔔"


@dataclass(frozen=True, slots=True)
class Place:
    """A target on its server. `home`: what the bot is put out of, whichever targets are in it."""

    spot: Spot
    address: str
    keys: dict[str, Any]
    home: Chat | Guild | None
    texts: Callable[[], list[str]]
    history: Callable[[], list[str]]

    @property
    def name(self) -> str:
        """As the ledger calls it."""
        return f"{self.spot.platform}:{self.address}"

    @property
    def declared(self) -> DeclaredTarget:
        """As the settings file has it."""
        chat, _, thread = self.address.partition("/")
        topic = {"thread": int(thread)} if thread else {}
        return DeclaredTarget(platform=self.spot.platform, address=chat, **topic, **self.keys)

    def toml(self) -> str:
        """Its table."""
        chat, _, thread = self.address.partition("/")
        keys = {"platform": self.spot.platform, "address": chat, **self.keys}
        if thread:
            keys["thread"] = int(thread)
        return table("targets", keys)

    def shown(self) -> Counter[tuple[str, str]]:
        """The marks that stand there, as tests.year.model counts them."""
        return counted(self.texts())


def table(name: str, keys: Mapping[str, Any]) -> str:
    """A table of a list of the settings."""
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in keys.items()]
    return "\n".join([f"[[{name}]]", *lines, ""])


def counted(texts: list[str]) -> Counter[tuple[str, str]]:
    """Marks by where they stand."""
    found: Counter[tuple[str, str]] = Counter()
    for text in texts:
        found.update(("alert" if ALERT in text else "title", told) for told in TITLE.findall(text))
        found.update(("body", told) for told in BODY.findall(text))
    return found


class World:
    """Both servers, their clocks the simulated one, and a place for each spot."""

    def __init__(self, spots: list[Spot], seconds: Callable[[], float]) -> None:
        self.telegram = TelegramServer(clock=seconds, keep=False)
        self.discord = DiscordServer(clock=seconds, keep=False)
        self.telegram.flood.set(on=True, overall=30 * SPEED, per_chat=SPEED, per_minute=20, window=60 / SPEED)
        self.discord.limits.set(on=True, speed=SPEED)
        self.boss = self.telegram.person("boss", language="en")
        self.keeper: User = self.discord.world.user("keeper")
        self._spots = spots
        self.places: list[Place] = []

    def people(self) -> None:
        """Make the chats: once the servers are up."""
        self.boss.starts()
        in_guild = 0
        for spot in self._spots:
            if spot.platform == "telegram":
                self.places.append(self._telegram(spot))
                continue
            if spot.kind != "dm" and in_guild % A_GUILD == 0:
                self._guild = self.discord.guild(f"读者{in_guild}", owner=self.keeper)
            in_guild += spot.kind != "dm"
            self.places.append(self._discord(spot))

    @property
    def settings(self) -> str:
        """Both platforms' tables."""
        return SETTINGS.format(telegram=self.telegram, discord=self.discord)

    @property
    def writes(self) -> int:
        """How many requests changed something, or tried to."""
        telegram = sum(
            n for name, n in self.telegram.journal.counts.items() if name[:3] in {"sen", "edi", "del"}
        )
        discord = sum(n for name, n in self.discord.journal.counts.items() if not name.startswith("GET"))
        return telegram + discord

    def member(self) -> Member:
        """The keeper of all guilds."""
        return Member(self.discord, self.keeper)

    # --- the kinds of chats ---

    def _telegram(self, spot: Spot) -> Place:
        server, number, keys = self.telegram, spot.number, spot.wish.keys()
        match spot.kind:
            case "channel":
                chat = server.channel(f"频道{number}", owner=self.boss)
                address = str(chat.id)
            case "@channel":
                chat = server.channel(f"频道{number}", username=f"channel{number}", owner=self.boss)
                address = f"@channel{number}"
            case "supergroup":
                chat = server.supergroup(f"群{number}", owner=self.boss)
                address = str(chat.id)
            case "group":
                chat = server.group(f"小群{number}", owner=self.boss)
                address = str(chat.id)
            case "topic":
                chat = server.supergroup(f"论坛{number}", owner=self.boss, forum=True)
                self.boss.says("群规", chat)  # the first number is that of the General topic
                thread = server.topic(chat, "日报")
                return Place(
                    spot,
                    f"{chat.id}/{thread}",
                    keys,
                    chat,
                    lambda: [one.text for one in chat.standing(lambda each: each.thread == thread)],
                    lambda: _said(chat),
                )
            case _:
                person = server.person(f"reader{number}", started=True)
                chat, address = person.private, str(person.id)
        return Place(spot, address, keys, chat, chat.texts, lambda: _said(chat))

    def _discord(self, spot: Spot) -> Place:
        server, keys = self.discord, spot.wish.keys()
        if spot.kind == "dm":
            channel = server.dm(server.world.user(f"reader{spot.number}"))
            return Place(spot, str(channel.id), keys, None, channel.texts, lambda: _written([channel]))
        guild, name = self._guild, f"频道{spot.number}"
        match spot.kind:
            case "thread":
                channel = server.thread(server.channel(f"闲谈{name}", guild), name)
            case "thread of an announcement":
                channel = server.thread(server.channel(f"公告{name}", guild, kind="announcement"), name)
            case "picky forum":
                channel = server.channel(name, guild, kind="forum", tags=("其他", "杂谈"), tag_required=True)
            case kind:
                channel = server.channel(name, guild, kind=kind)
        if spot.wish.calls:
            keys["role"] = str(server.role(guild, f"读者{spot.number}", mentionable=True).id)
        return Place(
            spot,
            str(channel.id),
            keys,
            guild,
            lambda: [text for room in rooms(channel) for text in room.texts()],
            lambda: _written(rooms(channel)),
        )

    def person(self, chat: Chat) -> Person:
        """Whose private chat that is."""
        return Person(self.telegram, self.telegram.world.users[chat.id])


def rooms(channel: Channel) -> list[Channel]:
    """The channel and the threads below it."""
    if channel.guild is None or channel.thread is not None:
        return [channel]
    threads = [*channel.guild.threads.values(), *channel.archive.values()]
    return [channel, *(one for one in threads if one.thread is not None and one.thread.parent is channel)]


def _said(chat: Chat) -> list[str]:
    """All that ever stood in the chat."""
    messages = [one for one in (*chat.messages.values(), *chat.deleted) if not one.service]
    return [text for one in messages for text in (one.text, *one.history)]


def _written(channels: list[Channel]) -> list[str]:
    messages = [one for channel in channels for one in (*channel.messages.values(), *channel.deleted)]
    return [text for one in messages for text in (one.text, *one.history)]
