"""Ids that carry their day."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import UsageError
from storage import ids

DAY = dt.date(2025, 5, 24)


@given(st.dates(), st.integers(0, 50), st.integers(0, 50))
def test_ids_descend_within_their_day(date: dt.date, first: int, second: int) -> None:
    early = ids.take(date, None, first)
    late = ids.take(date, min(early, default=None), second)
    given_out = [*early, *late]
    assert given_out == sorted(given_out, reverse=True)
    assert len(set(given_out)) == first + second
    for one in given_out:
        assert ids.first_id(date) <= one < ids.end_id(date)
        assert one >> ids.DAY_BITS == date.toordinal()
        assert 0 < one < 2**42 < ids.LAST_ID


def test_a_day_that_is_full_says_so() -> None:
    room = ids.end_id(DAY) - ids.first_id(DAY)
    assert len(ids.take(DAY, None, room)) == room
    with pytest.raises(UsageError, match="2025-05-24 has more items"):
        ids.take(DAY, None, room + 1)
    with pytest.raises(UsageError, match="split the document"):
        ids.take(DAY, ids.first_id(DAY), 1)
