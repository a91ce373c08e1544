"""What is kept beside the archive and the ledger: who did what, when nobody was at work, what was paused."""

import datetime as dt
from typing import NamedTuple

from bot.models import Frozen


class Act(Frozen):
    """Something that somebody with a say did. `id` is the store's, 0 for one that is not kept yet.

    `actor` is `platform:number`, or `cli:name` for the command line. `command` and `argument` are as they
    were given; `place` is the name of the chat, empty where there is none; `result` is one sentence in
    English, as the log would have it.
    """

    id: int = 0
    at: dt.datetime
    actor: str
    command: str
    argument: str = ""
    place: str = ""
    result: str = ""


class Outage(NamedTuple):
    """A time in which no worker was at work: it was last heard of at `since`, and again at `until`."""

    since: dt.datetime
    until: dt.datetime


class Pause(Frozen):
    """An operator's word that nothing goes out, to any target, until it is lifted."""

    since: dt.datetime
    actor: str
