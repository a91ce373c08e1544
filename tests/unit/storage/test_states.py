"""The rules of a delivery's states, against a platform that does what it likes."""

import datetime as dt
from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.models import (
    Action,
    Dead,
    Deleted,
    Doubtful,
    Gone,
    Misplaced,
    Outcome,
    Posted,
    Receipt,
    Retry,
    Suspend,
)
from storage import states
from storage.states import CANCELLED, DEAD, PENDING, POSTED, SENDING, UNKNOWN, Delivery

NOW = dt.datetime(2025, 5, 24, 0, 30, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(minutes=5)


@dataclass
class Chat:
    """A platform's chat: posts by message id, and how many there ever were."""

    posts: dict[str, int] = field(default_factory=dict)
    sent: int = 0

    def send(self, payload: int) -> Receipt:
        """Post it."""
        self.sent += 1
        self.posts[f"m{self.sent}"] = payload
        return Receipt(message_id=f"m{self.sent}")

    def recover(self, payload: int) -> Receipt | None:
        """The post that shows this, as the outbox looks for it after an interruption."""
        found = [name for name, shown in self.posts.items() if shown == payload]
        return Receipt(message_id=found[-1]) if found else None


class Line:
    """One delivery, its chat, and the outbox's rules for an interrupted send."""

    def __init__(self, payload: int) -> None:
        self.delivery = states.begun(payload, NOW)
        self.desired: int | None = payload
        self.chat = Chat()

    def plan(self, payload: int | None) -> None:
        """Desire something else."""
        self.desired = payload
        self.delivery = states.amended(self.delivery, payload, NOW)

    def hold(self) -> bool:
        """Claim it, if it is to be claimed."""
        if self.delivery.state not in {PENDING, SENDING}:
            return False
        self.interrupted = states.under_way(self.delivery)
        self.action = states.action(self.delivery)
        self.delivery = states.taken(self.delivery, NOW, LATER)
        return True

    def act(self) -> Outcome:
        """Do what the hold says, without any trouble."""
        held, message_id = self.delivery.held_id, self.delivery.message_id
        match self.action:
            case Action.SEND:
                assert held is not None
                found = self.chat.recover(held) if self.interrupted else None
                return Posted(receipt=found or self.chat.send(held))
            case Action.EDIT:
                assert held is not None
                assert message_id in self.chat.posts
                self.chat.posts[message_id] = held
                return Posted(receipt=Receipt(message_id=message_id))
            case Action.DELETE:
                assert message_id is not None
                self.chat.posts.pop(message_id, None)
                return Deleted()

    def settle(self, outcome: Outcome) -> None:
        """Write it down."""
        self.delivery = states.settled(self.delivery, outcome, NOW, old=False)

    def doubtful(self) -> bool:
        """Whether an earlier send may stand, as the outbox tells it."""
        return self.interrupted and self.action is Action.SEND

    def turn(self, trouble: str) -> None:
        """One hold that meets this trouble, or none."""
        if not self.hold():
            return
        match trouble:
            case "crash before":
                pass
            case "crash after":
                self.act()
            case "answer lost":
                self.act()
                self.settle(Retry(at=NOW, reason="x", interrupted=self.action is Action.SEND))
            case "not done":
                self.settle(Retry(at=NOW, reason="x", interrupted=self.doubtful()))
            case "suspended":
                self.settle(Suspend(reason="x", interrupted=self.doubtful()))
            case _:
                self.settle(self.act())


PLANS = st.tuples(st.just("plan"), st.sampled_from([None, 1, 2, 3]))
TROUBLES = st.sampled_from(["crash before", "crash after", "answer lost", "not done", "suspended", "none"])
STEPS = st.lists(
    PLANS | st.tuples(st.just("hold"), TROUBLES) | st.just(("plan while held", None)), max_size=30
)


@given(STEPS)
def test_whatever_happens_the_chat_comes_to_show_what_is_desired_and_never_twice(
    steps: list[tuple[str, int | str | None]],
) -> None:
    line = Line(1)
    for what, which in steps:
        if what == "hold":
            line.turn(str(which))
        elif what == "plan":
            line.plan(which if isinstance(which, int) else None)
        elif line.hold():
            outcome = line.act()
            line.plan(2 if line.desired != 2 else None)
            line.settle(outcome)
        assert len(line.chat.posts) <= 1
    for _ in range(4):
        line.turn("none")
    assert line.delivery.state == (CANCELLED if line.desired is None else POSTED)
    assert list(line.chat.posts.values()) == ([] if line.desired is None else [line.desired])
    assert line.delivery.message_id == next(iter(line.chat.posts), None)
    assert (line.delivery.attempts, line.delivery.error) == (0, None)


def standing(**changes: object) -> Delivery:
    """A delivery that stands as desired, but for these changes."""
    told = states.begun(1, NOW)._replace(state=POSTED, posted_id=1, held_id=1, message_id="m")
    return told._replace(**changes)  # type: ignore[arg-type]


def test_gone_is_dead_whatever_was_desired() -> None:
    for desired in (None, 1, 2):
        held = standing(state=SENDING, desired_id=desired)
        gone = states.settled(held, Gone(reason="by hand"), LATER, old=False)
        assert (gone.state, gone.message_id, gone.posted_id) == (DEAD, None, None)
        assert (gone.error, gone.settled_at) == ("by hand", LATER)


def test_what_is_misplaced_is_deleted_and_sent_anew() -> None:
    held = standing(state=SENDING, desired_id=2, held_id=2)
    freed = states.settled(held, Misplaced(), NOW, old=False)
    for desired in (1, 2):  # it is finished, though the place may be right again
        taken = states.taken(states.amended(freed, desired, NOW), NOW, LATER)
        assert states.action(taken) is Action.DELETE
        anew = states.settled(taken, Deleted(), LATER, old=False)
        assert (anew.state, anew.message_id, anew.desired_id, anew.sends) == (PENDING, None, desired, 1)
        assert states.settled(taken, Deleted(), LATER, old=True).state == CANCELLED


def test_what_is_misplaced_stays_where_a_newer_generation_was_planned() -> None:
    held = standing(state=SENDING, desired_id=2, held_id=2)
    assert states.settled(held, Misplaced(), NOW, old=True) == standing(due_at=NOW, settled_at=NOW)


def test_unknown_is_left_for_an_admin() -> None:
    held = states.begun(1, NOW)._replace(state=SENDING, held_id=1)
    unknown = states.settled(held, Doubtful(reason="lost"), LATER, old=False)
    assert unknown.state == UNKNOWN
    assert states.amended(unknown, 2, LATER) == unknown._replace(desired_id=2)
    assert states.amended(unknown, None, LATER) == unknown._replace(desired_id=None)
    assert states.superseded(unknown, LATER) == unknown


def test_a_newer_generation_leaves_what_stands_and_drops_what_does_not() -> None:
    waiting = states.begun(1, NOW)
    assert states.superseded(waiting, LATER).state == CANCELLED
    edit = standing(state=PENDING, desired_id=2)
    assert states.superseded(edit, LATER) == standing(due_at=LATER)
    deletion = standing(state=PENDING, desired_id=None)
    for same in (standing(), deletion, standing(state=DEAD), waiting._replace(state=SENDING, held_id=1)):
        assert states.superseded(same, LATER) == same


def test_an_edit_of_an_old_generation_in_flight() -> None:
    held = standing(state=SENDING, desired_id=3, held_id=2)
    landed = states.settled(held, Posted(receipt=Receipt(message_id="m")), LATER, old=True)
    assert (landed.state, landed.posted_id, landed.desired_id) == (POSTED, 2, 2)
    failed = states.settled(held, Retry(at=LATER, reason="x"), LATER, old=True)
    # it may have happened for all that is known: what stood is put back
    assert (failed.state, failed.posted_id, failed.desired_id) == (PENDING, 1, 1)
    refused = states.settled(held, Dead(reason="no"), LATER, old=True)
    assert (refused.state, refused.error) == (DEAD, "no")


def test_an_edit_that_failed_and_was_taken_back_is_made_sure_of() -> None:
    held = standing(state=SENDING, desired_id=1, held_id=2)
    failed = states.settled(held, Retry(at=LATER, reason="x"), NOW, old=False)
    assert (failed.state, states.action(failed), states.to_show(failed)) == (PENDING, Action.EDIT, 1)
    refused = states.settled(held, Dead(reason="x"), NOW, old=False)
    assert refused == standing(settled_at=NOW)


def test_a_deletion_that_failed_is_finished_before_the_part_is_posted_anew() -> None:
    held = standing(state=SENDING, desired_id=2, held_id=None)
    failed = states.settled(held, Retry(at=LATER, reason="x"), NOW, old=False)
    assert (states.action(failed), states.to_show(failed)) == (Action.DELETE, None)
    gone = states.settled(failed._replace(state=SENDING), Deleted(), NOW, old=False)
    assert (gone.state, states.action(gone), states.to_show(gone)) == (PENDING, Action.SEND, 2)


def test_a_deletion_that_is_refused_is_not_tried_for_ever() -> None:
    held = standing(state=SENDING, desired_id=2, held_id=None)
    refused = states.settled(held, Dead(reason="too old"), NOW, old=False)
    assert (refused.state, states.action(refused), states.to_show(refused)) == (PENDING, Action.EDIT, 2)
    held = standing(state=SENDING, desired_id=None, held_id=None)
    assert states.settled(held, Dead(reason="too old"), NOW, old=False).state == DEAD
