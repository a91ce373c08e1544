"""A stretch of the simulated year over a change of the clocks and a month's end; `make year` runs it all."""

import datetime as dt
from pathlib import Path

from tests.year.script import Author, rules
from tests.year.wishes import spots
from tests.year.year import Year

FIRST, DAYS = dt.date(2026, 3, 27), 8
SEED = 1


async def test_the_program_and_an_independent_account_of_it_agree(tmp_path: Path) -> None:
    script = Author(SEED, FIRST, DAYS, often=2.5).script()
    tally = await Year(tmp_path, script, spots(SEED, 28, rules(SEED)), seed=SEED).run()
    assert not tally.trouble, tally
    assert tally.kills > 0
    assert tally.messages > 100
