"""A pace under any traffic: the limits hold in every window, nobody starves, the rate is used."""

import random
from collections import defaultdict
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.delivery.limits import CROWD, OVERALL, PERSON, Limit
from bot.delivery.pacing import AIR, IN_A_ROW, Pacing, Ticket

EPSILON = 1e-6

Arrival = tuple[float, int, bool]  # seconds after the one before, chat (even: a crowd), urgent


def busiest(times: Sequence[float], seconds: float) -> int:
    """The most of these ascending times in any half-open span."""
    most = first = 0
    for last, at in enumerate(times):
        while times[first] <= at - seconds + EPSILON:
            first += 1
        most = max(most, last - first + 1)
    return most


def within(times: Sequence[float], limit: Limit) -> bool:
    ascending = sorted(times)
    return all(busiest(ascending, window.seconds) <= window.count for window in limit)


def play(
    arrivals: Sequence[Arrival], *, latency: float = 0.0, refuse: frozenset[int] = frozenset()
) -> list[Ticket]:
    """Let them arrive, until all had their turn; some are refused with 2 s of patience asked for."""
    pacing, now, tickets, begun = Pacing(), 0.0, [], 0

    def admit() -> None:
        nonlocal begun
        for ticket in pacing.admit(now):
            begun += 1
            if begun in refuse:
                pacing.limited(ticket, 2.0, now)
            if latency:
                pacing.answered(ticket, now + latency)

    for pause, chat, urgent in arrivals:
        then = now + pause
        while (at := pacing.next_at(now)) is not None and at <= then:
            now = at
            admit()
        now = then
        tickets.append(pacing.join(chat, now, crowd=chat % 2 == 0, urgent=urgent))
        admit()
    while (at := pacing.next_at(now)) is not None:
        assert at > now
        now = at
        admit()
    return tickets


traffic = st.lists(
    st.tuples(st.sampled_from((0.0, 0.001, 0.02, 0.3, 2.0)), st.integers(0, 60), st.booleans()),
    min_size=1,
    max_size=250,
)


@settings(max_examples=60, deadline=None)
@given(traffic, st.sampled_from((0.0, 0.004, 0.2)), st.frozensets(st.integers(1, 40), max_size=5))
def test_no_window_ever_holds_more_than_its_limit(
    arrivals: list[Arrival], latency: float, refuse: frozenset[int]
) -> None:
    tickets = play(arrivals, latency=latency, refuse=refuse)
    granted = [ticket.granted for ticket in tickets if ticket.granted is not None]
    assert len(granted) == len(arrivals)  # nobody starves
    assert within(granted, OVERALL)
    chats: dict[int, list[float]] = defaultdict(list)
    for ticket, (_, chat, _) in zip(tickets, arrivals, strict=True):
        chats[chat].append(ticket.granted or 0.0)
    for chat, times in chats.items():
        assert within(times, CROWD if chat % 2 == 0 else PERSON)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32), st.floats(0.0, AIR))
def test_a_server_that_counts_arrivals_never_sees_too_many(seed: int, jitter: float) -> None:
    chance = random.Random(seed)  # noqa: S311
    tickets = play([(0.0, 2 * number + 1, chance.random() < 0.1) for number in range(200)])
    arrived = [(ticket.granted or 0.0) + chance.uniform(0.03, 0.03 + jitter) for ticket in tickets]
    assert within(arrived, OVERALL)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32))
def test_answers_prove_when_a_request_was_counted(seed: int) -> None:
    """With answers within the air, the server may count at any time before them."""
    chance = random.Random(seed)  # noqa: S311
    latency = chance.uniform(0.001, AIR)
    tickets = play([(0.0, 2 * number + 1, False) for number in range(200)], latency=latency)
    arrived = [(ticket.granted or 0.0) + chance.uniform(0, latency) for ticket in tickets]
    assert within(arrived, OVERALL)


@pytest.mark.parametrize("latency", [0.003, 0.04, 0.3])
def test_two_thousand_chats_use_the_permitted_rate(latency: float) -> None:
    tickets = play([(0.0, 2 * number + 1, False) for number in range(2000)], latency=latency)
    end = max(ticket.granted or 0.0 for ticket in tickets)
    assert 2000 / 30 * 0.97 <= end <= 2000 / 30 / 0.97
    if latency < 0.005:
        assert end <= 2000 / 30 / 0.985


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 60), st.integers(0, 200))
def test_people_go_first(people: int, bulk: int) -> None:
    waiting: list[Arrival] = [(0.0, 2 * number + 1, False) for number in range(bulk)]
    asking: list[Arrival] = [(0.0, 1001 + 2 * number, True) for number in range(people)]
    tickets = play(waiting + asking)
    for place, ticket in enumerate(tickets[bulk:]):
        before = sum((other.granted or 0) < (ticket.granted or 0) for other in tickets)
        at_once = sum((other.granted or 0) == 0 for other in tickets[:bulk])
        assert before <= place + place // IN_A_ROW + at_once + 1


@settings(max_examples=30, deadline=None)
@given(st.integers(20, 200))
def test_the_bulk_keeps_its_order(bulk: int) -> None:
    tickets = play([(0.0, 2 * number + 1, False) for number in range(bulk)])
    granted = [ticket.granted or 0.0 for ticket in tickets]
    assert granted == sorted(granted)
