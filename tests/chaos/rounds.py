"""Rounds of kill -9: the real program publishes, is killed at a random moment, and starts again.

A platform takes part with a Venue: how its server is set up and asked. At the end everything is counted on
the server, with the ledger beside it: what was promised once must stand once.
"""

import asyncio
import contextlib
import datetime as dt
import random
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from bot.delivery.models import DeliveryState
from bot.ports import Store
from storage import open_store
from tests.e2e.program import ROOT, environment

ITEMS = 66
"""Items a digest: three parts of a chat message."""
NEWS, CORRECTIONS = 0.25, 0.1  # how often a life finds a new document, or a changed one
SETTLED = {DeliveryState.POSTED, DeliveryState.UNKNOWN, DeliveryState.CANCELLED}
PATIENCE = 120.0  # seconds in which the last, undisturbed life must have settled something more
WRITES = 40  # a life is killed at a random moment around one of its first writes …
IDLE = 5.0  # … or so many seconds after its start, for want of something to write
STARTS = 30.0  # seconds that a slow machine may take for a start
EARLY = 0.1  # a share is killed at any moment of its start


class Venue(Protocol):
    """A platform's server with its chats."""

    @property
    def settings(self) -> str:
        """The platform's tables of the settings file."""
        ...

    @property
    def places(self) -> Sequence[str]:
        """The addresses of the targets, as `[[targets]]` are told."""
        ...

    def certain(self, place: str) -> bool:
        """Whether there an ambiguous send can always be cleared up."""
        ...

    def texts(self, place: str) -> list[str]:
        """The messages that stand there."""
        ...

    @property
    def writes(self) -> int:
        """How many requests have tried to post, edit or delete so far."""
        ...

    @property
    def busy(self) -> bool:
        """Whether something is still to be done there beside the deliveries."""
        ...

    def disturb(self, seed: int) -> None:
        """Let answers be lost and floods be claimed from now on."""
        ...

    def outlast(self) -> None:
        """All processes are dead, for all one knows for hours: forget what is kept for minutes only."""
        ...

    def calm(self) -> None:
        """Let everything go well from now on."""
        ...

    def trouble(self) -> list[str]:
        """What must not be at the end, beside what is counted of the deliveries."""
        ...


@dataclass
class Tally:
    """What was counted. `trouble` says what must not be."""

    kills: int = 0
    lives: int = 0
    digests: int = 0
    parts: int = 0
    posted: int = 0
    unknown: int = 0
    unknown_that_stand: int = 0
    seconds: float = 0.0
    trouble: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        """A few lines for a person."""
        return (
            f"{self.kills} kills in {self.lives} lives, {self.seconds:.0f} s: {self.digests} digests, "
            f"{self.parts} parts promised, {self.posted} stand once, {self.unknown} unknown "
            f"({self.unknown_that_stand} of them stand), {len(self.trouble)} lost or doubled"
        )


@asynccontextmanager
async def life(folder: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """One process of the program; dead at the end, in any case."""
    with (folder / "run.log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.chaos.worker", "run", "--config", str(folder / "ribao.toml"),
            cwd=ROOT, env=environment(), stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGKILL)
        await process.wait()


class Rounds:
    """A course of kills in one folder. `seed` tells the moments and the faults."""

    def __init__(self, folder: Path, venue: Venue, *, seed: int) -> None:
        self._folder = folder
        self._venue = venue
        self._chance = random.Random(seed)  # noqa: S311
        self._seed = seed
        self._digests: list[tuple[str, int]] = []  # publication, version of its document
        now = dt.datetime.now(dt.UTC)
        # A zone in which it is about noon: the course must not run into another day.
        hours = round(12 - now.hour - now.minute / 60)
        self._zone = f"Etc/GMT{-hours:+d}"
        self._date = (now + dt.timedelta(hours=hours)).date()

    async def run(self, kills: int, *, at_once: int = 1) -> Tally:
        """Kill so many times, then let everything settle and count."""
        begun = asyncio.get_running_loop().time()
        tally = Tally()
        self._write_settings(kills)
        self._venue.disturb(self._seed)
        async with self._opened() as store:
            while tally.kills < kills:
                if not self._digests or self._chance.random() < NEWS:
                    self._add_digest()
                elif self._chance.random() < CORRECTIONS:
                    self._correct()
                await asyncio.gather(*(self._live(tally) for _ in range(at_once)))
                self._venue.outlast()
            self._venue.calm()
            async with life(self._folder):
                await self._wait(store, tally)
            await self._count(store, tally)
        tally.trouble += self._venue.trouble()
        tally.seconds = asyncio.get_running_loop().time() - begun
        return tally

    async def _live(self, tally: Tally) -> None:
        async with life(self._folder) as process:
            tally.lives += 1
            ending = asyncio.create_task(process.wait(), name="the end of a life")
            moment = asyncio.create_task(self._moment(), name="the moment of a kill")
            await asyncio.wait({ending, moment}, return_when=asyncio.FIRST_COMPLETED)
            moment.cancel()
            if not ending.done():
                process.send_signal(signal.SIGKILL)
                tally.kills += 1
                await ending
                return
        tally.trouble.append(f"the program ended by itself with {process.returncode}: {self._last_line()}")

    async def _moment(self) -> None:
        """Wait for the moment of the kill."""
        if self._chance.random() < EARLY:
            await asyncio.sleep(self._chance.uniform(0, 3))
            return
        last = self._venue.writes + self._chance.randrange(WRITES)
        log = self._folder / "run.log"
        silent, loop = log.stat().st_size, asyncio.get_running_loop()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(STARTS) as limit:
                while self._venue.writes <= last:
                    if silent >= 0 and log.stat().st_size > silent:  # it says so when it has started
                        silent = -1
                        limit.reschedule(loop.time() + IDLE)
                    await asyncio.sleep(0.002)
        await asyncio.sleep(self._chance.uniform(0, 0.05))

    def _last_line(self) -> str:
        lines = (self._folder / "run.log").read_text(encoding="utf-8", errors="replace").splitlines()
        return lines[-1] if lines else ""

    @asynccontextmanager
    async def _opened(self) -> AsyncIterator[Store]:
        store = await open_store(f"sqlite:///{self._folder / 'ribao.db'}", now=dt.datetime.now(dt.UTC))
        try:
            yield store
        finally:
            await store.close()

    def _write_settings(self, kills: int) -> None:
        publications = "".join(
            f'[[publications]]\nslug = "p{n}"\nname = "第{n}刊"\nsource = "inbox/p{n}"\n'
            for n in range(kills + 1)
        )
        (self._folder / "ribao.toml").write_text(
            f'timezone = "{self._zone}"\n[database]\nurl = "sqlite:///ribao.db"\n{publications}'
            f"{self._venue.settings}",
            encoding="utf-8",
        )

    def _add_digest(self) -> None:
        self._digests.append((f"p{len(self._digests)}", 1))
        self._write(*self._digests[-1])

    def _correct(self) -> None:
        if self._digests:
            publication, version = self._digests[-1]
            self._digests[-1] = (publication, version + 1)
            self._write(publication, version + 1)

    def _write(self, publication: str, version: int) -> None:
        folder = self._folder / "inbox" / publication
        folder.mkdir(parents=True, exist_ok=True)
        # A correction is as long as what it corrects: no item changes its part.
        items = "\n".join(
            f"### {marker(publication, n)}第{version if n == 0 else 1}稿\n\n"
            f"{'雨后的操场上，机器人学着绕开水洼，' * 7}这是第{n}条。"
            f"[>阅读原文](https://news.example/{publication}/{n})\n"
            for n in range(ITEMS)
        )
        draft = folder / ".draft"
        draft.write_text(
            f"---\ndate: {self._date}\ntitle: 试刊：{publication}\n---\n\n# {self._date} 资讯日报\n\n"
            f"## 新闻资讯\n\n{items}",
            encoding="utf-8",
        )
        draft.rename(folder / f"{self._date}.md")

    async def _settled(self, store: Store) -> bool:
        """Whether every digest has been planned as it was last written, and nothing is under way."""
        for publication, version in self._digests:
            digest = await store.digest(self._date, publication=publication)
            if digest is None or not digest.sections[0].items[0].title.endswith(f"第{version}稿"):
                return False
            if len(await store.planned_targets(digest.id)) < len(self._venue.places):
                return False
        under_way = Counter[DeliveryState]()
        for line in await store.ledger():
            under_way.update({state: n for state, n in line.states.items() if state not in SETTLED})
        return not await store.outdated() and not under_way.total() and not self._venue.busy

    async def _wait(self, store: Store, tally: Tally) -> None:
        writes, since = 0, asyncio.get_running_loop().time()
        while not await self._settled(store):
            now = asyncio.get_running_loop().time()
            if self._venue.writes > writes:
                writes, since = self._venue.writes, now
            if now > since + PATIENCE:
                tally.trouble.append(
                    f"the ledger has not settled, and nothing was written for {PATIENCE:.0f} s; "
                    f"last: {self._last_line()}"
                )
                return
            await asyncio.sleep(0.25)

    async def _count(self, store: Store, tally: Tally) -> None:
        """Compare what stands on the server with what the ledger says of it."""
        doubts = {(doubt.target.id, doubt.digest_id, doubt.part) for doubt in await store.doubts()}
        targets = {target.address: target for target in await store.targets()}
        tally.digests = len(self._digests)
        for publication, version in self._digests:
            digest = await store.digest(self._date, publication=publication)
            assert digest is not None
            for place in self._venue.places:
                target = targets[place]
                texts = self._venue.texts(place)
                posts = {
                    post.part
                    for post in await store.posts(target.id, digest.id)
                    if post.digest_id == digest.id
                }
                unknown = {part for one, this, part in doubts if (one, this) == (target.id, digest.id)}
                self._count_place(
                    tally, place, publication, version=version, texts=texts, posts=posts, unknown=unknown
                )

    def _count_place(
        self,
        tally: Tally,
        place: str,
        publication: str,
        *,
        version: int,
        texts: list[str],
        posts: set[int],
        unknown: set[int],
    ) -> None:
        where = f"{publication} in {place}"
        parts = posts | unknown
        tally.parts += len(parts)
        tally.posted += len(posts)
        tally.unknown += len(unknown)
        mine = [text for text in texts if f"〔{publication}·" in text]
        times = Counter(n for n in range(ITEMS) for text in mine if marker(publication, n) in text)
        doubled = [n for n, count in times.items() if count > 1]
        missing = [n for n in range(ITEMS) if not times[n]]
        if doubled:
            tally.trouble.append(f"{where}: items {doubled} stand more than once in {len(mine)} messages")
        if missing and not unknown:
            tally.trouble.append(f"{where}: items {missing} stand nowhere")
        if unknown and self._venue.certain(place):
            tally.trouble.append(f"{where}: parts {sorted(unknown)} are unknown where they need not be")
        if len(mine) < len(posts):
            tally.trouble.append(f"{where}: {len(posts)} parts are said to stand, {len(mine)} do")
        tally.unknown_that_stand += max(0, len(mine) - len(posts))
        newest = f"{marker(publication, 0)}第{version}稿"
        if 0 in posts and not any(newest in text for text in mine):
            tally.trouble.append(f"{where}: correction {version} did not arrive")


def marker(publication: str, number: int) -> str:
    """The words by which an item is known wherever it stands."""
    return f"〔{publication}·{number:02d}〕"
