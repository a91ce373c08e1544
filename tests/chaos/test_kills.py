"""A short course of kill -9; `make chaos` runs a long one."""

from pathlib import Path

from tests.chaos.rounds import Rounds
from tests.chaos.telegram import telegram


async def test_whoever_is_killed_while_publishing_loses_and_doubles_nothing(tmp_path: Path) -> None:
    async with telegram(places=12) as venue:
        tally = await Rounds(tmp_path, venue, seed=7).run(kills=6)
    assert not tally.trouble, tally
    assert tally.kills == 6
    assert tally.posted > tally.parts / 2 > 0
