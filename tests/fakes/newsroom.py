"""A bot that serves the samples on the fake Bot API server, for tests of what readers meet."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from bot import documents
from bot.models import Locale, Publication
from bot.ports import Store
from bot.sources.files import SAMPLES, documents_in
from handlers.telegram.station import Station
from tests.fakes.platform import Clock
from tests.fakes.stations import serving, station_of
from tests.fakes.stores import sqlite_store
from tests.fakes.telegram import Chat, Message, Person, Press, TelegramServer

NOW = dt.datetime(2026, 11, 20, 1, tzinfo=dt.UTC)
PUBLICATIONS = (
    Publication(slug="ai-daily", name="AI日报"),
    Publication(slug="ai-monthly", name="AI月刊", kind="monthly"),
)
_ARCHIVE: list[bytes] = []


@dataclass
class Newsroom:
    """The server, the bot's station, and one reader who has started the bot."""

    server: TelegramServer
    station: Station
    reader: Person
    clock: Clock

    async def answer(self, asked: Message) -> Message:
        """What the bot posts in the chat after that message."""
        await self.server.until(lambda: self.after(asked), what=f"an answer to {asked.text}")
        return self.after(asked)[0]

    def after(self, asked: Message) -> list[Message]:
        """All that the bot has posted in the chat after that message."""
        return [m for m in asked.chat.messages.values() if m.id > asked.id and m.outgoing]

    async def asks(
        self, line: str, who: Person | None = None, chat: Chat | None = None, *, thread: int | None = None
    ) -> Message:
        """Somebody writes a line and is answered."""
        return await self.answer((who or self.reader).says(line, chat, thread=thread))

    async def turns(self, shown: Message, label: str, who: Person | None = None) -> Message:
        """Somebody presses the button, and the message shows something else."""
        before = shown.edits
        press = (who or self.reader).presses(shown, label)
        await self.server.until(lambda: shown.edits > before, what=f"what {label} leads to")
        assert press.answered, "the press is answered before"
        assert not press.text
        return shown

    async def settled(self, press: Press) -> Press:
        """The press, once it is answered."""
        await self.server.until(lambda: press.answered, what=f"an answer to the press {press.data}")
        return press

    async def quiet(self) -> None:
        """Give the bot the time that it takes to answer something else, and some more."""
        await self.answer(self.server.person("Last", started=True).says("/help"))
        await asyncio.sleep(0.1)


@asynccontextmanager
async def newsroom(folder: Path, *, locale: Locale = "zh-CN", empty: bool = False) -> AsyncIterator[Newsroom]:
    """A bot at work."""
    if not empty and not (folder / "ribao.db").exists():
        (folder / "ribao.db").write_bytes(await archive(folder))
    async with TelegramServer() as server, sqlite_store(folder) as store:
        reader = server.person("Reader", id=7, started=True)
        clock = Clock(NOW)
        async with (
            station_of(server, store, publications=PUBLICATIONS, clock=clock, locale=locale) as station,
            serving(station),
        ):
            yield Newsroom(server, station, reader, clock)


async def archive(folder: Path) -> bytes:
    """A database with the samples, made once."""
    if not _ARCHIVE:
        made = folder / "made"
        made.mkdir()
        async with sqlite_store(made) as store:
            await fill(store)
            await store.backup(folder / "samples.db")
        _ARCHIVE.append((folder / "samples.db").read_bytes())
    return _ARCHIVE[0]


async def fill(store: Store) -> None:
    """Keep the samples, published."""
    await store.declare_publications(PUBLICATIONS)
    for path in documents_in(SAMPLES):
        digest, _ = documents.load(path)
        await store.save(
            digest,
            publication=path.parent.name,
            text_hash=sha256(path.read_bytes()).hexdigest(),
            now=NOW - dt.timedelta(days=1),
            published=True,
        )
