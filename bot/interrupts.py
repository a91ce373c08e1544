"""Ctrl-C in the first moments, while the libraries load: some of them swallow what it raises."""

import signal
from collections.abc import Coroutine
from types import FrameType
from typing import Any, TypeVar

T = TypeVar("T")

_asked = False


def notice() -> None:
    """From now on a Ctrl-C that a library swallows is remembered until `run`."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # not where a shell has it ignored
        signal.signal(signal.SIGINT, _remember)


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run `work` in an event loop, which knows by itself what to do at Ctrl-C.

    Raises KeyboardInterrupt at once if there was one before.
    """
    import asyncio  # noqa: PLC0415  # importing must be cheap

    if signal.getsignal(signal.SIGINT) is _remember:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        check()
    except KeyboardInterrupt:
        work.close()
        raise
    return asyncio.run(work)


def check() -> None:
    """Raise KeyboardInterrupt if there was a Ctrl-C that somebody may have swallowed."""
    if _asked:
        raise KeyboardInterrupt


def _remember(_number: int, _frame: FrameType | None) -> None:
    global _asked  # noqa: PLW0603  # a signal is the process's
    _asked = True
    raise KeyboardInterrupt
