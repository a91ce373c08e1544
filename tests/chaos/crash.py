"""Crashes at will: a process whose calls to the world end at a chosen one, before or after it took effect."""

import asyncio
import functools
from collections.abc import Awaitable, Callable
from typing import Any


class Crash(BaseException):
    """The process is dead: nothing of it runs any more."""


class Fuse:
    """Counts the two moments of every call (before, after) and burns at the chosen one."""

    def __init__(self, burns_at: int | None = None) -> None:
        self.moments = 0
        self.burns_at = burns_at
        self.burnt = asyncio.Event()

    def moment(self) -> None:
        """Pass, or die; once one call has died, all do."""
        if self.burnt.is_set():
            raise Crash
        self.moments += 1
        if self.moments == self.burns_at:
            self.burnt.set()
            raise Crash


class Fused:
    """Stands before a store or a platform; each of its async calls passes the fuse twice."""

    def __init__(self, inner: object, fuse: Fuse, *, only: frozenset[str] | None = None) -> None:
        self._inner = inner
        self._fuse = fuse
        self._only = only

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  (whatever the inner one has)
        attribute = getattr(self._inner, name)
        if not asyncio.iscoroutinefunction(attribute) or (self._only and name not in self._only):
            return attribute
        call: Callable[..., Awaitable[Any]] = attribute

        @functools.wraps(call)
        async def fused(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
            self._fuse.moment()
            result = await call(*args, **kwargs)
            self._fuse.moment()
            return result

        return fused
