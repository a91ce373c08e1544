"""Whatever happens, in any order: one message a kind and hour, and in the end operators know how it is."""

import asyncio
import datetime as dt
import re
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.commands.models import Reply
from bot.delivery.models import Action, Claim, Dead, Posted, Receipt
from bot.desk import Desk
from bot.models import Policy, Target
from bot.notices.claims import HOUR
from bot.notices.notices import Notices
from bot.ports import Store
from tests.fakes.desks import desk_of
from tests.fakes.platform import Clock, FakePlatform, FakeServer
from tests.fakes.stores import sqlite_store
from tests.unit.commands.conftest import words

PROCESSES = (0, 1)
TARGETS = ("-1", "-2", "-3")
EVENTS = st.one_of(
    st.tuples(st.sampled_from(["lost", "back"]), st.sampled_from(PROCESSES), st.sampled_from(TARGETS)),
    st.tuples(st.sampled_from(["down", "up", "refused"]), st.just(0), st.just("")),
    st.tuples(st.just("restart"), st.sampled_from(PROCESSES), st.just("")),
    st.tuples(st.just("wait"), st.just(0), st.integers(1, 90).map(str)),
)


class Clocked(FakePlatform):
    """Remembers when each message was told."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(FakeServer())
        self.clock = clock
        self.heard: list[tuple[dt.datetime, str]] = []

    async def tell(self, actor: str, reply: Reply) -> None:  # noqa: ARG002
        self.heard.append((self.clock(), words(reply)))


@settings(max_examples=12, deadline=None)
@given(st.lists(EVENTS, max_size=25))
def test_once_a_kind_and_hour_and_nothing_is_lost(events: list[tuple[str, int, str]]) -> None:
    with TemporaryDirectory() as folder:
        asyncio.run(course(Path(folder), events))


async def course(folder: Path, events: list[tuple[str, int, str]]) -> None:
    """Let it all happen, with an end in which nothing does; then look at what was told."""
    async with sqlite_store(folder) as store:
        house = House(store)
        for address in TARGETS:
            await store.declare_target("fake", address, Policy())
        await house.tell()
        for what, number, which in events:
            await house.happens(what, number, which)
            await house.tell()
        for _ in range(4):
            house.clock.forward(hours=1, minutes=1)
            await house.tell()
        heard = house.platform.heard
        apart(heard)
        known = {target.address: target.is_lost for target in await store.targets()}
        assert {address: state(heard, address) for address in TARGETS} == known
        told = [text for _, text in heard]
        assert sum(int(text.split()[0]) for text in told if "refused" in text) == house.refused
        downs = ["can't" in text for text in told if text.startswith("Telegram can")]
        assert downs == [place % 2 == 0 for place in range(len(downs))], "down and up take turns"
        assert len(downs) % 2 == house.is_down


class House:
    """Two processes on one store: a worker, and a gateway."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.clock = Clock()
        self.platform = Clocked(self.clock)
        self.processes = [self.begun(number) for number in PROCESSES]
        self.refused = 0
        self.is_down = False

    def begun(self, number: int) -> tuple[Desk, Notices]:
        """A process that has heard nothing yet."""
        desk = desk_of(self.store, self.platform, clock=self.clock, locale="en")
        return desk, Notices(desk, watch=number == 0)

    async def tell(self) -> None:
        """Each in its turn."""
        for _, notices in self.processes:
            await notices.tell()

    async def happens(self, what: str, number: int, which: str) -> None:
        """One event, in that process."""
        desk, _ = self.processes[number]
        match what:
            case "lost":
                await desk.lost("fake", [which], "kicked")
            case "back":
                await desk.back("fake", [which])
            case "down":
                self.is_down = True
                desk.news.is_down("telegram", "wrong token")
            case "up":
                self.is_down = False
                desk.news.heard(claim("telegram"), Posted(receipt=Receipt(message_id="1")))
            case "refused":
                self.refused += 1
                desk.news.heard(claim("fake", self.refused), Dead(reason="no"))
            case "restart":
                self.refused -= len(desk.news.refused.held())  # the report on their digest has them
                self.processes[number] = self.begun(number)
                if number == 0 and self.is_down:
                    self.processes[0][0].news.is_down("telegram", "wrong token")
            case "wait":
                self.clock.forward(minutes=int(which))


def claim(platform: str, number: int = 1) -> Claim:
    """A claim on that platform."""
    return Claim(
        id=number,
        token=f"{number}",
        action=Action.SEND,
        target=Target(id=9, platform=platform, address="-9"),
        digest_id=1,
        generation=1,
        part=0,
        content=None,
        receipt=None,
        attempts=0,
        interrupted=False,
    )


def apart(heard: list[tuple[dt.datetime, str]]) -> None:
    """No two messages of a kind within an hour."""
    times: defaultdict[str, list[dt.datetime]] = defaultdict(list)
    for at, text in heard:
        first = text.partition("\n")[0]
        times[re.sub(r"^\d+ |s\b|are |is |has |have ", "", first)].append(at)
    for kind, moments in times.items():
        for one, other in pairwise(moments):
            assert other - one >= HOUR, (kind, moments)


def state(heard: list[tuple[dt.datetime, str]], address: str) -> bool:
    """Whether the target is lost, as far as one has been told."""
    lost = False
    for _, text in heard:
        if f"fake:{address}" in text and "reached" in text:
            lost = "any more" in text
    return lost
