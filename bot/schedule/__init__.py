"""The clock: when a digest goes out, for its publication and for a target. bot.schedule.ticks ticks."""

from bot.schedule.moments import next_moment, next_open, own_moment, own_window, own_zone
from bot.schedule.windows import Timing, Window, timing, window, zone_of

__all__ = [
    "Timing",
    "Window",
    "next_moment",
    "next_open",
    "own_moment",
    "own_window",
    "own_zone",
    "timing",
    "window",
    "zone_of",
]
