"""A plan's share of some thousand targets: decided one by one, written with a few statements.

Most targets show the same parts, and most of their deliveries stand alike: what becomes of one that stands
so is decided once (storage.states) and written for all.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.delivery.models import Action
from storage import states, targets
from storage.dialects import Numbers, Pairs, dump, listed
from storage.payloads import Look
from storage.states import PENDING, SENDING, Delivery
from storage.tables import deliveries

STANDING = sa.select(
    *(deliveries.c[name] for name in ("target_id", "id", "generation", "part")),
    deliveries.c.message_id.is_not(None),
    *(deliveries.c[name] for name in ("state", "desired_id", "posted_id", "held_id", "interrupted")),
    deliveries.c.withdrawn,
).where(
    deliveries.c.digest_id == sa.bindparam("digest"),
    deliveries.c.target_id.in_(listed("ids")),
    # Says nothing new, but bounds the index also for a server that knows nothing of these rows yet and
    # would rather read all of the digest's.
    deliveries.c.target_id.between(sa.bindparam("first"), sa.bindparam("last")),
)

INSTANT = deliveries.c.due_at.type
CHANGE = (
    deliveries.update()
    .where(deliveries.c.id.in_(listed("ids")))
    .values({name: sa.bindparam(name) for name in ("state", "desired_id", "interrupted", "stood", "plan")})
    .values(withdrawn=False)
)
CHANGE_ANEW = CHANGE.values(attempts=0, error=None, due_at=sa.bindparam("now", type_=INSTANT))

one_target = Numbers(sa.bindparam("ids")).table_valued("value")
one_part = Pairs(sa.bindparam("look")).table_valued("key", "value")
BEGUN: dict[str, sa.ColumnElement[Any]] = {
    "target_id": sa.cast(one_target.c.value, sa.BigInteger),
    "part": sa.cast(one_part.c.key, sa.Integer),
    "desired_id": sa.cast(one_part.c.value, sa.BigInteger),
    "digest_id": sa.bindparam("digest", type_=sa.BigInteger),
    "generation": sa.bindparam("generation", type_=sa.Integer),
    "state": sa.literal(PENDING),
    "attempts": sa.literal(0),
    "interrupted": sa.false(),
    "holds": sa.literal(0),
    "due_at": sa.bindparam("now", type_=INSTANT),
    "plan": sa.bindparam("plan", type_=sa.Integer),
}
# By part: the ids that deliveries are given here are the order in which they are sent.
BEGIN = deliveries.insert().from_select(
    list(BEGUN),
    sa.select(*BEGUN.values())
    .select_from(one_target.join(one_part, sa.true()))
    .order_by(BEGUN["target_id"], BEGUN["part"]),
)


UNTOUCHED = dt.datetime.min.replace(tzinfo=dt.UTC)


class Known(NamedTuple):
    """A delivery that is in the ledger; `facts` are all on which a plan decides."""

    id: int
    generation: int
    part: int
    facts: tuple[bool, str, int | None, int | None, int | None, bool]
    withdrawn: bool

    def delivery(self) -> Delivery:
        """One that stands so."""
        has_message, state, desired_id, posted_id, held_id, interrupted = self.facts
        return Delivery(
            state=state,
            desired_id=desired_id,
            posted_id=posted_id,
            held_id=held_id,
            message_id="some" if has_message else None,
            sends=0,
            begun_at=None,
            attempts=0,
            interrupted=interrupted,
            due_at=UNTOUCHED,
            settled_at=None,
            error=None,
        )


class Change(NamedTuple):
    """What a plan does to a delivery, which `stood` or not; with `anew`, its attempts begin anew and now."""

    state: str
    desired_id: int | None
    interrupted: bool
    stood: bool
    anew: bool


class Share:
    """What is decided: changes with the deliveries that they happen to, and what targets are to be given."""

    def __init__(self, now: dt.datetime) -> None:
        self.now = now
        self.counts: Counter[Action] = Counter()
        self.changes: defaultdict[Change, list[int]] = defaultdict(list)
        self.changed: set[int] = set()
        self.begun: defaultdict[tuple[int, Look], list[int]] = defaultdict(list)
        self.new: defaultdict[int, set[int]] = defaultdict(set)
        """By generation, the targets that had nothing of it."""
        self._cases: dict[tuple[object, ...], tuple[Change | None, Action | None]] = {}

    @property
    def touched(self) -> set[int]:
        """The targets in which anything changes."""
        return self.changed.union(*self.begun.values())

    def add(self, target_id: int, look: Look, known: Sequence[Known], generation: int) -> None:
        """The target is to look so, and has these deliveries of the digest."""
        if known:
            generation = max(generation, *(0 if one.withdrawn else one.generation for one in known))
        if look and all(one.withdrawn for one in known if one.generation == generation):
            self.new[generation].add(target_id)
        missing = dict(look)
        for one in known:
            is_newest = one.generation == generation
            wanted = missing.pop(one.part, None) if is_newest else None
            self._add_known(target_id, one, wanted, is_newest=is_newest)
        if missing:
            look = tuple(missing.items())
            self.counts[Action.SEND] += len(look)
            self.begun[generation, look].append(target_id)

    def take_back(self, target_id: int, known: Sequence[Known], generation: int | None) -> None:
        """The target is to show nothing of that generation, or of any."""
        for one in known:
            if generation in {None, one.generation}:
                self._add_known(target_id, one, None, is_newest=True)

    def _add_known(self, target_id: int, one: Known, wanted: int | None, *, is_newest: bool) -> None:
        case = (is_newest, wanted, one.facts)
        if case not in self._cases:
            self._cases[case] = decide(one.delivery(), wanted, self.now, is_newest=is_newest)
        change, action = self._cases[case]
        if change is not None:
            self.changes[change].append(one.id)
            self.changed.add(target_id)
        if action is not None:
            self.counts[action] += 1


def decide(
    then: Delivery, wanted: int | None, now: dt.datetime, *, is_newest: bool
) -> tuple[Change | None, Action | None]:
    """What a plan does to a delivery, and what that makes the outbox do."""
    after = states.amended(then, wanted, now) if is_newest else states.superseded(then, now)
    if after == then:
        return None, None
    stood = then.message_id is not None
    change = Change(after.state, after.desired_id, after.interrupted, stood, anew=after.due_at != UNTOUCHED)
    return change, to_do(after) if is_newest else None


def to_do(delivery: Delivery) -> Action | None:
    """What the outbox has to do about a delivery that was changed, if anything."""
    if delivery.state not in {PENDING, SENDING}:
        return None
    if states.under_way(delivery) and delivery.message_id is None:
        return Action.DELETE if delivery.desired_id is None else Action.EDIT
    return states.action(delivery)


async def standing(
    connection: AsyncConnection, digest_id: int, target_ids: Sequence[int]
) -> Mapping[int, list[Known]]:
    """What these targets, in order, have of the digest."""
    found: defaultdict[int, list[Known]] = defaultdict(list)
    asked = {
        "digest": digest_id,
        "ids": dump(target_ids),
        "first": target_ids[0],
        "last": target_ids[-1],
    }
    for row in await connection.execute(STANDING, asked):
        found[row[0]].append(Known(row[1], row[2], row[3], row[4:-1], row[-1]))
    return found


async def write(connection: AsyncConnection, digest_id: int, share: Share, plan: int) -> None:
    """Write what was decided for locked targets, by that one of the digest's plans."""
    for anew, statement in ((True, CHANGE_ANEW), (False, CHANGE)):
        changes = [
            {
                "state": change.state,
                "desired_id": change.desired_id,
                "interrupted": change.interrupted,
                "stood": change.stood,
                "plan": plan,
                "now": share.now,
                "ids": dump(these),
            }
            for change, these in share.changes.items()
            if change.anew == anew
        ]
        if changes:
            await connection.execute(statement, changes)
    if share.begun:
        begun = [
            {
                "digest": digest_id,
                "generation": generation,
                "look": dump(dict(look)),
                "ids": dump(these),
                "now": share.now,
                "plan": plan,
            }
            for (generation, look), these in share.begun.items()
        ]
        await connection.execute(BEGIN, begun)
        given = (one for these in share.begun.values() for one in these)
        await targets.begun(connection, [one for one in given if one not in share.changed], share.now)
    if share.changed:
        await targets.refresh(connection, share.changed)
