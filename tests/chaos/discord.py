"""Discord as a venue of kills: channels of all kinds, threads, forums, direct messages on the fake server."""

import random
import re
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import NamedTuple

from tests.fakes.discord import TOKEN, Channel, DiscordServer, Message
from tests.fakes.discord.faults import WRITES

SETTINGS = """
[platforms.discord]
token = "{token}"
api_url = "{api_url}"
gateway_url = "{gateway_url}"
"""
TARGET = """
[[targets]]
platform = "discord"
address = "{address}"
layout = "{layout}"
embeds = {embeds}
"""
FASTER = 10.0  # times Discord's pace: a course brings as many digests in minutes as a channel sees in months
STORMS, APART, LONG = 20, 400, 50  # so many times, after so many writes, that many are refused as too fast
MANY = (100_000, 3600.0)
CROSSPOSTS = (10, 300.0)  # a channel; Discord's own number, in seconds of the faster clock
FORGETS = 0.5  # how often a crash outlasts what Discord remembers of nonces
WORDS = "雨后的操场上"  # they stand in the body of each item, and in no list of headlines
MARKER = re.compile(r"〔(p\d+)·(\d\d)〕")


class Kind(NamedTuple):
    """A kind of place, and how it wants its digests."""

    kind: str
    layout: str = "full"
    embeds: bool = False


KINDS = (
    Kind("text"),
    Kind("forum"),
    Kind("announcement", "summary+thread"),
    Kind("text", "summary+thread"),
    Kind("thread"),
    Kind("dm"),
    Kind("announcement"),
    Kind("forum", "summary+thread"),
    Kind("text", embeds=True),
    Kind("picky forum"),
    Kind("text", "headlines"),
    Kind("thread of an announcement"),
    Kind("forum", embeds=True),
    Kind("text", "summary+thread", embeds=True),
)


class DiscordVenue:
    """All kinds of places in turn, five channels a guild."""

    def __init__(self, server: DiscordServer, places: int) -> None:
        self._server = server
        self._chance = random.Random(0)  # noqa: S311
        self._channels: dict[str, tuple[Kind, Channel]] = {}
        for n in range(places):
            if n % 5 == 0:
                self._guild = server.guild(f"读者{n // 5}")
            kind = KINDS[n % len(KINDS)]
            channel = self._made(kind.kind, n)
            self._channels[str(channel.id)] = (kind, channel)
        self.places = list(self._channels)
        self.settings = SETTINGS.format(
            token=TOKEN, api_url=server.api_url, gateway_url=server.gateway_url
        ) + "".join(
            TARGET.format(address=address, layout=kind.layout, embeds=str(kind.embeds).lower())
            for address, (kind, _) in self._channels.items()
        )

    def _made(self, kind: str, n: int) -> Channel:
        server, guild = self._server, self._guild
        match kind:
            case "dm":
                return server.dm(server.world.user(f"reader{n}"))
            case "thread":
                return server.thread(server.channel(f"闲谈{n}", guild), f"日报{n}")
            case "thread of an announcement":
                return server.thread(server.channel(f"公告{n}", guild, kind="announcement"), f"日报{n}")
            case "picky forum":
                tags = ("其他", "杂谈")
                return server.channel(f"论坛{n}", guild, kind="forum", tags=tags, tag_required=True)
            case "forum":
                return server.channel(f"论坛{n}", guild, kind="forum", tags=("新闻资讯", "其他"))
            case _:
                return server.channel(f"频道{n}", guild, kind=kind)

    def certain(self, place: str) -> bool:
        """Everywhere: what a nonce does not clear up, the history does."""
        return place in self._channels

    def texts(self, place: str) -> list[str]:
        """What stands there and in the threads below.

        Where the items stand in the thread, what is listed above them counts under other marks.
        """
        kind, channel = self._channels[place]
        texts = [message.text for room in (channel, *_below(channel)) for message in room.standing()]
        if kind.layout != "summary+thread":
            return texts
        return [text if WORDS in text else MARKER.sub(r"〔\1·目\2〕", text) for text in texts]

    @property
    def writes(self) -> int:
        """Requests that post, change or delete, whatever came of them."""
        return sum(count for name, count in self._server.journal.counts.items() if not name.startswith("GET"))

    @property
    def busy(self) -> bool:
        """Whether a lead is still to be published to those who follow."""
        return any(not lead.crossposted for lead in self._leads())

    def disturb(self, seed: int) -> None:
        """A fifth of the writes fail, in every way that a network has; now and then all are too fast."""
        self._chance.seed(seed)
        faults = self._server.faults
        for n in range(STORMS):
            faults.add("flood", *WRITES, skip=APART * (n + 1), times=LONG, seconds=0.3)
        faults.mix(
            seed=seed,
            seconds=1.0,
            dropped_before=0.04,
            dropped_after=0.04,
            truncated=0.02,
            hang_after=0.005,
            hang=0.005,
            status=0.02,
            status_after=0.03,
            flood=0.03,
        )
        faults.add("status", *WRITES, times=None, probability=0.02, status=503)
        faults.add("status after", *WRITES, times=None, probability=0.01, status=503)
        faults.add("dropped before", "GET /channels/**", "GET /guilds/**", times=None, probability=0.05)
        faults.add("status", "GET /channels/**", "GET /guilds/**", times=None, probability=0.03, status=502)

    def outlast(self) -> None:
        """By half of the chances the nonces are forgotten: Discord remembers them for minutes only."""
        if self._chance.random() < FORGETS:
            self._server.world.nonces.clear()

    def calm(self) -> None:
        """No more faults."""
        self._server.faults.clear()

    def trouble(self) -> list[str]:
        """Empty threads, digests with two posts or threads, what was published wrongly, breaches."""
        found = [f"{breach.kind}: {breach.where}: {breach.detail}" for breach in self._server.violations]
        leads = {lead.id for lead in self._leads()}
        for place, (kind, channel) in self._channels.items():
            rooms = _below(channel)
            found += [f"a thread in {place} is empty: {room.name}" for room in rooms if not _markers(room)]
            digests = Counter(publication for room in rooms for publication, _ in _markers(room)[:1])
            found += [f"{name} has {n} threads in {place}" for name, n in digests.items() if n > 1]
            if kind.layout == "summary+thread":
                found += self._listed_twice(place, channel)
            for message in channel.standing():
                if message.crossposted and message.id not in leads:
                    found.append(f"what is no lead was published in {place}: {message.text[:40]}")
        found += [f"not published: {lead.text[:40]}" for lead in self._leads() if not lead.crossposted]
        return found

    def _listed_twice(self, place: str, channel: Channel) -> Iterator[str]:
        texts = [message.text for room in (channel, *_below(channel)) for message in room.standing()]
        listed = Counter(mark for text in texts if WORDS not in text for mark in MARKER.findall(text))
        for (publication, number), count in listed.items():
            if count > 1:
                yield f"item {number} of {publication} is listed {count} times in {place}"

    def _leads(self) -> Iterator[Message]:
        """The first message of each digest in each announcement channel."""
        for kind, channel in self._channels.values():
            if kind.kind == "announcement":
                seen: set[str] = set()
                for message in channel.standing():
                    publications = {publication for publication, _ in MARKER.findall(message.text)}
                    if publications and not publications & seen:
                        yield message
                    seen |= publications


def _below(channel: Channel) -> list[Channel]:
    """The threads of a channel, or the posts of a forum."""
    if channel.guild is None or channel.thread is not None:
        return []
    threads = [*channel.guild.threads.values(), *channel.archive.values()]
    return [room for room in threads if room.thread is not None and room.thread.parent is channel]


def _markers(room: Channel) -> list[tuple[str, str]]:
    return [mark for message in room.standing() for mark in MARKER.findall(message.text)]


@asynccontextmanager
async def discord(places: int = 40) -> AsyncIterator[DiscordVenue]:
    """The venue, with its server up. Its limits are on, and fill ten times as fast as Discord's."""
    async with DiscordServer(keep=False) as server:
        server.limits.set(on=True, speed=FASTER)
        server.rules.crossposts = CROSSPOSTS
        server.rules.old_edits = server.rules.published_edits = MANY
        yield DiscordVenue(server, places)
