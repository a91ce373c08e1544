"""`make chaos`: many rounds of kill -9, then a count; exit status 1 if anything was lost or doubled."""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from pathlib import Path

from tests.chaos.discord import discord
from tests.chaos.rounds import Rounds, Tally, Venue
from tests.chaos.telegram import telegram

SHOWN = 40  # troubles
VENUES: Mapping[str, Callable[[int], AbstractAsyncContextManager[Venue]]] = {
    "telegram": telegram,
    "discord": discord,
}


async def course(folder: Path, asked: argparse.Namespace) -> Tally:
    """The rounds that the command line asks for, in that folder."""
    async with VENUES[asked.platform](asked.places) as venue:
        return await Rounds(folder, venue, seed=asked.seed).run(asked.kills, at_once=asked.at_once)


def main() -> int:
    """Run, print the count and what is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--platform", choices=VENUES, default="telegram")
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--places", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--at-once", type=int, default=1, help="processes that work on the ledger at once")
    parser.add_argument("--keep", type=Path, help="an empty folder for the database and the log, to be kept")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ribao-chaos-") as passing:
        tally = asyncio.run(course(asked.keep or Path(passing), asked))
    lines = [f"{asked.platform}, {asked.places} targets, seed {asked.seed}: {tally}", *tally.trouble]
    more = len(lines) - 1 - SHOWN
    sys.stdout.write("\n  ".join([*lines[: 1 + SHOWN], *([f"and {more} more"] if more > 0 else [])]) + "\n")
    return 1 if tally.trouble else 0


if __name__ == "__main__":
    sys.exit(main())
