"""The real program with a short lease: what a kill leaves behind is taken up again within seconds.

python -m tests.chaos.worker run --config ribao.toml
"""

import datetime as dt
import functools
from unittest.mock import patch

from bot.__main__ import main
from bot.delivery.outbox import Outbox

LEASE = dt.timedelta(seconds=20)  # half of it must do to look for a lost post at the pace of a channel

if __name__ == "__main__":
    with patch("bot.app.Outbox", functools.partial(Outbox, lease=LEASE)):
        main()
