"""A desk with a real store and a platform in memory, and a short way of steering it."""

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.commands.models import Actor, Button, Chat, Reply, Request
from bot.commands.table import answer, parse_line
from bot.delivery.models import Claim, Outcome
from bot.delivery.outbox import Outbox
from bot.desk import Desk
from bot.models import Locale, Policy, Publication
from bot.ports import Store
from tests.fakes.desks import desk_of
from tests.fakes.platform import Clock, FakePlatform, FakeServer
from tests.fakes.shelf import DAILY as SHELF_DAILY
from tests.fakes.shelf import JOURNAL, NOW, daily, monthly
from tests.fakes.stores import sqlite_store
from tests.unit.commands.conftest import check

DAILY = SHELF_DAILY.model_copy(update={"publish_at": dt.time(8, 30)})
PUBLISHED = dt.date(2025, 5, 25)
DRAFT = NOW.date()

EVERYTHING = Policy()

OPERATOR = Actor(id="fake:100", operator=True)
ADMIN = Actor(id="fake:7", admin=True)
READER = Actor(id="fake:8")

CHANNEL = Chat(platform="fake", addresses=("-1001", "@chan"), kind="channel", title="频道")
GROUP = Chat(platform="fake", addresses=("-2002",), kind="group", title="群")
PRIVATE = Chat(platform="fake", addresses=("100",), kind="private")


@dataclass
class Newsroom:
    """The parts, and what happened to deliveries."""

    store: Store
    server: FakeServer
    platform: FakePlatform
    clock: Clock
    desk: Desk
    outcomes: list[tuple[Claim, Outcome]] = field(default_factory=list)

    async def steer(
        self,
        line: str | Button,
        actor: Actor = OPERATOR,
        chat: Chat | None = PRIVATE,
        *,
        locale: Locale = "zh-CN",
        desk: bool = True,
    ) -> Reply:
        """Send the line, or press the button, and check what holds for every reply."""
        page = None
        if isinstance(line, Button):
            command, argument, page = line.command, line.argument, line.page
        else:
            command, argument = parse_line(line, actor)
        request = Request(
            command=command,
            argument=argument,
            actor=actor,
            locale=locale,
            now=self.clock().astimezone(NOW.tzinfo),
            page=page,
            chat=chat,
        )
        reply = await answer(self.store, request, self.desk if desk else None)
        check(reply)
        return reply

    async def declare(self, *addresses: str, policy: Policy = EVERYTHING) -> None:
        """Make these targets."""
        for address in addresses:
            await self.store.declare_target("fake", address, policy)

    async def deliver(self) -> None:
        """Carry out all that is due."""
        outbox = Outbox(
            self.store,
            self.desk.platforms,
            self.clock,
            on_outcome=lambda claim, outcome: self.outcomes.append((claim, outcome)),
        )
        await outbox.drain()


@asynccontextmanager
async def newsroom(
    folder: Path, publications: tuple[Publication, ...] = (DAILY, JOURNAL)
) -> AsyncIterator[Newsroom]:
    """Two published dailies, today's draft and a monthly; no target yet."""
    clock = Clock(NOW.astimezone(dt.UTC))
    server = FakeServer()
    platform = FakePlatform(server, size=8)
    async with sqlite_store(folder) as store:
        await store.declare_publications(publications)
        for date in (PUBLISHED - dt.timedelta(days=1), PUBLISHED, DRAFT):
            await store.save(
                daily(date), publication=DAILY.slug, text_hash=str(date), now=clock(), published=date != DRAFT
            )
        await store.save(monthly(), publication=JOURNAL.slug, text_hash="may", now=clock(), published=True)
        yield Newsroom(
            store, server, platform, clock, desk_of(store, platform, publications=publications, clock=clock)
        )
