"""The real program on a simulated clock: `python -m tests.year.worker FOLDER ROLE`.

Only three things are not the product's own: the time, a pace that is as much faster as the fake platforms'
limits, and lines on stdout: each document that was read, each beat of the heart.
"""

import datetime as dt
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast

from bot.__main__ import Ribao
from bot.app import App, Role
from bot.cli.logs import set_up
from bot.cli.service import until_stopped
from bot.delivery.limits import Window
from bot.delivery.pacing import Pacing
from bot.ingest import Ingested
from bot.interrupts import run
from bot.ports import Store
from tests.year.dial import SPEED, Dial

TICK = 0.03  # seconds


class Simulated(Ribao):
    """The composition, whose time is the dial's."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / "ribao.toml", debug=False)
        self._dial = Dial(folder / "dial")

    def now(self) -> dt.datetime:
        """The simulated time."""
        return self._dial()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Store]:
        """The store, whose heartbeats are told."""
        async with super().open() as store:
            beat = store.heartbeat

            async def heartbeat(*, now: dt.datetime, patience: dt.timedelta) -> None:
                await beat(now=now, patience=patience)
                say("beat", now.isoformat())

            store.heartbeat = heartbeat  # type: ignore[method-assign]
            yield store

    def pacing(self, platform: str) -> Pacing | None:
        """The platform's pace, SPEED times as fast."""
        if platform == "discord":
            return Pacing(overall=(Window(50, 1 / SPEED),), person=(), crowd=())
        person, crowd = Window(3, 3 / SPEED), Window(20, 60 / SPEED)
        return Pacing(overall=(Window(30, 1 / SPEED),), person=(person,), crowd=(person, crowd))


async def work(folder: Path, role: Role) -> None:
    """One process's life."""
    ribao = Simulated(folder)
    set_up(debug=False, form="text", secrets=ribao.secrets)
    async with ribao.open() as store:
        await App(ribao.desk(store), role=role, tick=TICK, on_ingested=told).run()


def told(ingested: Ingested) -> None:
    """Say that a document was read."""
    say(ingested.status, Path(ingested.where).name)


def say(*words: str) -> None:
    """A line for who has started this."""
    sys.stdout.write(" ".join(words) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    run(until_stopped(work(Path(sys.argv[1]), cast("Role", sys.argv[2]))))
