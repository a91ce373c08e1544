"""What becomes of a delivery when the plan or a platform speaks; pure.

What is desired and what stands tell nearly everything: nothing stands → send; something else stands →
edit; nothing is desired any more → delete.
"""

import datetime as dt
from typing import NamedTuple

from bot.delivery.models import (
    Action,
    Dead,
    Deleted,
    DeliveryState,
    Doubtful,
    Gone,
    Misplaced,
    Moved,
    Outcome,
    Posted,
    Receipt,
    Retry,
    Suspend,
)

PENDING, SENDING, POSTED, UNKNOWN, DEAD, CANCELLED = (state.value for state in DeliveryState)

NOBODY_KNOWS = ""
"""The message id of a post that an admin has seen and no answer of the platform ever named."""


class Delivery(NamedTuple):
    """The changing columns of a delivery (storage.tables)."""

    state: str
    desired_id: int | None
    posted_id: int | None
    held_id: int | None
    message_id: str | None
    sends: int
    begun_at: dt.datetime | None
    attempts: int
    interrupted: bool
    due_at: dt.datetime
    settled_at: dt.datetime | None
    error: str | None


def begun(payload_id: int, now: dt.datetime) -> Delivery:
    """A delivery that the plan adds."""
    return Delivery(PENDING, payload_id, None, None, None, 0, None, 0, False, now, None, None)


def action(delivery: Delivery) -> Action:
    """What a hold of it is to do. A deletion that was tried is finished, whatever is desired by now."""
    if delivery.message_id is None:
        return Action.SEND
    if delivery.desired_id is None or delivery.held_id is None:
        return Action.DELETE
    return Action.EDIT


def under_way(delivery: Delivery) -> bool:
    """Whether something was asked of the platform and nobody knows what came of it."""
    return delivery.state == SENDING or (delivery.state == PENDING and delivery.interrupted)


def to_show(delivery: Delivery) -> int | None:
    """The payload that a hold of it is given.

    A send that was interrupted is finished as it was begun, so that what it may have posted can be
    recognised; if something else is desired by now, that comes next.
    """
    match action(delivery):
        case Action.SEND if under_way(delivery):
            return delivery.held_id
        case Action.DELETE:
            return None
        case _:
            return delivery.desired_id


def taken(delivery: Delivery, now: dt.datetime, until: dt.datetime) -> Delivery:
    """A hold begins, and lasts until then."""
    payload_id = to_show(delivery)
    goes_on = action(delivery) is not Action.SEND or under_way(delivery)
    doubtful = delivery.held_id not in {delivery.posted_id, payload_id}
    return delivery._replace(
        state=SENDING,
        held_id=payload_id,
        # An earlier hold tried to show a third thing, and nobody knows whether it does.
        posted_id=None if doubtful else delivery.posted_id,
        begun_at=delivery.begun_at if goes_on else now,
        due_at=until,
    )


def needed(delivery: Delivery, now: dt.datetime) -> Delivery:
    """The delivery in the state that follows from what is desired and what stands, begun anew.

    A hold that was given something else than what stands, and did not end well, may have changed it all
    the same: then nothing is as desired until it was done again.
    """
    if delivery.message_id is None:
        state = CANCELLED if delivery.desired_id is None else PENDING
    elif delivery.desired_id is None:
        state = PENDING
    else:
        state = POSTED if delivery.desired_id == delivery.posted_id == delivery.held_id else PENDING
    return delivery._replace(state=state, attempts=0, interrupted=False, due_at=now, error=None)


def amended(delivery: Delivery, desired_id: int | None, now: dt.datetime) -> Delivery:
    """The plan desires this payload, or nothing."""
    if delivery.desired_id == desired_id:
        return delivery
    changed = delivery._replace(desired_id=desired_id)
    if changed.state == UNKNOWN or under_way(changed):
        return changed  # what stands has to be found out first
    result = needed(changed, now)
    if delivery.state == result.state == PENDING:
        # The platform asked for patience, whatever the content.
        return result._replace(attempts=delivery.attempts, due_at=delivery.due_at, error=delivery.error)
    return result


def superseded(delivery: Delivery, now: dt.datetime) -> Delivery:
    """The plan posts a newer generation: what stands stays as it is, what was not sent never will be."""
    if delivery.state != PENDING or under_way(delivery):
        return delivery
    if delivery.message_id is None:
        return amended(delivery, None, now)
    if delivery.desired_id is not None:
        return amended(delivery, delivery.posted_id, now)
    return delivery  # a deletion that was decided before


def settled(before: Delivery, outcome: Outcome, now: dt.datetime, *, old: bool) -> Delivery:
    """A hold ended. `old`: a newer generation was planned meanwhile, so this one is not tried again."""
    delivery = before._replace(settled_at=now)
    match outcome:
        case Posted() | Deleted() | Misplaced():
            return answered(delivery, outcome, now, old=old)
        case Retry(at=at, reason="", interrupted=interrupted):
            held_back = before._replace(due_at=at)  # our own doing: neither an attempt nor a trouble
            return waiting(held_back, now, interrupted=interrupted, old=old)
        case Retry(at=at, reason=reason, interrupted=interrupted):
            tried = delivery._replace(attempts=delivery.attempts + 1, due_at=at, error=reason)
            return waiting(tried, now, interrupted=interrupted, old=old)
        case Moved(interrupted=interrupted):
            return waiting(before._replace(due_at=now), now, interrupted=interrupted, old=old)
        case Suspend(reason=reason, interrupted=interrupted):
            kept = delivery._replace(due_at=now, error=reason)
            return waiting(kept, now, interrupted=interrupted, old=old)
        case Doubtful(reason=reason):
            return delivery._replace(state=UNKNOWN, interrupted=False, error=reason)
        case Dead(reason=reason):
            refused = delivery._replace(held_id=delivery.posted_id)  # what stood stands
            if delivery.desired_id != delivery.held_id and not old:
                return needed(refused, now)  # the plan has brought something else to try
            return refused._replace(state=DEAD, interrupted=False, error=reason)
        case Gone(reason=reason) if delivery.message_id == NOBODY_KNOWS:
            # It stands, out of our reach: what is desired next must not be posted beside it.
            return delivery._replace(state=DEAD, held_id=delivery.posted_id, interrupted=False, error=reason)
        case Gone(reason=reason):
            return lost(delivery)._replace(state=DEAD, interrupted=False, error=reason)


def answered(
    delivery: Delivery, outcome: Posted | Deleted | Misplaced, now: dt.datetime, *, old: bool
) -> Delivery:
    """The platform did what it was asked to, or found that the post stands in the wrong place."""
    match outcome:
        case Posted(receipt=receipt):
            stands = delivery._replace(message_id=receipt.message_id, posted_id=delivery.held_id)
            is_left = old and delivery.desired_id is not None
            return needed(stands._replace(desired_id=stands.held_id) if is_left else stands, now)
        case Deleted():
            return freed(lost(delivery), now, old=old)
        case Misplaced():
            # What is held as nothing is deleted first, even if the place is right again by then.
            return freed(delivery._replace(held_id=delivery.posted_id if old else None), now, old=old)


def freed(delivery: Delivery, now: dt.datetime, *, old: bool) -> Delivery:
    """The delivery without a hold; with a newer generation, it is left as it stands."""
    result = needed(delivery, now)
    return superseded(result, now) if old else result


def lost(delivery: Delivery) -> Delivery:
    """The post is no more; the next one is another send."""
    return delivery._replace(message_id=None, posted_id=None, sends=delivery.sends + 1)


def resolved(delivery: Delivery, now: dt.datetime, *, stands: bool, old: bool) -> Delivery:
    """An admin has looked where we can't: an unknown delivery stands, or does not. `old`: as in `settled`."""
    if stands:
        return settled(delivery, Posted(receipt=Receipt(message_id=NOBODY_KNOWS)), now, old=old)
    return freed(delivery._replace(held_id=None, settled_at=now), now, old=old)


def waiting(delivery: Delivery, now: dt.datetime, *, interrupted: bool, old: bool) -> Delivery:
    """A hold came to nothing, or (`interrupted`) perhaps to something that is to be looked for."""
    if interrupted:
        return delivery._replace(state=PENDING, interrupted=True)
    result = freed(delivery, now, old=old)
    if result.state != PENDING:
        return result
    return result._replace(attempts=delivery.attempts, due_at=delivery.due_at, error=delivery.error)
