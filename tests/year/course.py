"""The course of time: the dial is advanced from event to event, and all that follows from each has its time.

Between two events the machine sleeps, as a laptop does that is closed: a worker is at work at the moments
that are told it, at every moment at which something waits for its hour, half a minute before that, and
around every cut-off. So nothing but a killed process, or a pause, is an outage that matters.
"""

import asyncio
import datetime as dt
import heapq
import random
import signal
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

from tests.fakes.discord.faults import WRITES as DISCORD_WRITES
from tests.year.books import Books
from tests.year.dial import Dial
from tests.year.lives import Life
from tests.year.model import Model
from tests.year.papers import BROKEN, written
from tests.year.script import Arrival, Crash, Deed, Event, Script
from tests.year.tally import Tally
from tests.year.wishes import Spot
from tests.year.world import World

BEAT = dt.timedelta(seconds=20)
"""A worker's heart beats no sooner again."""
BREATH = dt.timedelta(seconds=25)
"""After a deed the clock goes on by so much: longer than a heart takes to beat, shorter than its patience."""
BEFORE = dt.timedelta(seconds=30)
KEPT = dt.timedelta(days=16)
"""So long a document stays in its folder."""
PATIENCE = 90.0  # seconds in which something must have happened


class Late(Exception):
    """Something did not come about."""


class Course(ABC):
    """Time and what comes with it, in one folder; what people do is tests.year.year's."""

    def __init__(self, folder: Path, script: Script, spots: list[Spot], *, seed: int) -> None:
        self._folder = folder
        self._script = script
        self._dice = random.Random(f"year {seed}")  # noqa: S311
        self._seed = seed
        self._dial = Dial(folder / "dial", begins=script.begins)
        self._world = World(spots, self._dial.seconds)
        self._model = Model(script.series, spots)
        self._tally = Tally()
        self._lives: list[Life] = []
        self._files: dict[Path, dt.datetime] = {}
        self._numbers = count()
        self._events: list[tuple[dt.datetime, int, Event]] = []
        self._pending: dict[Path, Arrival] = {}
        self._down: str | None = None
        self._books: Books
        for event in script.events:
            self._push(event.at, event)
        self._cut_offs = [moment for one in script.cut_offs() for moment in (one - BEFORE, one + BEFORE)]

    @abstractmethod
    async def _deed(self, deed: Deed) -> None:
        """Somebody does something."""

    @abstractmethod
    async def _judge(self) -> None:
        """Somebody looks after what nobody can tell."""

    @abstractmethod
    def _compare(self) -> None:
        """Who was promised what so far?"""

    # --- the course of time ---

    def _push(self, at: dt.datetime, event: Event) -> None:
        heapq.heappush(self._events, (at, next(self._numbers), event))

    async def _pass(self) -> None:
        while (stop := self._next_stop()) is not None:
            crash = self._events[0][2] if self._events and self._events[0][0] == stop else None
            if stop > self._dial():
                self._dial.advance(max(stop, self._dial() + BEAT))
            if isinstance(crash, Crash):
                heapq.heappop(self._events)
                await self._crash(crash)
                continue
            await self._settle()
            self._compare()
            while self._events and self._events[0][0] <= self._dial():
                await self._happen(heapq.heappop(self._events)[2])

    def _next_stop(self) -> dt.datetime | None:
        now = self._dial()
        found = [self._events[0][0]] if self._events else []
        found += [one for one in self._cut_offs if one > now][:1]
        moment = self._model.next_moment(now)
        if moment is not None:
            before = moment - BEFORE  # now and then, to see that nothing comes early
            found.append(before if before > now and moment.toordinal() % 4 == 0 else moment)
        stop = min(found, default=None)
        return None if stop is None or stop > self._script.ends else stop

    async def _settle(self) -> None:
        """Wait until all was done that can be done now; what is to be tried again is, while there is time."""
        now = self._dial()
        self._tally.stops += 1
        if not self._model.paused:
            await self._until(lambda: all(life.beat >= now for life in self._lives), "all hearts beat")
        self._model.works(now)
        following = self._next_stop()
        while True:
            await self._until(self._still, "all is settled that can be")
            await self._judge()
            due = self._books.next_due()
            if due is None or self._model.paused:
                break
            if due > self._dial():
                if self._down or (following is not None and due + BREATH > following):
                    break
                if (
                    wait := (due - self._dial()).total_seconds()
                ) < 2:  # what a platform asked for is in real seconds
                    await asyncio.sleep(wait)
                self._dial.advance(due)
        self._model.settles()

    def _still(self) -> bool:
        if self._model.paused:
            return not self._books.sending()
        due = self._books.next_due()
        return (due is None or due > self._dial()) and not self._books.sending()

    async def _breathe(self) -> None:
        """Let time go on a little, so that what was done is seen to be followed."""
        self._dial.advance(self._dial() + BREATH)
        await self._settle()
        self._compare()

    async def _until(self, holds: Callable[[], bool], what: str) -> None:
        since, writes = time.monotonic(), -1
        while not holds():
            if (now := self._world.writes) != writes:
                writes, since = now, time.monotonic()
            if time.monotonic() - since > PATIENCE:
                raise Late(f"not within {PATIENCE:.0f} s: {what}; {self._last_line()}")
            if any(life.over for life in self._lives):
                raise Late(f"a process ended by itself: {self._last_line()}")
            await asyncio.sleep(0.003)

    def _last_line(self) -> str:
        lines = (self._folder / "run.log").read_text(encoding="utf-8", errors="replace").splitlines()
        return lines[-1] if lines else ""

    # --- processes ---

    async def _start(self, role: str) -> None:
        """Start a process; it reads all documents that lie there."""
        life = await Life.begin(self._folder, role)
        self._lives.append(life)
        self._tally.starts += 1
        await self._until(lambda: life.read >= len(self._files), "all documents are read")
        for arrival in self._pending.values():
            self._read(arrival)
        self._pending.clear()
        if role == "all":
            await self._until(lambda: bool(self._world.discord.gateway.sessions), "the gateway is reached")

    async def _crash(self, crash: Crash) -> None:
        """Kill all in the middle of sending, and start them again at their time."""
        self._tally.events["outages"] += 1
        now, last = self._dial(), self._world.writes + crash.writes
        await self._until(lambda: all(life.beat >= now for life in self._lives), "all hearts beat")
        self._model.works(now)
        await self._until(lambda: self._world.writes >= last or self._still(), "something is sent")
        several = len(self._lives)
        for life in self._lives:
            await life.end()
            self._tally.kills += 1
        self._lives.clear()
        while self._events and self._events[0][0] <= crash.until:
            at, _, event = heapq.heappop(self._events)
            self._dial.advance(max(self._dial(), at))
            await self._happen(event)
        self._dial.advance(crash.until)
        await self._start("all")
        for _ in range(several - 1):
            await self._start("worker")
        await self._settle()
        self._compare()

    # --- what happens ---

    async def _happen(self, event: Event) -> None:
        match event:
            case Arrival():
                self._tally.events["documents"] += 1
                await self._arrives(event)
            case Crash():  # nobody is there to be killed
                pass
            case Deed(what="storm"):
                self._storm(event)
            case Deed(what="second"):
                await self._second(event)
            case Deed(what="telegram is down" | "discord is down"):
                await self._outage(event)
            case Deed():
                await self._deed(event)

    async def _arrives(self, arrival: Arrival) -> None:
        folder = self._folder / arrival.slug
        path = folder / f"{arrival.date}.md"
        text = (
            BROKEN if arrival.paper is None else written(arrival.slug, arrival.date, arrival.paper).encode()
        )
        if path.exists() and path.read_bytes() == text:
            return
        draft = folder / ".draft"
        draft.write_bytes(text)
        draft.rename(path)
        self._files[path] = arrival.at
        for old in [one for one, at in self._files.items() if at < arrival.at - KEPT]:
            old.unlink()
            del self._files[old]
        if not self._lives:
            self._pending[path] = arrival
            return
        before = [(life, life.read) for life in self._lives]
        await self._until(lambda: all(life.read > read for life, read in before), "a document is read")
        self._read(arrival)
        await self._breathe()

    def _read(self, arrival: Arrival) -> None:
        if arrival.paper is not None:
            self._model.reads(self._dial(), arrival.slug, arrival.date, arrival.paper)

    def _storm(self, storm: Deed) -> None:
        telegram, discord = self._world.telegram.faults, self._world.discord.faults
        if storm.until is None:
            telegram.clear()
            discord.clear()
            return
        self._tally.events["storms"] += 1
        shares: dict[str, Any] = {
            "dropped_before": 0.01,
            "dropped_after": 0.01,
            "truncated": 0.01,
            "status": 0.02,
            "flood": 0.01,
        }
        telegram.mix(seed=self._seed, **shares)
        discord.mix(seed=self._seed, methods=DISCORD_WRITES, **shares, status_after=0.01)
        self._push(storm.until, Deed(storm.until, "storm"))

    async def _second(self, second: Deed) -> None:
        if second.until is not None:
            self._tally.events["weeks of two"] += 1
            if self._lives:
                await self._start("worker")
            self._push(second.until, Deed(second.until, "second"))
        else:
            for life in self._lives[1:]:
                await life.end(signal.SIGTERM)
            del self._lives[1:]

    async def _outage(self, outage: Deed) -> None:
        server = self._world.telegram if outage.what.startswith("telegram") else self._world.discord
        if outage.until is not None:
            self._tally.events["platform outages"] += 1
            self._down = outage.what
            await server.stop()
            self._push(outage.until, Deed(outage.until, outage.what))
        else:
            await server.start()
            self._down = None
