"""Moments as Discord writes them."""

from datetime import UTC, datetime


def stamp(seconds: float) -> str:
    """A moment, given in seconds since 1970, in ISO 8601."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="microseconds")
