"""What became of a request on its way, over all the tries that discord.py makes of it."""

import asyncio
from contextvars import ContextVar
from types import SimpleNamespace
from typing import TYPE_CHECKING

from bot.errors import Ambiguous

if TYPE_CHECKING:
    import aiohttp

PATIENCE = 25.0  # seconds for an answer
WAITS = 35.0  # seconds: the longest that the library waits between two tries, and for a limit behind one

UNDER_WAY: "ContextVar[Journey | None]" = ContextVar("a request to Discord", default=None)


class Journey:
    """One request. The library waits for limits before it asks, and asks again after some errors.

    `once`: it must not be made twice, so an error of the server ends it. `harmless`: it changes nothing, or
    nothing more when it is made again. `bulk`: nobody waits for it.
    """

    def __init__(self, *, once: bool = False, harmless: bool = False, bulk: bool = False) -> None:
        self.bulk = bulk
        self.limit = asyncio.timeout(None)
        self._once = once
        self._harmless = harmless
        self._on_its_way = False
        self._unanswered = False
        self.served: str | None = None
        """The Date header of the newest answer."""

    @property
    def asked(self) -> bool:
        """Whether Discord may have done it."""
        return not self._harmless and (self._on_its_way or self._unanswered)

    def begins(self) -> None:
        """A try begins: from now on the time counts, not while the library waited for its turn."""
        self._on_its_way = False
        self._allow(PATIENCE)

    def leaves(self) -> None:
        """It has a connection: what happens from now on may have happened there too."""
        self._on_its_way = True

    def answered(self, response: "aiohttp.ClientResponse") -> None:
        """The answer begins. Raises Ambiguous for an error of the server, where that must be the end."""
        self._allow(PATIENCE + WAITS)
        self.served = response.headers.get("Date")
        if response.status >= 500:
            self._unanswered = True
            if self._once and not self._harmless:
                response.close()
                raise Ambiguous(f"Discord had an error of its own ({response.status})")
        elif response.status >= 400:
            self._on_its_way = False

    def fails(self, error: BaseException) -> None:
        """The try ended without an answer. Raises Ambiguous where the library might make another one."""
        self._unanswered |= self._on_its_way
        if self._once and self.asked and isinstance(error, OSError):
            raise Ambiguous(f"Discord's answer was lost ({type(error).__name__})")

    def _allow(self, seconds: float) -> None:
        self.limit.reschedule(asyncio.get_running_loop().time() + seconds)


def tracing() -> "aiohttp.TraceConfig":
    """What makes aiohttp tell the journey of the task that asks."""
    import aiohttp  # noqa: PLC0415  # importing must be cheap

    async def begins(_session: object, _context: SimpleNamespace, _what: object) -> None:
        if (journey := UNDER_WAY.get()) is not None:
            journey.begins()

    async def leaves(_session: object, _context: SimpleNamespace, _what: object) -> None:
        if (journey := UNDER_WAY.get()) is not None:
            journey.leaves()

    async def answered(
        _session: object, _context: SimpleNamespace, what: aiohttp.TraceRequestEndParams
    ) -> None:
        if (journey := UNDER_WAY.get()) is not None:
            journey.answered(what.response)

    async def fails(
        _session: object, _context: SimpleNamespace, what: aiohttp.TraceRequestExceptionParams
    ) -> None:
        if (journey := UNDER_WAY.get()) is not None:
            journey.fails(what.exception)

    trace = aiohttp.TraceConfig()
    trace.on_request_start.append(begins)
    trace.on_connection_create_end.append(leaves)
    trace.on_connection_reuseconn.append(leaves)
    trace.on_request_end.append(answered)
    trace.on_request_exception.append(fails)
    return trace
