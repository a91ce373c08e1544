"""Whose turn it is: a pace for each chat and for all together, people before the bulk, limits learnt.

Pure: `now` is an argument, in seconds of a clock that never goes back. bot.delivery.gate waits by it.
"""

import heapq
from collections import OrderedDict, deque
from collections.abc import Hashable
from dataclasses import dataclass, field
from itertools import count

from bot.delivery.limits import CROWD, NEVER, OVERALL, PERSON, Limit, Log, Strain

AIR = 0.03  # seconds by which the way of two requests to the server may differ
ANSWERED_AIR = 0.002  # where the answer has shown that the way was shorter
READERS_REMEMBERED = 60.0  # seconds after a person's request in which a place is kept free for the next
IN_A_ROW = 9  # people's requests after which one of the bulk gets a turn, should it wait
SCOLDED_CHATS = 3  # so many chats refused within SCOLDED_WITHIN seconds: all together are too fast
SCOLDED_WITHIN = 10.0


@dataclass(slots=True, eq=False)
class Ticket:
    """A request in line; `granted` is when its turn came."""

    chat: Hashable
    place: "Place"
    urgent: bool
    number: int
    granted: float | None = None
    gone: bool = False


@dataclass(slots=True, eq=False)
class Place:
    """What is known of one chat while it is in use."""

    limit: Limit
    log: Log = field(default_factory=Log)
    strain: Strain = field(default_factory=lambda: Strain(growth=1.5, half_life=600.0))
    held: float = NEVER
    waiting: int = 0

    def free_at(self, now: float, ahead: int = 0) -> float:
        """When one more may be sent here, after `ahead` others."""
        return max(self.held, self.log.free_at(self.limit, self.strain.at(now), ahead=ahead))

    def idle(self, now: float) -> bool:
        """Whether forgetting this chat changes nothing."""
        longest = max((window.seconds for window in self.limit), default=0.0) * self.strain.at(now)
        used = self.waiting or max(self.held, self.log.newest() + longest) > now
        return not used and self.strain.slight(now)


class Pacing:
    """Lines up requests: `join`, then `admit` tells whose turn it is, and `next_at` when to ask again.

    `overall` holds for all chats together, `person` for each private chat, `crowd` for each group or
    channel; an empty limit is none. Chats that are idle are forgotten.
    """

    def __init__(
        self, *, overall: Limit = OVERALL, person: Limit = PERSON, crowd: Limit = CROWD, air: float = AIR
    ) -> None:
        self._overall = overall
        self._person = person
        self._crowd = crowd
        self._air = air
        # Spread evenly, the bulk leaves a place free within a moment whenever a person asks.
        self._gap = max((0.9 * window.seconds / window.count for window in overall), default=0.0)
        self._log = Log()
        self._strain = Strain(growth=1.25, half_life=60.0)
        self._scolded: deque[tuple[float, Hashable]] = deque(maxlen=64)
        self._places: OrderedDict[Hashable, Place] = OrderedDict()
        self._numbers = count()
        self._people: list[tuple[int, Ticket]] = []
        self._bulk: list[tuple[int, Ticket]] = []
        self._resting: list[tuple[float, int, Ticket]] = []  # their chat is not ready
        self._bulk_waiting = 0
        self._in_a_row = 0
        self._last_bulk = NEVER
        self._last_person = NEVER

    @property
    def remembered(self) -> int:
        """How many chats are remembered."""
        return len(self._places)

    def expected(self, chat: Hashable, now: float, *, urgent: bool = False) -> float:
        """About how many seconds a request that joins now would wait."""
        place = self._places.get(chat)
        ahead = len(self._people) + (0 if urgent else len(self._bulk))
        at = self._log.free_at(self._overall, self._strain.at(now), ahead=ahead)
        if place is not None:
            at = max(at, place.free_at(now, place.waiting))
        return max(at - now, 0.0)

    def room(self, now: float, within: float) -> int | None:
        """How many of the bulk could join and have their turn `within` so many seconds; None: any number."""
        if not self._overall:
            return None
        strain = self._strain.at(now)
        rate = min(window.count / (window.seconds * strain) for window in self._overall)
        return max(int(rate * within) + 1 - self._bulk_waiting, 0)

    def join(self, chat: Hashable, now: float, *, crowd: bool, urgent: bool = False) -> Ticket:
        """Stand in line; whoever gives up must `leave`."""
        place = self._place(chat, now, crowd=crowd)
        ticket = Ticket(chat, place, urgent, next(self._numbers))
        place.waiting += 1
        if urgent:
            self._last_person = now
        else:
            self._bulk_waiting += 1
        self._line_up(ticket, now)
        return ticket

    def leave(self, ticket: Ticket) -> None:
        """Give up a turn that has not come."""
        if ticket.granted is None and not ticket.gone:
            ticket.gone = True
            ticket.place.waiting -= 1
            self._bulk_waiting -= not ticket.urgent

    def admit(self, now: float) -> list[Ticket]:
        """Those whose turn it is, in order. They count from now on."""
        while self._resting and self._resting[0][0] <= now:
            ticket = heapq.heappop(self._resting)[2]
            if not ticket.gone:
                self._line_up(ticket, now)
        granted = []
        while (ticket_or_none := self._next(now)) is not None:
            self._grant(ticket_or_none, now)
            granted.append(ticket_or_none)
        return granted

    def next_at(self, now: float) -> float | None:
        """When `admit` may bring something, after it brought all for `now`; None: nobody is in line."""
        while self._resting and self._resting[0][2].gone:
            heapq.heappop(self._resting)
        times = [self._resting[0][0]] if self._resting else []
        if self._people:
            times.append(self._free_at(now, urgent=True))
        if self._bulk:
            times.append(self._free_at(now, urgent=False))
        return max(min(times), now) if times else None

    def answered(self, ticket: Ticket, now: float) -> None:
        """The answer is here, so the server has counted the request before now: no more air is needed."""
        if ticket.granted is not None and self._overall:
            self._log.earlier(ticket.granted + self._air, now + ANSWERED_AIR)

    def limited(self, ticket: Ticket, retry_after: float, now: float) -> None:
        """The server refused this request as too fast: its chat rests so long, and is slower thereafter.

        Refusals in several chats within a short time mean that all together are too fast.
        """
        place = self._places.setdefault(ticket.chat, ticket.place)
        place.held = max(place.held, now + retry_after)
        place.strain.grow(now)
        self._scolded.append((now, ticket.chat))
        recent = {chat for at, chat in self._scolded if at > now - SCOLDED_WITHIN}
        if len(recent) >= SCOLDED_CHATS:
            self._strain.grow(now)
            self._scolded.clear()

    def _place(self, chat: Hashable, now: float, *, crowd: bool) -> Place:
        place = self._places.get(chat)
        if place is None:
            self._forget(now)
            place = self._places[chat] = Place(self._crowd if crowd else self._person)
        else:
            self._places.move_to_end(chat)
        return place

    def _forget(self, now: float) -> None:
        # Two are looked at for each that comes: those in use go to the end, to be looked at later.
        for _ in range(min(2, len(self._places))):
            chat, place = self._places.popitem(last=False)
            if not place.idle(now):
                self._places[chat] = place

    def _line_up(self, ticket: Ticket, now: float) -> None:
        at = ticket.place.free_at(now)
        if at > now:
            heapq.heappush(self._resting, (at, ticket.number, ticket))
        else:
            heapq.heappush(self._people if ticket.urgent else self._bulk, (ticket.number, ticket))

    def _head(self, lane: list[tuple[int, Ticket]], now: float) -> Ticket | None:
        while lane:
            ticket = lane[0][1]
            if not ticket.gone:
                if ticket.place.free_at(now) <= now:
                    return ticket
                self._line_up(ticket, now)
            heapq.heappop(lane)
        return None

    def _next(self, now: float) -> Ticket | None:
        person, bulk = self._head(self._people, now), self._head(self._bulk, now)
        if person is not None and self._free_at(now, urgent=True) <= now:
            return bulk if bulk is not None and self._in_a_row >= IN_A_ROW else person
        if bulk is not None and self._free_at(now, urgent=False) <= now:
            return bulk
        return None

    def _free_at(self, now: float, *, urgent: bool) -> float:
        strain = self._strain.at(now)
        if urgent:
            return self._log.free_at(self._overall, strain)
        spare = int(self._last_person > now - READERS_REMEMBERED)
        return max(
            self._log.free_at(self._overall, strain, spare=spare), self._last_bulk + self._gap * strain
        )

    def _grant(self, ticket: Ticket, now: float) -> None:
        heapq.heappop(self._people if ticket.urgent else self._bulk)
        ticket.granted = now
        place = ticket.place
        place.waiting -= 1
        self._bulk_waiting -= not ticket.urgent
        if place.limit:
            place.log.add(now + self._air, place.limit)
        if self._overall:
            self._log.add(now + self._air, self._overall)
        if ticket.urgent:
            self._in_a_row += 1
        else:
            self._in_a_row = 0
            self._last_bulk = now
