"""The real program with a short lease: what a kill leaves behind is taken up again within seconds.

`python -m tests.chaos.worker run --config ribao.toml`. Its pace is ten times the platforms', as is the fake
servers': a course brings as many digests in minutes as a channel sees in months.
"""

import datetime as dt
import functools
from unittest.mock import patch

from bot.__main__ import main
from bot.delivery.limits import Window
from bot.delivery.outbox import Outbox
from bot.delivery.pacing import Pacing

LEASE = dt.timedelta(seconds=20)  # half of it must do to look for a lost post
PACING = functools.partial(
    Pacing, overall=(Window(150, 1.0),), person=(Window(15, 1.0),), crowd=(Window(15, 1.0), Window(230, 60.0))
)
OVERALL = (Window(400, 1.0),)  # to Discord; what a channel takes is told by the server

if __name__ == "__main__":
    with (
        patch("bot.app.Outbox", functools.partial(Outbox, lease=LEASE)),
        patch("handlers.telegram.connection.Pacing", PACING),
        patch("handlers.discord.connection.OVERALL", OVERALL),
    ):
        main()
