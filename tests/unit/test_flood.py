"""The guard against floods: one kind word, then silence, and nobody else pays for it."""

from hypothesis import given
from hypothesis import strategies as st

from bot.commands.flood import Flood


def test_one_word_with_the_seconds_then_silence_then_peace() -> None:
    flood = Flood(most=3, a_second=0.5, peace=2)
    assert [flood.wait("a", 0) for _ in range(6)] == [None, None, None, 4.0, 0.0, 0.0]
    assert flood.wait("a", 3.9) == 0.0
    assert flood.wait("a", 4.0) is None
    assert flood.wait("a", 4.0) is None
    assert flood.wait("a", 4.0) == 4.0


def test_others_are_not_concerned() -> None:
    flood = Flood(most=1)
    assert flood.wait("a", 0) is None
    assert flood.wait("a", 0) is not None
    assert flood.wait("b", 0) is None


def test_a_slow_reader_is_never_stopped() -> None:
    flood = Flood(most=2, a_second=0.5)
    assert all(flood.wait("a", 2.0 * n) is None for n in range(100))


def test_a_clock_that_is_set_back_harms_nobody() -> None:
    flood = Flood(most=2, a_second=1, peace=1)
    assert flood.wait("a", 1000) is None
    assert flood.wait("a", 10) is None
    assert flood.wait("a", 10) == 1.0
    assert flood.wait("a", 11) is None


def test_small_questions_cost_less() -> None:
    flood = Flood(most=1, a_second=1, peace=1)
    assert [flood.wait("a", 0, cost=0.25) for _ in range(5)] == [None, None, None, None, 1.0]


def test_memory_is_bounded() -> None:
    flood = Flood(size=100)
    for n in range(10_000):
        flood.wait(str(n), n)
    assert len(flood._buckets) == 100


@given(st.lists(st.tuples(st.floats(0, 30), st.sampled_from([0.2, 0.5, 1.0])), max_size=60))
def test_never_more_than_earned_and_one_word_at_a_time(steps: list[tuple[float, float]]) -> None:
    flood = Flood()
    now = spent = 0.0
    before: float | None = None
    for pause, cost in steps:
        now += pause
        wait = flood.wait("a", now, cost=cost)
        if wait is None:
            spent += cost
        elif wait > 0:
            assert before is None, "told once, then silence"
        assert spent <= 12 + now * 0.5 + 1e-6
        before = wait
