"""Waits for a turn by a Pacing, in one event loop."""

import asyncio
from collections.abc import Callable, Hashable
from time import monotonic

from bot.delivery.pacing import Pacing, Ticket
from bot.errors import NotYet

BULK_WAITS = 0.5  # seconds: a process that dies leaves what stood in line in doubt
IN_LINE = 0.25  # seconds of work that are taken on in advance, so that no turn is missed
PLENTY = 1000  # claims at once, where there is no pace
PEOPLE_WAIT = 60.0  # seconds after which an answer is of no use to the person who asked


class Gate:
    """Lets requests through when their turn has come. `platform` is its name in what it raises."""

    def __init__(self, platform: str, pacing: Pacing, clock: Callable[[], float] = monotonic) -> None:
        self._platform = platform
        self._pacing = pacing
        self._clock = clock
        self._waiting: dict[int, asyncio.Future[None]] = {}
        self._timer: asyncio.TimerHandle | None = None

    async def enter(self, chat: Hashable, *, crowd: bool, urgent: bool) -> Ticket:
        """Wait for a turn: a person's request for a minute at most, the bulk's for a moment.

        Raises NotYet when the turn is further away; then the request is not in line. So it does where the
        bulk is cancelled in line: its sender is stopped, and shall know that nothing was asked.
        """
        patience = PEOPLE_WAIT if urgent else BULK_WAITS
        if self._pacing.expected(chat, self._clock(), urgent=urgent) > patience:
            raise self._not_yet(chat)
        ticket = self._pacing.join(chat, self._clock(), crowd=crowd, urgent=urgent)
        self._let_through()
        if ticket.granted is None:
            await self._wait(ticket, 2 * patience)
        return ticket

    def room(self) -> int:
        """How many of the bulk may come now and have their turn in a moment."""
        room = self._pacing.room(self._clock(), IN_LINE)
        return PLENTY if room is None else room

    def answered(self, ticket: Ticket) -> None:
        """The request that had this turn was answered, in whatever way."""
        self._pacing.answered(ticket, self._clock())
        if self._waiting:
            self._let_through()

    def limited(self, ticket: Ticket, retry_after: float) -> None:
        """The platform refused it as too fast, for so many seconds."""
        self._pacing.limited(ticket, retry_after, self._clock())

    def close(self) -> None:
        """Let nobody through any more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    async def _wait(self, ticket: Ticket, longest: float) -> None:
        turn = self._waiting[ticket.number] = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(longest):
                await turn
        except TimeoutError:
            raise self._not_yet(ticket.chat) from None
        except asyncio.CancelledError:
            if ticket.urgent:
                raise
            raise self._not_yet(ticket.chat) from None
        finally:
            self._waiting.pop(ticket.number, None)
            self._pacing.leave(ticket)

    def _not_yet(self, chat: Hashable) -> NotYet:
        wait = max(self._pacing.expected(chat, self._clock()), 0.1)
        return NotYet(f"{self._platform}: the pace leaves no room for this chat for {wait:.1f} s", wait)

    def _let_through(self) -> None:
        now = self._clock()
        for ticket in self._pacing.admit(now):
            turn = self._waiting.get(ticket.number)
            if turn is not None and not turn.done():
                turn.set_result(None)
        at = self._pacing.next_at(now)
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if at is not None:
            self._timer = asyncio.get_running_loop().call_later(at - now, self._let_through)
