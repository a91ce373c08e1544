"""Days of the week as people type them."""

import pytest

from bot.models import Weekday
from bot.weekdays import WEEKDAYS, weekdays, whole

WORKING = WEEKDAYS[:5]


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("mon-fri", WORKING), ("Monday to Friday", WORKING), ("工作日", WORKING), ("周一至周五", WORKING),
        ("週一到週五", WORKING), ("weekdays", WORKING), ("週末", WEEKDAYS[5:]), ("sat & sun", WEEKDAYS[5:]),
        ("周一、三、五", ("mon", "wed", "fri")), ("一三五", ("mon", "wed", "fri")), ("星期天", ("sun",)),
        ("fri–mon", ("mon", "fri", "sat", "sun")), ("Tuesdays", ("tue",)), ("sun, mon, mon", ("mon", "sun")),
        ("mon-sun", ()), ("every day", ()), ("每天", ()),
        ("", None), ("-", None), ("mon-", None), ("someday", None), ("mon x", None), ("8", None),
    ],
)  # fmt: skip
def test_days(typed: str, days: tuple[Weekday, ...] | None) -> None:
    assert weekdays(typed) == days


def test_whole() -> None:
    assert whole(("sun", "mon")) == ("mon", "sun")
    assert whole(WEEKDAYS) == whole(()) == ()
