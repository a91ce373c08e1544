"""A short course of kill -9; `make chaos` runs a long one."""

from pathlib import Path

from tests.chaos.discord import discord
from tests.chaos.rounds import Rounds
from tests.chaos.telegram import telegram


async def test_whoever_is_killed_while_publishing_loses_and_doubles_nothing(tmp_path: Path) -> None:
    async with telegram(places=12) as venue:
        tally = await Rounds(tmp_path, venue, seed=7).run(kills=6)
    assert not tally.trouble, tally
    assert tally.kills == 6
    assert tally.posted > tally.parts / 2 > 0


async def test_nor_on_discord_where_all_doubt_can_be_cleared_up(tmp_path: Path) -> None:
    async with discord(places=14) as venue:
        tally = await Rounds(tmp_path, venue, seed=7).run(kills=6)
    assert not tally.trouble, tally
    assert tally.kills == 6
    assert tally.posted == tally.parts > 0
