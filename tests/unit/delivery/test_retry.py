"""The retry decision, as a table."""

import datetime as dt

import pytest

from bot.delivery.models import Action, Dead, Doubtful, Gone, Moved, Outcome, Retry, Suspend
from bot.delivery.retry import LONGEST_WAIT, PLATFORM_WAIT, decide, wait
from bot.errors import (
    Ambiguous,
    DeliveryError,
    NotYet,
    PlatformDown,
    PostLost,
    RateLimited,
    Refused,
    TargetLost,
    TargetMoved,
    Transient,
)

NOW = dt.datetime(2026, 11, 20, 8, 30, tzinfo=dt.UTC)


def after(seconds: float) -> Retry:
    return Retry(at=NOW + dt.timedelta(seconds=seconds), reason="why")


@pytest.mark.parametrize(
    ("error", "action", "attempts", "outcome"),
    [
        (Transient("why"), Action.SEND, 1, after(2)),
        (Transient("why"), Action.EDIT, 4, after(16)),
        (RateLimited("why", retry_after=33.5), Action.SEND, 9, after(33.5)),
        (Ambiguous("why"), Action.SEND, 1, Doubtful(reason="why")),
        (Ambiguous("why"), Action.EDIT, 1, after(2)),
        (Ambiguous("why"), Action.DELETE, 2, after(4)),
        (Refused("why"), Action.SEND, 1, Dead(reason="why")),
        (TargetLost("why"), Action.EDIT, 1, Suspend(reason="why")),
        (PostLost("why"), Action.EDIT, 1, Gone(reason="why")),
        (TargetMoved("why", address="-1001"), Action.EDIT, 1, Moved(address="-1001", reason="why")),
        (NotYet("why", retry_after=0.2), Action.SEND, 1, after(0.2).model_copy(update={"reason": ""})),
        (PlatformDown("why"), Action.SEND, 1, after(PLATFORM_WAIT.total_seconds())),
    ],
)
def test_decides(error: DeliveryError, action: Action, attempts: int, outcome: Outcome) -> None:
    assert decide(error, attempts, NOW, action=action) == outcome


@pytest.mark.parametrize(
    "error",
    [
        Transient("why"),
        RateLimited("why", retry_after=1),
        NotYet("why", retry_after=1),
        TargetLost("why"),
        TargetMoved("why", address="x"),
        PlatformDown("why"),
    ],
)
def test_a_doubt_that_was_not_settled_stays(error: DeliveryError) -> None:
    outcome = decide(error, 1, NOW, action=Action.SEND, interrupted=True)
    assert isinstance(outcome, Retry | Suspend | Moved)
    assert outcome.interrupted


def test_waits_longer_and_longer_but_never_too_long() -> None:
    waits = [wait(attempts) for attempts in range(1, 200)]
    assert waits == sorted(waits)
    assert waits[0] == dt.timedelta(seconds=2)
    assert waits[-1] == LONGEST_WAIT
