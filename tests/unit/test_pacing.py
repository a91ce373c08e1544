"""Whose turn it is, on a clock that the test moves."""

import pytest

from bot.delivery.limits import CROWD, OVERALL, Strain, Window
from bot.delivery.pacing import AIR, READERS_REMEMBERED, Pacing, Ticket


class Line:
    """A pacing with its clock: time goes on by itself to whatever comes next."""

    def __init__(self, pacing: Pacing) -> None:
        self.pacing = pacing
        self.now = 1000.0
        self.order: list[Ticket] = []

    def join(self, chat: object, *, crowd: bool = False, urgent: bool = False) -> Ticket:
        return self.pacing.join(chat, self.now, crowd=crowd, urgent=urgent)

    def admit(self) -> list[Ticket]:
        granted = self.pacing.admit(self.now)
        self.order += granted
        return granted

    def run(self) -> list[float]:
        """Until nobody is in line; when each turn came, in seconds from the start."""
        start, begun = self.now, len(self.order)
        self.admit()
        while (at := self.pacing.next_at(self.now)) is not None:
            assert at > self.now
            self.now = at
            self.admit()
        return [round((ticket.granted or 0) - start, 3) for ticket in self.order[begun:]]


def calm(**changed: object) -> Pacing:
    """A pacing in which only what is named limits."""
    return Pacing(**({"overall": (), "person": (), "crowd": (), "air": 0.0} | changed))  # type: ignore[arg-type]


def test_a_digest_of_three_parts_goes_out_at_once_and_then_one_a_second() -> None:
    line = Line(Pacing())
    for _ in range(5):
        line.join(7)
    times = line.run()
    assert times[:3] == pytest.approx([0, 0.03, 0.06], abs=0.001)
    assert times[3] >= 3
    assert times[4] >= 3 + 0.03


def test_a_group_takes_twenty_a_minute() -> None:
    line = Line(calm(crowd=CROWD))
    for _ in range(41):
        line.join("group", crowd=True)
    times = line.run()
    assert times[19] < 20
    assert times[20] == 60
    assert times[40] == 120


def test_without_limits_everything_goes_at_once() -> None:
    line = Line(calm())
    for number in range(1000):
        line.join(number % 3, crowd=True)
    assert set(line.run()) == {0}


def test_a_person_goes_before_the_bulk_of_all_chats() -> None:
    line = Line(Pacing())
    for number in range(200):
        line.join(number)
    line.admit()
    line.now += 3
    line.admit()
    person = line.join("reader", urgent=True)
    arrived = line.now
    line.run()
    assert person.granted is not None
    assert person.granted - arrived <= 1 / 30 + AIR


def test_a_person_goes_before_the_bulk_of_the_same_chat() -> None:
    line = Line(calm(person=(Window(1, 1.0),)))
    bulk = [line.join(1) for _ in range(3)]
    person = line.join(1, urgent=True)
    line.run()
    assert line.order == [person, *bulk]


def test_while_people_ask_a_place_is_free_for_the_next() -> None:
    line = Line(Pacing(air=0.0))
    line.join("reader", urgent=True)
    for number in range(300):
        line.join(number)
    line.admit()
    waits = []
    for second in range(1, 8):
        while (at := line.pacing.next_at(line.now)) is not None and at < 1000 + second:
            line.now = at
            line.admit()
        line.now = 1000.0 + second
        person = line.join(f"reader {second}", urgent=True)
        line.admit()
        waits.append(person.granted == line.now)
    assert all(waits)
    assert READERS_REMEMBERED > 8


def test_the_bulk_gets_a_turn_among_any_number_of_people() -> None:
    line = Line(calm(overall=(Window(1, 1.0),)))
    bulk = line.join("chat")
    for number in range(100):
        line.join(number, urgent=True)
    line.run()
    assert line.order.index(bulk) < 12


def test_a_refusal_holds_its_chat_and_nobody_else() -> None:
    line = Line(calm(person=(Window(3, 3.0),)))
    refused = line.join("a")
    line.admit()
    line.pacing.limited(refused, 30, line.now)
    held, free = line.join("a", urgent=True), line.join("b")
    assert line.admit() == [free]
    assert line.pacing.expected("a", line.now) >= 30
    line.run()
    assert held.granted == 1030


def test_a_chat_that_was_refused_is_slower_for_a_while() -> None:
    line = Line(calm(crowd=(Window(1, 1.0),)))
    refused = line.join("a", crowd=True)
    line.admit()
    line.pacing.limited(refused, 2, line.now)
    for _ in range(3):
        line.join("a", crowd=True)
    times = line.run()
    assert times[0] == 2
    assert times[1] - times[0] == pytest.approx(1.5, abs=0.01)
    line.now += 3600
    for _ in range(2):
        line.join("a", crowd=True)
    first, second = line.run()
    assert second - first == pytest.approx(1.0, abs=0.01)


def test_refusals_in_several_chats_slow_all_down_and_are_forgotten_slowly() -> None:
    line = Line(calm(overall=OVERALL))

    def rate() -> float:
        for number in range(90):
            line.join(("fresh", line.now, number))
        times = line.run()
        return 30 / (times[-1] - times[-31])

    assert rate() == pytest.approx(30, rel=0.02)
    for chat in "abc":
        ticket = line.join(chat)
        line.run()
        line.pacing.limited(ticket, 1, line.now)
    assert rate() == pytest.approx(24, rel=0.05)
    line.now += 600
    assert rate() == pytest.approx(30, rel=0.02)


def test_two_refusals_of_one_chat_slow_nobody_else_down() -> None:
    line = Line(calm(overall=(Window(1, 1.0),)))
    for _ in range(6):
        ticket = line.join("a")
        line.run()
        line.pacing.limited(ticket, 0, line.now)
    for number in range(3):
        line.join(number)
    times = line.run()
    assert times[2] - times[1] == pytest.approx(1.0)


def test_whoever_leaves_holds_nobody_up() -> None:
    line = Line(calm(overall=(Window(1, 1.0),)))
    line.join("x")
    line.admit()
    impatient, patient = line.join("a"), line.join("b")
    line.pacing.leave(impatient)
    line.pacing.leave(impatient)
    assert line.run() == [1.0]
    assert line.order[-1] is patient


def test_an_early_answer_gives_the_air_back() -> None:
    slow, fast = Line(Pacing(person=())), Line(Pacing(person=()))
    for line in (slow, fast):
        for _ in range(31):
            line.join("a")
        while len(line.order) < 31:
            for ticket in line.admit():
                if line is fast:
                    line.pacing.answered(ticket, line.now + 0.001)
            line.now = line.pacing.next_at(line.now) or line.now
    assert (slow.order[30].granted or 0) - 1000 == pytest.approx(1 + AIR)
    assert (fast.order[30].granted or 0) - 1000 == pytest.approx(1.003, abs=0.001)


def test_idle_chats_are_forgotten() -> None:
    line = Line(calm(person=(Window(3, 3.0),)))
    for number in range(20_000):
        line.join(number)
        line.admit()
        line.now += 0.01
    assert line.pacing.remembered <= 700


def test_a_chat_that_is_held_is_not_forgotten() -> None:
    line = Line(calm(person=(Window(3, 3.0),)))
    refused = line.join("held")
    line.admit()
    line.pacing.limited(refused, 3600, line.now)
    for number in range(2_000):
        line.join(number)
        line.admit()
        line.now += 0.5
    assert line.pacing.expected("held", line.now) == pytest.approx(2600, abs=1)
    assert line.pacing.remembered < 50


def test_the_expected_wait_is_about_what_it_becomes() -> None:
    line = Line(Pacing(air=0.0))
    for number in range(100):
        line.join(number)
    line.admit()
    foretold = line.pacing.expected("new", line.now)
    last = line.join("new")
    start = line.now
    line.run()
    assert (last.granted or 0) - start == pytest.approx(foretold, rel=0.35)


def test_strain_grows_to_a_bound_and_halves() -> None:
    strain = Strain(growth=2.0, half_life=10.0)
    assert strain.at(5) == 1.0
    strain.grow(5)
    assert strain.at(5) == 2.0
    assert strain.at(15) == 1.5
    for _ in range(9):
        strain.grow(15)
    assert strain.at(15) == Strain.MOST
    assert strain.slight(500)


def test_the_room_is_what_has_its_turn_in_a_moment() -> None:
    pacing = Pacing(overall=(Window(20, 1.0),))
    assert pacing.room(0.0, within=0.5) == 11
    tickets = [pacing.join(chat, 0.0, crowd=False) for chat in range(8)]
    assert pacing.room(0.0, within=0.5) == 3
    pacing.leave(tickets[-1])
    pacing.leave(tickets[-1])
    assert pacing.room(0.0, within=0.5) == 4
    assert pacing.admit(0.0) == tickets[:1]
    assert pacing.room(0.0, within=0.5) == 5
    pacing.join("reader", 0.0, crowd=False, urgent=True)
    assert pacing.room(0.0, within=0.5) == 5, "people are not the bulk"
    for chat in range(10, 20):
        pacing.join(chat, 0.0, crowd=False)
    assert pacing.room(0.0, within=0.5) == 0


def test_without_a_pace_there_is_any_room() -> None:
    assert Pacing(overall=()).room(0.0, within=0.5) is None
