"""Telegram as a venue of kills: channels, groups, topics and private chats on the fake Bot API server."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.fakes.telegram import TOKEN, TelegramServer
from tests.fakes.telegram.faults import WRITES

SETTINGS = """
[platforms.telegram]
token = "{token}"
base_url = "{base_url}"
base_file_url = "{base_file_url}"
"""
TARGET = """
[[targets]]
platform = "telegram"
address = "{address}"
"""


class TelegramVenue:
    """Half of the places are channels, the other half groups, a forum's topics, and private chats."""

    def __init__(self, server: TelegramServer, places: int) -> None:
        self._server = server
        owner = server.person("owner")
        channels = places // 2
        self.places: list[str] = []
        for n in range(channels):
            chat = server.channel(f"频道{n}", username=f"channel{n}", owner=owner)
            self.places.append(f"@channel{n}" if n % 2 else str(chat.id))
        self._certain = frozenset(self.places)
        for n in range(places - channels):
            if n % 3 == 0:
                self.places.append(str(server.supergroup(f"群{n}", owner=owner, members=(owner,)).id))
            elif n % 3 == 1:
                self.places.append(str(server.group(f"小群{n}", owner=owner, members=(owner,)).id))
            else:
                person = server.person(f"reader{n}")
                person.starts()
                self.places.append(str(person.private.id))
        self.settings = SETTINGS.format(
            token=TOKEN, base_url=server.base_url, base_file_url=server.base_file_url
        ) + "".join(TARGET.format(address=place) for place in self.places)

    def certain(self, place: str) -> bool:
        """Channels: their numbers belong to what is posted there alone."""
        return place in self._certain

    def texts(self, place: str) -> list[str]:
        """What stands in the chat."""
        return self._server.chat(place).texts()

    @property
    def writes(self) -> int:
        """Requests that cost something with Telegram, whatever came of them."""
        return sum(self._server.journal.counts[method] for method in WRITES)

    @property
    def busy(self) -> bool:
        """Nothing is done there beside the deliveries."""
        return False

    def disturb(self, seed: int) -> None:
        """A fifth of the writes fail, in every way that a network has."""
        self._server.faults.mix(
            seed=seed,
            seconds=1.0,
            dropped_before=0.04,
            dropped_after=0.04,
            truncated=0.02,
            hang_after=0.005,
            hang=0.005,
            status=0.03,
            flood=0.05,
        )

    def outlast(self) -> None:
        """Telegram forgets nothing."""

    def calm(self) -> None:
        """No more faults."""
        self._server.faults.clear()

    def trouble(self) -> list[str]:
        """Nothing more than what is counted."""
        return []


@asynccontextmanager
async def telegram(places: int = 40) -> AsyncIterator[TelegramVenue]:
    """The venue, with its server up. Its flood control is on, a dozen times as fast as Telegram's."""
    async with TelegramServer() as server:
        server.flood.set(on=True, overall=300, per_chat=20, burst=20, per_minute=240)
        yield TelegramVenue(server, places)
