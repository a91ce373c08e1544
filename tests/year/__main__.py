"""`make year`: a simulated year; exit status 1 if the program and the account disagree."""

import argparse
import asyncio
import datetime as dt
import sys
import tempfile
from pathlib import Path

from tests.year.script import Author, rules
from tests.year.tally import Tally
from tests.year.wishes import spots
from tests.year.year import Year

SHOWN = 40  # disagreements


async def live(folder: Path, asked: argparse.Namespace) -> Tally:
    """The days that the command line asks for, in that folder."""
    script = Author(asked.seed, asked.first, asked.days, asked.often).script()
    return await Year(
        folder, script, spots(asked.seed, asked.targets, rules(asked.seed)), seed=asked.seed
    ).run()


def main() -> int:
    """Run, print the count and what is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.year", description=__doc__)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--targets", type=int, default=200)
    parser.add_argument("--first", type=dt.date.fromisoformat, default=dt.date(2026, 1, 1))
    parser.add_argument("--often", type=float, default=1.0, help="how often what is rare happens")
    parser.add_argument("--keep", type=Path, help="a new folder for the database and the log, to be kept")
    asked = parser.parse_args()
    if asked.keep:
        asked.keep.mkdir(parents=True)
    with tempfile.TemporaryDirectory(prefix="ribao-year-") as passing:
        tally = asyncio.run(live(asked.keep or Path(passing), asked))
    lines = [
        f"{asked.days} days, {asked.targets} targets, seed {asked.seed}: {tally}",
        *tally.trouble[:SHOWN],
    ]
    sys.stdout.write("\n  ".join(lines) + "\n")
    return 1 if tally.trouble else 0


if __name__ == "__main__":
    sys.exit(main())
