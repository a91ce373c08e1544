"""The bots at one desk, over the fake servers: the real rooms, a real store, no outbox to change it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bot.commands.flood import Flood
from bot.desk import Desk
from bot.ports import Platform, Store
from handlers import web
from handlers.discord.create import DiscordPlatform
from handlers.discord.station import Station as DiscordStation
from handlers.telegram.create import TelegramPlatform
from handlers.telegram.station import Station as TelegramStation
from tests.e2e.authority.archive import NOW, PUBLICATIONS, Dump, Held, Ledger, fill
from tests.e2e.authority.deeds import Deed, deeds
from tests.e2e.authority.table import Row
from tests.fakes import guilds, stations
from tests.fakes.desks import ZONE
from tests.fakes.discord import DiscordServer
from tests.fakes.platform import Clock
from tests.fakes.stores import sqlite_store
from tests.fakes.telegram import TelegramServer

ADMINS = ("telegram:100", "discord:200")
"""The operators. On Telegram somebody else has the number 200, on Discord somebody else has 100."""


@dataclass(frozen=True, slots=True)
class House:
    """The desk and its store. `held`: what is in it; `deeds`: a line for each command."""

    desk: Desk
    store: Store
    clock: Clock
    ledger: Ledger
    held: Held
    deeds: dict[str, Deed]
    page: str

    def dump(self) -> Dump:
        """All tables, as they stand."""
        return self.ledger.dump()

    async def kept(self, row: Row, actor: str) -> list[str]:
        """What is wrong with the act that was kept of it; then everything is put back."""
        newest, before = await self.store.acts(before=None, limit=2)
        self.ledger.restore()
        known = (newest.actor, newest.command, before.actor)
        right = newest.result.startswith(self.deeds[row.command].act)
        right = right and known == (actor, row.command, "telegram:4711")
        return [] if right else [f"{row} left no act: {newest}"]


@asynccontextmanager
async def house(
    folder: Path,
    *,
    telegram: TelegramServer | None = None,
    discord: DiscordServer | None = None,
    places: Sequence[tuple[str, str]] = (),
    flood: Flood | None = None,
) -> AsyncIterator[House]:
    """The bots of these servers at work, and the web page; `places` receive digests."""
    clock = Clock(NOW)
    platforms: dict[str, Platform] = {}
    async with sqlite_store(folder) as store:
        desk = Desk(
            store=store,
            platforms=platforms,
            publications=PUBLICATIONS,
            sources={},
            admins=ADMINS,
            zone=ZONE,
            locale="en",
            clock=clock,
        )
        guard = flood or Flood(most=1e9)
        async with AsyncExitStack() as lines:
            found: asyncio.Future[str] = asyncio.get_running_loop().create_future()
            platforms["web"] = web.create(
                store, listen="127.0.0.1:0", title="试刊", locale="en", timezone=ZONE, now=clock,
                on_ready=found.set_result,
            )  # fmt: skip
            if telegram is not None:
                line = await lines.enter_async_context(stations.connected(telegram))
                platforms["telegram"] = TelegramPlatform(TelegramStation(desk, line, flood=guard), None, None)
            if discord is not None:
                wire = await lines.enter_async_context(guilds.connected(discord))
                platforms["discord"] = DiscordPlatform(DiscordStation(desk, wire, flood=guard), None)
            held = await fill(store, platforms, places)
            ledger = Ledger(folder / "ribao.db")
            tasks = [asyncio.create_task(platform.serve()) for platform in platforms.values()]
            try:
                platform = "telegram" if discord is None else "discord"
                tried = deeds(platform, item=held.item, retracted=held.retracted, doubt=held.doubt)
                yield House(desk, store, clock, ledger, held, tried, await found)
            finally:
                for task in tasks:
                    task.cancel()
                with suppress(asyncio.CancelledError):
                    await asyncio.gather(*tasks, return_exceptions=True)
                ledger.close()
