"""What to do about an error: a pure decision that the outbox obeys."""

import datetime as dt

from bot.delivery.models import Action, Dead, Doubtful, Gone, Moved, Outcome, Retry, Suspend
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
)

FIRST_WAIT = dt.timedelta(seconds=2)
LONGEST_WAIT = dt.timedelta(minutes=15)
PLATFORM_WAIT = dt.timedelta(minutes=5)


def wait(attempts: int) -> dt.timedelta:
    """How long to wait after the `attempts`-th failure: 2 s, doubled each time, 15 min at most."""
    doublings = min(max(attempts - 1, 0), 16)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def decide(
    error: DeliveryError, attempts: int, now: dt.datetime, *, action: Action, interrupted: bool = False
) -> Outcome:
    """The outcome of a claim whose `attempts`-th attempt ended in `error`.

    Only a send can be doubled: an edit or a deletion whose answer was lost is simply made again.
    What the platform may still take is retried for ever; only a refusal ends a delivery.
    `interrupted`: an earlier send may stand, and this error did not settle that.
    """
    reason = str(error)
    match error:
        case NotYet():
            # Nothing was asked of anybody: no attempt, no reason.
            return Retry(at=now + dt.timedelta(seconds=error.retry_after), reason="", interrupted=interrupted)
        case RateLimited():
            return Retry(
                at=now + dt.timedelta(seconds=error.retry_after), reason=reason, interrupted=interrupted
            )
        case Ambiguous() if action is Action.SEND:
            return Doubtful(reason=reason)
        case Refused():
            return Dead(reason=reason)
        case TargetLost():
            return Suspend(reason=reason, interrupted=interrupted)
        case TargetMoved():
            return Moved(address=error.address, reason=reason, interrupted=interrupted)
        case PostLost():
            return Gone(reason=reason)
        case PlatformDown():
            return Retry(at=now + PLATFORM_WAIT, reason=reason, interrupted=interrupted)
        case _:
            return Retry(at=now + wait(attempts), reason=reason, interrupted=interrupted)
