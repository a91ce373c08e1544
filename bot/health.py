"""Whether Ribao is at work: for a monitor's question, in one sentence."""

import datetime as dt
from typing import NamedTuple

from bot.errors import StoreError
from bot.ports import Register

SILENCE = dt.timedelta(minutes=2)
"""So long a worker may say nothing: it is heard of every 20 seconds, and may just be started again."""


class Health(NamedTuple):
    """How it is; `told` says it to a person, and holds nothing that a stranger must not read."""

    well: bool
    told: str


async def health(store: Register, now: dt.datetime) -> Health:
    """The archive answers, and a worker was heard of lately, or there never was one. Never raises."""
    try:
        heard, pause = await store.last_heartbeat(), await store.paused()
    except StoreError:
        return Health(False, "the archive does not answer")
    if pause is not None:
        return Health(True, "ok, paused by an operator")
    if heard is None:
        return Health(True, "ok, no worker was started yet")
    silence = max(now - heard, dt.timedelta())
    if silence > SILENCE:
        return Health(False, f"no worker is at work since {heard:%Y-%m-%d %H:%M} UTC")
    return Health(True, f"ok, the worker was heard of {silence.total_seconds():.0f} s ago")
